with

quotations as (select fact_id, version_id, content_spans from {{ source('staging', 'quotations') }}),

mentions as (select * from {{ source('staging', 'mentions') }} where kind = 'named'),

entities as (select version_id, entity_no, entity_id, name from {{ ref('int_article_entities') }}),

spans as (
    select fact_id, version_id, unnest(content_spans) as span,
    from quotations
),

named_inside as (
    select distinct spans.fact_id, entities.entity_id, entities.name,
    from spans
    inner join mentions
        on
            spans.version_id = mentions.version_id
            and spans.span.start_char <= mentions.start_char
            and spans.span.end_char >= mentions.end_char
    inner join entities on mentions.version_id = entities.version_id and mentions.entity_no = entities.entity_no
)

select
    fact_id,
    list(name order by name, entity_id) as about,
    list(entity_id order by name, entity_id) as about_ids,
from named_inside
group by fact_id
