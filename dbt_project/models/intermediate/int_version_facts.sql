with

found as (select * from {{ source('staging', 'events') }}),

events as (
    {{ completed('found', named=['actor', 'recipient']) }}
),

facts as (
    select version_id, 'role' as fact_type, person || ', ' || title as fact from {{ source('staging', 'roles') }}
    union all
    select version_id, 'quotation' as fact_type, quote as fact from {{ source('staging', 'quotations') }}
    union all
    select version_id, 'quantity' as fact_type, surface as fact from {{ source('staging', 'quantities') }}
    union all
    select version_id, 'date' as fact_type, surface as fact from {{ source('staging', 'dates') }}
    union all
    select version_id, 'place' as fact_type, name as fact from {{ source('staging', 'places') }}
    union all
    select version_id, 'event' as fact_type, concat_ws(' ', actor, trigger, recipient) as fact
    from events
)

select
    version_id,
    fact_type,
    {{ words('fact') }} as fact_words,
    min(fact) as fact,
from facts
group by version_id, fact_type, fact_words
