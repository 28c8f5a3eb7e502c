{{ config(materialized='table') }}

with

articles as (select * from {{ source('staging', 'articles') }}),

versions as (select * from {{ ref('int_article_versions') }} where is_latest),

stories as (select * from {{ ref('int_stories') }})

select
    articles.article_id,
    articles.version_id,
    stories.story_id,
    stories.story_rank,
    versions.chronology,
    versions.version_no,
    articles.url,
    articles.canonical_url,
    articles.syndicated_from,
    articles.outlet,
    articles.source,
    articles.title,
    articles.authors,
    articles.agency,
    articles.dateline,
    articles.published_at,
    articles.published_precision,
    versions.published_day as published_on,
    articles.date_source,
    articles.date_confidence,
    articles.modified_at,
    versions.seen_at,
    articles.language,
    articles.text,
    articles.body_start,
    articles.n_words,
    articles.dropped,
    articles.null_reason,
from articles
inner join versions using (version_id)
inner join stories using (version_id)
