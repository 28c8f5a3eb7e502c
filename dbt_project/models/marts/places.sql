with

places as (select * from {{ ref('int_entities') }} where kind = 'place'),

gazetteer as (select * from {{ ref('int_gazetteer') }})

select
    places.entity_id as place_id,
    places.geonameid,
    places.name,
    places.aliases,
    gazetteer.country,
    gazetteer.latitude,
    gazetteer.longitude,
    gazetteer.feature_code,
    places.first_seen,
    places.last_seen,
    places.n_reports,
    places.n_articles,
    places.n_outlets,
    places.n_mentions,
from places
left join gazetteer using (geonameid)
