with

quotations as (select * from {{ ref('int_quotations') }} where cue_end_char is not null),

dates as (
    select * from {{ source('staging', 'dates') }}
    where type = 'DATE' and granularity = 'day' and date_start is not null
),

articles as (select version_id, text from {{ ref('int_articles') }}),

after_cue as (
    select
        quotations.fact_id,
        dates.date_start,
        dates.start_char,
        greatest(quotations.cue_end_char, coalesce(quotations.speaker_end_char, 0)) as said_end_char,
        articles.text,
    from quotations
    inner join dates
        on
            quotations.version_id = dates.version_id
            and quotations.cue_end_char <= dates.start_char
            and quotations.cue_end_char + 60 > dates.start_char
            and (quotations.published_on is null or quotations.published_on >= dates.date_end)
            -- A date inside what was said is about something else than the saying.
            and (quotations.start_char > dates.start_char or quotations.end_char < dates.end_char)
    inner join articles on quotations.version_id = articles.version_id
)

select
    fact_id,
    min(date_start) as said_on,
from after_cue
-- `told reporters Friday` dates the saying; behind a comma or in the next sentence stands something else.
where
    start_char >= said_end_char
    and not regexp_matches(substr(text, said_end_char + 1, start_char - said_end_char), '[,;:.?!—“”"\n]')
group by fact_id
