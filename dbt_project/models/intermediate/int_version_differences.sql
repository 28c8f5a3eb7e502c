with

paragraphs as (
    select
        version_id,
        list(paragraph order by paragraph) filter (where change = 'added') as paragraphs_added,
        list(paragraph order by paragraph) filter (where change = 'withdrawn') as paragraphs_withdrawn,
    from {{ ref('int_paragraph_changes') }}
    group by version_id
),

facts as (
    select
        version_id,
        count(*) filter (where change = 'added') as facts_added,
        count(*) filter (where change = 'withdrawn') as facts_withdrawn,
        list(fact order by fact) filter (where fact_type = 'quotation' and change = 'added')
            as quotations_added,
        list(fact order by fact) filter (where fact_type = 'quotation' and change = 'withdrawn')
            as quotations_withdrawn,
        list(fact order by fact) filter (where fact_type = 'quantity' and change = 'added')
            as quantities_added,
        list(fact order by fact) filter (where fact_type = 'quantity' and change = 'withdrawn')
            as quantities_withdrawn,
        list(fact order by fact) filter (where fact_type = 'role' and change = 'added') as roles_added,
        list(fact order by fact) filter (where fact_type = 'role' and change = 'withdrawn')
            as roles_withdrawn,
        list(fact order by fact) filter (where fact_type = 'event' and change = 'added') as events_added,
        list(fact order by fact) filter (where fact_type = 'event' and change = 'withdrawn')
            as events_withdrawn,
    from {{ ref('int_fact_changes') }}
    group by version_id
)

select
    version_id,
    paragraphs.paragraphs_added,
    paragraphs.paragraphs_withdrawn,
    facts.facts_added,
    facts.facts_withdrawn,
    facts.quotations_added,
    facts.quotations_withdrawn,
    facts.quantities_added,
    facts.quantities_withdrawn,
    facts.roles_added,
    facts.roles_withdrawn,
    facts.events_added,
    facts.events_withdrawn,
from paragraphs
full join facts using (version_id)
