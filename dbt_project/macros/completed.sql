{#- The rows of a fact table, each stretch of text once. Where the second proposer's row covers the same characters as a
    rule's, it completes that row: the `named` columns and what goes `with` them are taken from it where the rule left
    them empty, and `filled_by_llm` says which. -#}
{% macro completed(facts, named, with=[]) -%}
    select
        found.* replace (
            {%- for column in named + with %}
            coalesce(found.{{ column }}, proposed.{{ column }}) as {{ column }}{{ "," if not loop.last }}
            {%- endfor %}
        ),
        nullif(
            concat_ws(
                ', '
                {%- for column in named -%}
                , if(found.{{ column }} is null and proposed.{{ column }} is not null, '{{ column }}', null)
                {%- endfor -%}
            ),
            ''
        ) as filled_by_llm,
    from {{ facts }} as found
    left join {{ facts }} as proposed
        on found.version_id = proposed.version_id
        and found.start_char = proposed.start_char
        and found.end_char = proposed.end_char
        and found.method <> 'llm'
        and proposed.method = 'llm'
    where found.method is distinct from 'llm'
        or not exists (
            select 1
            from {{ facts }} as ruled
            where found.version_id = ruled.version_id
                and found.start_char = ruled.start_char
                and found.end_char = ruled.end_char
                and ruled.method <> 'llm'
        )
{%- endmacro %}
