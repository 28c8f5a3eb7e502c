with

people as (select * from {{ ref('int_entities') }} where kind = 'person'),

roles as (select * from {{ ref('int_roles') }}),

quotations as (select * from {{ ref('int_quotations') }}),

latest_roles as (
    select
        person_id,
        first(title order by published_on desc nulls last, chronology desc, title_rank asc) as title,
        first(organization order by published_on desc nulls last, chronology desc, title_rank asc) as organization,
    from roles
    where person_id is not null
    group by person_id
),

said as (
    select speaker_id, count(distinct quotation_id) as n_quotations,
    from quotations
    group by speaker_id
)

select
    people.entity_id as person_id,
    people.name,
    people.is_full_name,
    people.aliases,
    latest_roles.title,
    latest_roles.organization,
    people.first_seen,
    people.last_seen,
    people.n_reports,
    people.n_articles,
    people.n_outlets,
    people.n_mentions,
    coalesce(said.n_quotations, 0) as n_quotations,
from people
left join latest_roles on people.entity_id = latest_roles.person_id
left join said on people.entity_id = said.speaker_id
