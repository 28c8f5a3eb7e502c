with

versions as (select * from {{ ref('int_article_versions') }} where previous_version_id is not null),

paragraphs as (select * from {{ ref('int_paragraphs') }}),

now as (
    select versions.version_id, paragraphs.paragraph_words, paragraphs.paragraph, paragraphs.is_dropped,
    from versions
    inner join paragraphs using (version_id)
),

before as (
    select versions.version_id, paragraphs.paragraph_words, paragraphs.paragraph, paragraphs.is_dropped,
    from versions
    inner join paragraphs on versions.previous_version_id = paragraphs.version_id
),

-- A line that was cut in one version and kept in the other was printed in both: no revision.
added as (
    select now.version_id, now.paragraph, 'added' as change,
    from now
    anti join before using (version_id, paragraph_words)
    where not now.is_dropped
),

withdrawn as (
    select before.version_id, before.paragraph, 'withdrawn' as change,
    from before
    anti join now using (version_id, paragraph_words)
    where not before.is_dropped
)

select version_id, change, paragraph, from added
union all
select version_id, change, paragraph, from withdrawn
