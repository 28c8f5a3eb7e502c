{% set measures = [
    'words_per_article', 'facts_per_article', 'speaker_known', 'dates_resolved', 'places_resolved', 'rejected_share'
] -%}
{% set counts = [
    'facts', 'mentions', 'roles', 'quotations', 'events', 'quantities', 'dates', 'places',
    'speakers_known', 'dates_resolved', 'places_resolved'
] -%}

with

received as (select * from {{ ref('int_received') }}),

counted as (
    select
        outlet,
        day,
        count(version_id) as n_articles,
        count(*) filter (where is_read) as n_read,
        count(*) - count(version_id) as n_rejected,
        cast(coalesce(sum(n_words), 0) as bigint) as n_words,
        {% for count in counts -%}
            cast(coalesce(sum(n_{{ count }}), 0) as bigint) as n_{{ count }},
        {% endfor %}
    from received
    group by outlet, day
),

measured as (
    select
        *,
        n_words / nullif(n_articles, 0) as words_per_article,
        n_facts / nullif(n_read, 0) as facts_per_article,
        n_speakers_known / nullif(n_quotations, 0) as speaker_known,
        n_dates_resolved / nullif(n_dates, 0) as dates_resolved,
        n_places_resolved / nullif(n_places, 0) as places_resolved,
        n_rejected / (n_articles + n_rejected) as rejected_share,
    from counted
)

select
    coalesce(outlet, '') || ' ' || day as outlet_day_id,
    outlet,
    day,
    n_articles,
    n_read,
    n_rejected,
    n_words,
    {% for count in counts -%}
        n_{{ count }},
    {% endfor -%}
    {% for measure in measures -%}
        {{ measure }},
    {% endfor -%}
    {% for measure in measures -%}
        median({{ measure }}) over before as usual_{{ measure }},
    {% endfor -%}
    count(*) over before as usual_days,
from measured
window before as (
    partition by outlet order by day range between interval 28 days preceding and interval 1 day preceding
)
