with

{% set known = {
    'mentions': 'null',
    'roles': 'null',
    'quotations': 'speaker is not null',
    'events': 'null',
    'quantities': 'null',
    'dates': 'date_start is not null',
    'places': 'geonameid is not null',
} -%}

-- The second proposer's rows complete those of the rules: counted as well, they would be counted twice.
facts as (
    {% for fact_type, condition in known.items() -%}
        select version_id, '{{ fact_type }}' as fact_type, {{ condition }} as is_known
        from {{ source('staging', fact_type) }}
        where method <> 'llm'
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    version_id,
    count(*) as n_facts,
    {% for fact_type in known -%}
        count(*) filter (where fact_type = '{{ fact_type }}') as n_{{ fact_type }},
    {% endfor -%}
    count(*) filter (where fact_type = 'quotations' and is_known) as n_speakers_known,
    count(*) filter (where fact_type = 'dates' and is_known) as n_dates_resolved,
    count(*) filter (where fact_type = 'places' and is_known) as n_places_resolved,
from facts
group by version_id
