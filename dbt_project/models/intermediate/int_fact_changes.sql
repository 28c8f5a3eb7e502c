with

versions as (select * from {{ ref('int_article_versions') }} where null_reason is null),

facts as (select * from {{ ref('int_version_facts') }}),

readings as (select * from {{ ref('int_extractor_versions') }}),

-- What another extractor reads otherwise is no revision by the outlet.
revisions as (
    select versions.version_id, versions.previous_version_id,
    from versions
    inner join versions as before on versions.previous_version_id = before.version_id
    inner join readings on versions.version_id = readings.version_id
    inner join readings as earlier
        on
            versions.previous_version_id = earlier.version_id
            and readings.extractor_version = earlier.extractor_version
),

facts_now as (
    select revisions.version_id, facts.fact_type, facts.fact_words, facts.fact,
    from revisions
    inner join facts using (version_id)
),

facts_before as (
    select revisions.version_id, facts.fact_type, facts.fact_words, facts.fact,
    from revisions
    inner join facts on revisions.previous_version_id = facts.version_id
),

added as (
    select facts_now.version_id, facts_now.fact_type, facts_now.fact, 'added' as change,
    from facts_now
    anti join facts_before using (version_id, fact_type, fact_words)
),

withdrawn as (
    select facts_before.version_id, facts_before.fact_type, facts_before.fact, 'withdrawn' as change,
    from facts_before
    anti join facts_now using (version_id, fact_type, fact_words)
)

select version_id, fact_type, change, fact from added
union all
select version_id, fact_type, change, fact from withdrawn
