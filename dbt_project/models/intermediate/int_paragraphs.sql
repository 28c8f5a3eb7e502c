with

-- Few articles are ever revised, so only their versions are taken apart.
versions as (select * from {{ ref('int_article_versions') }}),

revised as (
    select article_id
    from versions
    group by article_id
    having count(*) > 1
),

articles as (
    select articles.version_id, articles.text, articles.dropped,
    from {{ source('staging', 'articles') }} as articles
    semi join revised using (article_id)
),

printed as (
    select version_id, false as is_dropped, unnest(string_split(text, chr(10) || chr(10))) as paragraph, from articles
    union all
    select version_id, true as is_dropped, unnest(dropped) as paragraph, from articles
),

worded as (
    select
        *,
        {{ words('paragraph') }} as paragraph_words,
    from printed
)

select
    version_id,
    paragraph_words,
    min(trim(paragraph)) as paragraph,
    bool_and(is_dropped) as is_dropped,
from worded
where paragraph_words <> ''
group by version_id, paragraph_words
