with

articles as (select * from {{ ref('int_articles') }}),

stories as (
    select
        story_id,
        count(*) as n_articles,
        min(outlet) filter (where story_rank = 1) as first_outlet,
        min(published_at) filter (where story_rank = 1) as first_published_at,
    from articles
    group by story_id
)

select
    articles.article_id,
    articles.version_id,
    articles.story_id,
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
    articles.published_on,
    articles.date_source,
    articles.date_confidence,
    articles.modified_at,
    articles.language,
    articles.n_words,
    articles.version_no as n_versions,
    articles.story_rank > 1 as is_copy,
    stories.n_articles - 1 as copies,
    stories.first_outlet,
    stories.first_published_at,
    articles.text,
    articles.dropped,
    articles.null_reason,
from articles
inner join stories using (story_id)
