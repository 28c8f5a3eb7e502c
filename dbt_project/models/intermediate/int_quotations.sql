{{ config(materialized='table') }}

with

quotations as (select * from {{ source('staging', 'quotations') }}),

articles as (
    select version_id, article_id, story_id, chronology, outlet, published_on from {{ ref('int_articles') }}
),

entities as (select * from {{ ref('int_article_entities') }}),

attributed as (
    select
        quotations.* exclude (speaker),
        articles.* exclude (version_id),
        entities.entity_id as speaker_id,
        coalesce(entities.name, quotations.speaker) as speaker,
        {{ words('quotations.quote') }} as quote_words,
    from quotations
    inner join articles using (version_id)
    left join entities
        on quotations.version_id = entities.version_id and quotations.speaker_entity_no = entities.entity_no
),

scoped as (
    select
        *,
        -- Five words in the same order are one utterance in every report; `no` and `a great day` are said often.
        if(
            speaker_id is not null and length(quote_words) - length(replace(quote_words, ' ', '')) >= 4,
            'every story',
            story_id
        ) as merged_within,
    from attributed
)

select
    fact_id,
    {{ stable_id(['merged_within', 'coalesce(speaker_id, speaker)', 'quote_words']) }} as quotation_id,
    merged_within,
    quote_words,
    kind,
    quote,
    speaker_id,
    speaker,
    speaker_entity_no,
    speaker_surface,
    speaker_end_char,
    speaker_kind,
    cue,
    cue_end_char,
    null_reason,
    version_id,
    article_id,
    story_id,
    chronology,
    outlet,
    published_on,
    start_char,
    end_char,
    method,
    confidence,
from scoped
