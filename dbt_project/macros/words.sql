{#- A text as bare words, to compare wordings and names: no case, accents, possessive, punctuation; dots and
    apostrophes join (U.S. = US), everything else parts. -#}
{% macro words(text) -%}
    trim(regexp_replace(
        regexp_replace(lower(strip_accents({{ text }})), '[''’]s\b|[.''’]', '', 'g'), '[^\p{L}\p{M}\p{N}]+', ' ', 'g'
    ))
{%- endmacro %}
