with

roles as (select * from {{ source('staging', 'roles') }}),

articles as (
    select version_id, article_id, story_id, chronology, outlet, published_on from {{ ref('int_articles') }}
),

people as (select * from {{ ref('int_article_entities') }} where kind = 'person')

select
    roles.fact_id,
    roles.version_id,
    roles.entity_no,
    people.entity_id as person_id,
    coalesce(people.name, roles.person) as person,
    roles.title,
    {{ words('roles.title') }} as title_key,
    roles.organization,
    {{ words('roles.organization') }} as organization_key,
    roles.relation,
    articles.article_id,
    articles.story_id,
    articles.chronology,
    articles.outlet,
    articles.published_on,
    -- `U.S. Central Command chief` says more than `Gen.`, and what a title says beats what a predicate claims.
    row_number() over (
        partition by roles.version_id, roles.entity_no
        order by roles.relation = 'predicate' asc, length(roles.title) desc, roles.start_char asc
    ) as title_rank,
from roles
inner join articles using (version_id)
left join people on roles.version_id = people.version_id and roles.entity_no = people.entity_no
