with

versions as (select * from {{ ref('int_article_versions') }} where is_latest)

select
    article_id,
    version_id,
    first_value(article_id) over same_body as story_id,
    row_number() over same_body as story_rank,
    chronology,
from versions
window same_body as (partition by body_hash order by chronology)
