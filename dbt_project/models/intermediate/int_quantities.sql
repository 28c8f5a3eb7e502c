with

found as (
    select * rename (quotation_id as quotation_fact_id, event_id as event_fact_id)
    from {{ source('staging', 'quantities') }}
),

quantities as (
    {{ completed('found', named=['counted']) }}
),

articles as (
    select version_id, article_id, story_id, chronology, outlet, published_on from {{ ref('int_articles') }}
),

sentences as (select * from {{ ref('int_sentences') }}),

quotations as (select fact_id, quotation_id, speaker_id, speaker from {{ ref('int_quotations') }}),

events as (select fact_id, event_id from {{ ref('int_events') }}),

placed as (
    select
        quantities.*,
        articles.* exclude (version_id),
        sentences.sentence,
        quotations.quotation_id,
        quotations.speaker_id,
        quotations.speaker,
        events.event_id,
    from quantities
    inner join articles using (version_id)
    left join sentences
        on quantities.version_id = sentences.version_id and quantities.sentence_no = sentences.sentence_no
    left join quotations on quantities.quotation_fact_id = quotations.fact_id
    left join events on quantities.event_fact_id = events.fact_id
),

worded as (
    select
        *,
        {{ words('counted') }} as counted_key,
        -- The same number is the same statement only inside the same utterance, event or sentence of a story.
        coalesce(quotation_id, event_id, {{ stable_id(['story_id', words('sentence')]) }}) as context_id,
    from placed
)

select
    fact_id,
    {{ stable_id(
        ['context_id', 'value_low', 'value_high', 'unit', 'counted_key', 'bound', 'change', 'change_part']
    ) }} as quantity_id,
    context_id,
    quotation_id,
    event_id,
    speaker_id,
    speaker,
    value_low,
    value_high,
    unit,
    counted,
    bound,
    change,
    change_part,
    sentence,
    surface,
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
from worded
