with

sentences as (select * from {{ source('staging', 'sentences') }}),

articles as (select version_id, text from {{ ref('int_articles') }})

select
    sentences.version_id,
    sentences.sentence_no,
    sentences.part,
    substr(articles.text, sentences.start_char + 1, sentences.end_char - sentences.start_char) as sentence,
from sentences
inner join articles using (version_id)
