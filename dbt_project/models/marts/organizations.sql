with

organizations as (select * from {{ ref('int_entities') }} where kind = 'organization'),

quotations as (select * from {{ ref('int_quotations') }}),

said as (
    select speaker_id, count(distinct quotation_id) as n_quotations,
    from quotations
    group by speaker_id
)

select
    organizations.entity_id as organization_id,
    organizations.name,
    organizations.aliases,
    organizations.first_seen,
    organizations.last_seen,
    organizations.n_reports,
    organizations.n_articles,
    organizations.n_outlets,
    organizations.n_mentions,
    coalesce(said.n_quotations, 0) as n_quotations,
from organizations
left join said on organizations.entity_id = said.speaker_id
