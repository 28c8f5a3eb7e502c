with

mentions as (select * from {{ source('staging', 'mentions') }} where kind = 'named'),

-- The area behind a city (`Springfield, Ill.`) is a place, though no mention of its own.
areas as (select * from {{ source('staging', 'places') }} where kind = 'named' and entity_no is null),

names as (
    select version_id, entity_no, label, canonical, surface, null as geonameid from mentions
    union all
    select version_id, entity_no, 'GPE' as label, name as canonical, surface, geonameid from areas
)

select
    version_id,
    entity_no,
    canonical,
    geonameid,
    case max(label)
        when 'PERSON' then 'person'
        when 'ORG' then 'organization'
        when 'NORP' then 'group'
        when 'GPE' then 'place'
        when 'LOC' then 'place'
        when 'FAC' then 'place'
        else 'other'
    end as kind,
    count(*) as n_mentions,
    list_sort(list(distinct regexp_replace(surface, '[''’]s?$', ''))) as surfaces,
from names
group by version_id, entity_no, canonical, geonameid
