with

sentences as (select * from {{ source('staging', 'sentences') }})

select
    version_id,
    min(extractor_version) as extractor_version,
from sentences
group by version_id
