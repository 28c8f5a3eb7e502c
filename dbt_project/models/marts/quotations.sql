with

quotations as (select * from {{ ref('int_quotations') }}),

articles as (select version_id, title, url, published_at from {{ ref('int_articles') }}),

titles as (select version_id, entity_no, title, organization from {{ ref('int_roles') }} where title_rank = 1),

topics as (select * from {{ ref('int_quotation_topics') }}),

days as (select * from {{ ref('int_quotation_days') }}),

counted as (
    select
        quotation_id,
        count(distinct story_id) as n_reports,
        count(distinct article_id) as n_articles,
        count(distinct outlet) as n_outlets,
    from quotations
    group by quotation_id
),

first_printed as (
    select * from quotations
    qualify row_number() over (partition by quotation_id order by chronology, start_char) = 1
)

select
    first_printed.quotation_id,
    first_printed.speaker,
    titles.title as speaker_title,
    titles.organization as speaker_organization,
    first_printed.speaker_kind,
    first_printed.kind,
    first_printed.quote,
    first_printed.cue,
    days.said_on,
    articles.published_at,
    first_printed.published_on,
    first_printed.outlet,
    articles.title,
    articles.url,
    coalesce(topics.about, []) as about,
    coalesce(topics.about_ids, []) as about_ids,
    counted.n_reports,
    counted.n_articles,
    counted.n_outlets,
    first_printed.speaker_id,
    first_printed.speaker_surface,
    first_printed.null_reason,
    first_printed.article_id,
    first_printed.version_id,
    first_printed.fact_id,
    first_printed.start_char,
    first_printed.end_char,
    first_printed.method,
    first_printed.confidence,
from first_printed
inner join counted using (quotation_id)
inner join articles using (version_id)
left join titles
    on first_printed.version_id = titles.version_id and first_printed.speaker_entity_no = titles.entity_no
left join topics using (fact_id)
left join days using (fact_id)
