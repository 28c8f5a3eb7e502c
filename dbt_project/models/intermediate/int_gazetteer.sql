with

places as (select * from {{ source('staging', 'places') }} where geonameid is not null)

select
    geonameid,
    max(name) as name,
    max(country) as country,
    max(latitude) as latitude,
    max(longitude) as longitude,
    max(feature_code) as feature_code,
from places
group by geonameid
