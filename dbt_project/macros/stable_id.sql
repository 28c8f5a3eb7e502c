{#- A hash of the columns: the same values always give the same id. A null is not an empty string. -#}
{% macro stable_id(columns) -%}
    md5(concat_ws(chr(31){% for column in columns %}, coalesce(cast({{ column }} as varchar), chr(30)){% endfor %}))
{%- endmacro %}
