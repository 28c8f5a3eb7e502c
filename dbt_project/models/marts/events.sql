with

events as (select * from {{ ref('int_events') }}),

articles as (select version_id, title, url, published_at from {{ ref('int_articles') }}),

classes as (select * from {{ ref('plover_classes') }}),

gazetteer as (select geonameid, country from {{ ref('int_gazetteer') }}),

counted as (
    select
        event_id,
        count(distinct story_id) as n_reports,
        count(distinct article_id) as n_articles,
        count(distinct outlet) as n_outlets,
    from events
    group by event_id
),

first_printed as (
    select * from events
    qualify row_number() over (partition by event_id order by chronology, start_char) = 1
)

select
    first_printed.event_id,
    first_printed.event_type,
    first_printed.mode,
    classes.quad_class,
    first_printed.actor,
    first_printed.trigger,
    first_printed.recipient,
    first_printed.realis,
    first_printed.date_start,
    first_printed.date_end,
    first_printed.place,
    gazetteer.country,
    first_printed.geonameid,
    first_printed.attributed_to,
    first_printed.sentence,
    articles.published_at,
    first_printed.published_on,
    first_printed.outlet,
    articles.title,
    articles.url,
    counted.n_reports,
    counted.n_articles,
    counted.n_outlets,
    first_printed.lemma,
    first_printed.actor_id,
    first_printed.recipient_id,
    first_printed.article_id,
    first_printed.version_id,
    first_printed.fact_id,
    first_printed.start_char,
    first_printed.end_char,
    first_printed.method,
    first_printed.filled_by_llm,
    first_printed.confidence,
from first_printed
inner join counted using (event_id)
inner join articles using (version_id)
left join classes using (event_type)
left join gazetteer using (geonameid)
