{{ config(materialized='table') }}

with

appearances as (select * from {{ ref('int_article_entities') }}),

names as (
    select entity_id, name, count(distinct story_id) as n_reports, count(*) as n_articles,
    from appearances
    group by entity_id, name
),

best_names as (
    select entity_id, first(name order by n_reports desc, n_articles desc, name asc) as name,
    from names
    group by entity_id
),

surfaces as (
    select distinct entity_id, unnest(surfaces) as surface,
    from appearances
),

aliases as (
    select
        surfaces.entity_id,
        list(surfaces.surface order by surfaces.surface) filter (where surfaces.surface != best_names.name) as aliases,
    from surfaces
    inner join best_names using (entity_id)
    group by surfaces.entity_id
),

counted as (
    select
        entity_id,
        max(kind) as kind,
        max(geonameid) as geonameid,
        bool_and(is_full_name) as is_full_name,
        min(published_on) as first_seen,
        max(published_on) as last_seen,
        count(distinct story_id) as n_reports,
        count(distinct article_id) as n_articles,
        count(distinct outlet) as n_outlets,
        cast(sum(n_mentions) as bigint) as n_mentions,
    from appearances
    group by entity_id
)

select
    counted.entity_id,
    counted.kind,
    best_names.name,
    coalesce(aliases.aliases, []) as aliases,
    counted.geonameid,
    counted.is_full_name,
    counted.first_seen,
    counted.last_seen,
    counted.n_reports,
    counted.n_articles,
    counted.n_outlets,
    counted.n_mentions,
from counted
inner join best_names using (entity_id)
left join aliases using (entity_id)
