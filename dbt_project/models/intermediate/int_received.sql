{% set site = "coalesce(nullif(regexp_extract(url, '^https?://([^/]+)', 1), ''), source)" -%}

with

articles as (
    select *, {{ site }} as site from {{ source('staging', 'articles') }}
),

rejections as (
    select *, {{ site }} as site from {{ source('staging', 'rejections') }}
),

pages as (select page_id, outlet from {{ source('staging', 'pages') }}),

counts as (select * from {{ ref('int_fact_counts') }}),

-- A page that was turned away seldom says who published it; the articles of the same host do.
site_outlets as (
    select site, outlet
    from articles
    where outlet is not null
    group by site, outlet
    qualify row_number() over (partition by site order by count(*) desc, outlet) = 1
),

accepted as (
    select
        articles.page_id,
        articles.version_id,
        articles.outlet,
        cast(coalesce(articles.fetched_at, articles.ingested_at) as date) as day,
        articles.n_words,
        articles.null_reason is null as is_read,
        counts.n_facts,
        counts.n_mentions,
        counts.n_roles,
        counts.n_quotations,
        counts.n_events,
        counts.n_quantities,
        counts.n_dates,
        counts.n_places,
        counts.n_speakers_known,
        counts.n_dates_resolved,
        counts.n_places_resolved,
    from articles
    left join counts using (version_id)
),

rejected as (
    select
        rejections.page_id,
        coalesce(pages.outlet, site_outlets.outlet) as outlet,
        cast(rejections.rejected_at as date) as day,
    from rejections
    left join pages using (page_id)
    left join site_outlets using (site)
)

-- Matched by name: a page that was turned away has no words and no facts.
select * from accepted where day is not null  -- noqa: AM07
union all by name
select * from rejected
