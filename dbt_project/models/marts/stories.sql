with

articles as (select * from {{ ref('int_articles') }}),

first_articles as (select * from articles where story_rank = 1),

counted as (
    select
        story_id,
        count(*) as n_articles,
        count(distinct outlet) as n_outlets,
        list(distinct outlet order by outlet) filter (where outlet is not null) as outlets,
        max(published_at) as last_published_at,
    from articles
    group by story_id
)

select
    counted.story_id,
    first_articles.title,
    first_articles.outlet as first_outlet,
    first_articles.url as first_url,
    first_articles.agency,
    first_articles.published_at as first_published_at,
    counted.last_published_at,
    first_articles.published_on,
    counted.n_articles,
    counted.n_outlets,
    coalesce(counted.outlets, []) as outlets,
from counted
inner join first_articles using (story_id)
