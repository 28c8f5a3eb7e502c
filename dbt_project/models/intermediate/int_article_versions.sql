with

articles as (select * from {{ source('staging', 'articles') }}),

timed as (
    select
        *,
        -- A page cannot have changed after it was received, whatever it says.
        coalesce(least(modified_at, fetched_at), ingested_at) as seen_at,
        coalesce(published_on, cast(published_at as date)) as published_day,
        coalesce(published_precision, 'year') in ('month', 'year') as day_unknown,
        coalesce(published_precision, 'day') = 'day' as hour_unknown,
    from articles
),

numbered as (
    select
        *,
        row_number() over article_history as version_no,
        lag(version_id) over article_history as previous_version_id,
        lead(version_id) over article_history is null as is_latest,
        -- A day without an hour would start at midnight and beat every report of that day.
        row_number() over (
            order by day_unknown, published_day, hour_unknown, published_at, fetched_at, article_id, version_id
        ) as chronology,
    from timed
    window article_history as (partition by article_id order by seen_at, fetched_at, ingested_at, version_id)
)

select
    article_id,
    version_id,
    version_no,
    previous_version_id,
    is_latest,
    seen_at,
    published_day,
    chronology,
    body_hash,
    null_reason,
from numbered
