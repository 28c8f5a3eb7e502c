-- A view: the audit of the marts writes its results, and people decide, after the marts were built.
{{ config(materialized='view', persist_docs={'relation': true, 'columns': false}) }}

with

results as (select * from {{ source('quality', 'check_results') }}),

decisions as (
    select
        run_id,
        arg_max(outcome, number) as outcome,
        arg_max_null(decided_by, number) as decided_by,
        arg_max_null(reason, number) as reason,
    from {{ source('quality', 'publications') }}
    group by run_id
),

failing as (
    select
        run_id,
        bool_or(severity = 'critical' and not success) as critical,
    from results
    group by run_id
)

select
    results.check_id,
    results.run_id,
    results.run_at,
    results.snapshot_id,
    results.layer,
    results.table_name,
    results.owner,
    results.expectation,
    results.column_name,
    results.description,
    results.severity,
    results.success,
    results.observed_value,
    results.unexpected_count,
    results.unexpected_percent,
    results.measured,
    results.expected,
    results.at_least,
    results.at_most,
    results.sample_keys,
    results.sample_rows,
    results.error,
    results.notes,
    coalesce(decisions.outcome in ('withheld', 'rejected'), failing.critical) as withheld,
    decisions.outcome,
    decisions.decided_by,
    decisions.reason,
from results
inner join failing using (run_id)
left join decisions using (run_id)
