with

versions as (select * from {{ ref('int_article_versions') }}),

articles as (select version_id, url, outlet, title from {{ source('staging', 'articles') }}),

changes as (select * from {{ ref('int_fact_changes') }}),

differences as (
    select
        version_id,
        count(*) filter (where change = 'added') as facts_added,
        count(*) filter (where change = 'withdrawn') as facts_withdrawn,
        list(fact order by fact) filter (where fact_type = 'quotation' and change = 'added') as quotations_added,
        list(fact order by fact) filter (where fact_type = 'quotation' and change = 'withdrawn')
            as quotations_withdrawn,
        list(fact order by fact) filter (where fact_type = 'quantity' and change = 'added') as quantities_added,
        list(fact order by fact) filter (where fact_type = 'quantity' and change = 'withdrawn')
            as quantities_withdrawn,
    from changes
    group by version_id
)

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
    coalesce(differences.facts_added, 0) as facts_added,
    coalesce(differences.facts_withdrawn, 0) as facts_withdrawn,
    coalesce(differences.quotations_added, []) as quotations_added,
    coalesce(differences.quotations_withdrawn, []) as quotations_withdrawn,
    coalesce(differences.quantities_added, []) as quantities_added,
    coalesce(differences.quantities_withdrawn, []) as quantities_withdrawn,
from versions
inner join articles using (version_id)
left join differences using (version_id)
