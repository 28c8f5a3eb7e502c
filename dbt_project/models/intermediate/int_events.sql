{{ config(materialized='table') }}

with

found as (select * from {{ source('staging', 'events') }}),

events as (
    {{ completed(
        'found',
        named=['actor', 'recipient'],
        with=[
            'actor_entity_no', 'actor_start_char', 'actor_end_char',
            'recipient_entity_no', 'recipient_start_char', 'recipient_end_char',
        ],
    ) }}
),

articles as (
    select version_id, article_id, story_id, chronology, outlet, published_on from {{ ref('int_articles') }}
),

sentences as (select * from {{ ref('int_sentences') }}),

entities as (select * from {{ ref('int_article_entities') }}),

placed as (
    select
        events.* exclude (actor, recipient),
        articles.* exclude (version_id),
        sentences.sentence,
        actors.entity_id as actor_id,
        coalesce(actors.name, events.actor) as actor,
        recipients.entity_id as recipient_id,
        coalesce(recipients.name, events.recipient) as recipient,
        row_number() over (
            partition by events.version_id, events.sentence_no, events.lemma order by events.start_char
        ) as nth_in_sentence,
    from events
    inner join articles using (version_id)
    left join sentences on events.version_id = sentences.version_id and events.sentence_no = sentences.sentence_no
    left join entities as actors
        on events.version_id = actors.version_id and events.actor_entity_no = actors.entity_no
    left join entities as recipients
        on events.version_id = recipients.version_id and events.recipient_entity_no = recipients.entity_no
),

identified as (
    select
        *,
        -- Only a known actor, a known counterpart or place, and one day make two reports mean the same event.
        actor_id is not null
        and coalesce(date_start = date_end, false)
        and (recipient_id is not null or geonameid is not null) as is_identified,
    from placed
)

select
    fact_id,
    if(
        is_identified,
        {{ stable_id(['lemma', 'actor_id', 'recipient_id', 'geonameid', 'date_start', 'realis']) }},
        {{ stable_id(['story_id', words('sentence'), 'lemma', 'nth_in_sentence']) }}
    ) as event_id,
    is_identified,
    event_type,
    mode,
    trigger,
    lemma,
    actor_id,
    actor,
    recipient_id,
    recipient,
    realis,
    date_start,
    date_end,
    place,
    geonameid,
    attributed_to,
    sentence,
    version_id,
    article_id,
    story_id,
    chronology,
    outlet,
    published_on,
    start_char,
    end_char,
    method,
    filled_by_llm,
    confidence,
from identified
