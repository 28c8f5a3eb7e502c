with

roles as (
    select
        *,
        {{ stable_id(['coalesce(person_id, person)', 'title_key', 'organization_key']) }} as person_role_id,
    from {{ ref('int_roles') }}
)

select
    person_role_id,
    max(person_id) as person_id,
    first(person order by chronology, person) as person,
    first(title order by chronology, title) as title,
    first(organization order by chronology, organization) as organization,
    list(distinct relation order by relation) as relations,
    min(published_on) as first_seen,
    max(published_on) as last_seen,
    count(distinct story_id) as n_reports,
    count(distinct article_id) as n_articles,
    count(distinct outlet) as n_outlets,
from roles
group by person_role_id
