{{ config(materialized='table') }}

with

names as (select * from {{ ref('int_article_names') }}),

-- A demonym or a part of a name says where something belongs, not that the place itself is meant.
places as (
    select * from {{ source('staging', 'places') }}
    where kind = 'named' and geonameid is not null and entity_no is not null
),

gazetteer as (select geonameid, name from {{ ref('int_gazetteer') }}),

articles as (select version_id, article_id, story_id, outlet, published_on from {{ ref('int_articles') }}),

located as (
    select version_id, entity_no, mode(geonameid order by geonameid) as geonameid,
    from places
    group by version_id, entity_no
),

keyed as (
    select
        names.*,
        gazetteer.geonameid as place_geonameid,
        coalesce(gazetteer.name, names.canonical) as name,
        regexp_replace({{ words('names.canonical') }}, '^the ', '') as name_key,
    from names
    left join located on names.version_id = located.version_id and names.entity_no = located.entity_no
    left join gazetteer
        on coalesce(names.geonameid, located.geonameid) = gazetteer.geonameid and names.kind = 'place'
)

select
    keyed.version_id,
    keyed.entity_no,
    articles.article_id,
    articles.story_id,
    articles.outlet,
    articles.published_on,
    keyed.kind,
    keyed.name,
    keyed.place_geonameid as geonameid,
    keyed.n_mentions,
    keyed.surfaces,
    keyed.kind != 'person' or contains(keyed.name_key, ' ') as is_full_name,
    case
        when keyed.place_geonameid is not null then 'place:' || keyed.place_geonameid
        -- A lone surname is not a person: two stories may mean two people by it.
        when keyed.kind = 'person' and not contains(keyed.name_key, ' ')
            then 'person:' || keyed.name_key || ':' || articles.story_id
        else keyed.kind || ':' || keyed.name_key
    end as entity_id,
from keyed
inner join articles using (version_id)
