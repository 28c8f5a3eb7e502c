with

quantities as (select * from {{ ref('int_quantities') }}),

articles as (select version_id, title, url, published_at from {{ ref('int_articles') }}),

counted as (
    select
        quantity_id,
        count(distinct story_id) as n_reports,
        count(distinct article_id) as n_articles,
        count(distinct outlet) as n_outlets,
    from quantities
    group by quantity_id
),

first_printed as (
    select * from quantities
    qualify row_number() over (partition by quantity_id order by chronology, start_char) = 1
)

select
    first_printed.quantity_id,
    first_printed.value_low,
    first_printed.value_high,
    first_printed.unit,
    first_printed.counted,
    first_printed.bound,
    first_printed.change,
    first_printed.change_part,
    first_printed.surface,
    first_printed.speaker,
    first_printed.sentence,
    articles.published_at,
    first_printed.published_on,
    first_printed.outlet,
    articles.title,
    articles.url,
    counted.n_reports,
    counted.n_articles,
    counted.n_outlets,
    first_printed.speaker_id,
    first_printed.quotation_id,
    first_printed.event_id,
    first_printed.article_id,
    first_printed.version_id,
    first_printed.fact_id,
    first_printed.start_char,
    first_printed.end_char,
    first_printed.method,
    first_printed.filled_by_llm,
    first_printed.confidence,
from first_printed
inner join counted using (quantity_id)
inner join articles using (version_id)
