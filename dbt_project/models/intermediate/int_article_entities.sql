{{ config(materialized='table') }}

with

mentions as (select * from {{ source('staging', 'mentions') }} where kind = 'named'),

places as (select * from {{ source('staging', 'places') }} where geonameid is not null),

gazetteer as (select geonameid, name from {{ ref('int_gazetteer') }}),

articles as (select version_id, article_id, story_id, outlet, published_on from {{ ref('int_articles') }}),

named as (
    select
        version_id,
        entity_no,
        case max(label)
            when 'PERSON' then 'person'
            when 'ORG' then 'organization'
            when 'NORP' then 'group'
            when 'GPE' then 'place'
            when 'LOC' then 'place'
            when 'FAC' then 'place'
            else 'other'
        end as kind,
        max(canonical) as canonical,
        count(*) as n_mentions,
        list_sort(list(distinct regexp_replace(surface, '[''’]s?$', ''))) as surfaces,
    from mentions
    group by version_id, entity_no
),

located as (
    select version_id, entity_no, mode(geonameid order by geonameid) as geonameid,
    from places
    group by version_id, entity_no
),

keyed as (
    select
        named.*,
        articles.* exclude (version_id),
        gazetteer.geonameid,
        coalesce(gazetteer.name, named.canonical) as name,
        regexp_replace({{ words('named.canonical') }}, '^the ', '') as name_key,
    from named
    inner join articles using (version_id)
    left join located on named.version_id = located.version_id and named.entity_no = located.entity_no
    left join gazetteer on located.geonameid = gazetteer.geonameid and named.kind = 'place'
)

select
    version_id,
    entity_no,
    article_id,
    story_id,
    outlet,
    published_on,
    kind,
    name,
    geonameid,
    n_mentions,
    surfaces,
    kind != 'person' or contains(name_key, ' ') as is_full_name,
    case
        when geonameid is not null then 'place:' || geonameid
        -- A lone surname is not a person: two stories may mean two people by it.
        when kind = 'person' and not contains(name_key, ' ') then 'person:' || name_key || ':' || story_id
        else kind || ':' || name_key
    end as entity_id,
from keyed
