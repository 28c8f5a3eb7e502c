with

-- Undated articles are left out: the day they were loaded would pose as news.
appearances as (select * from {{ ref('int_article_entities') }} where published_on is not null),

entities as (select entity_id, kind, name from {{ ref('int_entities') }}),

quotations as (select * from {{ ref('int_quotations') }} where published_on is not null),

dated as (
    select
        *,
        -- A copy printed the day after is no new report: a story counts on its first day only, so that days add up.
        published_on = min(published_on) over (partition by entity_id, story_id) as is_first_day,
    from appearances
),

attention as (
    select
        entity_id,
        published_on as day,
        count(distinct story_id) filter (where is_first_day) as n_reports,
        count(distinct article_id) as n_articles,
        count(distinct outlet) as n_outlets,
    from dated
    group by entity_id, day
),

said as (
    select quotation_id, speaker_id, min(published_on) as day,
    from quotations
    where speaker_id is not null
    group by quotation_id, speaker_id
),

said_daily as (
    select speaker_id, day, count(*) as n_quotations_by,
    from said
    group by speaker_id, day
)

select
    attention.entity_id || ' ' || attention.day as entity_day_id,
    attention.entity_id,
    entities.name,
    entities.kind,
    attention.day,
    attention.n_reports,
    attention.n_articles,
    attention.n_outlets,
    coalesce(said_daily.n_quotations_by, 0) as n_quotations_by,
from attention
inner join entities using (entity_id)
left join said_daily on attention.entity_id = said_daily.speaker_id and attention.day = said_daily.day
