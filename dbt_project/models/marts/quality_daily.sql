-- A view: the audit of the marts writes its results after the marts were built.
{{ config(materialized='view', persist_docs={'relation': true, 'columns': false}) }}

with

results as (select * from {{ source('quality', 'check_results') }})

select
    check_id,
    run_id,
    run_at,
    layer,
    table_name,
    owner,
    expectation,
    column_name,
    description,
    severity,
    success,
    observed_value,
    unexpected_count,
    unexpected_percent,
    measured,
    expected,
    at_least,
    at_most,
    sample_keys,
    sample_rows,
    error,
    notes,
    bool_or(severity = 'critical' and not success) over (partition by run_id) as withheld,
from results
