with

versions as (select * from {{ ref('int_article_versions') }}),

articles as (select version_id, url, outlet, title from {{ source('staging', 'articles') }}),

readings as (select * from {{ ref('int_extractor_versions') }}),

differences as (select * from {{ ref('int_version_differences') }})

select
    versions.version_id,
    versions.article_id,
    versions.version_no,
    versions.is_latest,
    versions.previous_version_id,
    versions.seen_at,
    articles.outlet,
    articles.title,
    articles.url,
    coalesce(differences.paragraphs_added, []) as paragraphs_added,
    coalesce(differences.paragraphs_withdrawn, []) as paragraphs_withdrawn,
    readings.extractor_version,
    coalesce(readings.extractor_version = earlier.extractor_version, false) as facts_compared,
    coalesce(differences.facts_added, 0) as facts_added,
    coalesce(differences.facts_withdrawn, 0) as facts_withdrawn,
    coalesce(differences.quotations_added, []) as quotations_added,
    coalesce(differences.quotations_withdrawn, []) as quotations_withdrawn,
    coalesce(differences.quantities_added, []) as quantities_added,
    coalesce(differences.quantities_withdrawn, []) as quantities_withdrawn,
    coalesce(differences.roles_added, []) as roles_added,
    coalesce(differences.roles_withdrawn, []) as roles_withdrawn,
    coalesce(differences.events_added, []) as events_added,
    coalesce(differences.events_withdrawn, []) as events_withdrawn,
from versions
inner join articles using (version_id)
left join differences using (version_id)
left join readings using (version_id)
left join readings as earlier on versions.previous_version_id = earlier.version_id
