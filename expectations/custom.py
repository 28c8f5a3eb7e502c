"""Checks that Great Expectations does not bring: spans that round-trip, facts in boilerplate, measures of a table.

Severity is set on the instance: Great Expectations reads a default of a subclass as critical, whatever it says.
"""

from typing import Any, ClassVar

import great_expectations.expectations as gxe
from great_expectations.core.suite_parameters import SuiteParameterDict
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.render import (
    CollapseContent,
    LegacyDiagnosticRendererType,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.renderer import renderer

SHOWN = 10  # rows on a page
TEXT = "left join lake.staging.articles article using (version_id)"
SENTENCE = "left join lake.staging.sentences sentence using (version_id, sentence_no)"


class ExpectNoRows(gxe.UnexpectedRowsExpectation):
    """A rule in SQL that finds the rows against it; their page shows the first of them, and the query."""

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[Any]:
        rows = (result.result.get("details") or {}).get("unexpected_rows") or []
        query = RenderedStringTemplateContent(
            content_block_type="string_template",
            string_template={
                "template": "$query",
                "params": {"query": result.expectation_config.kwargs["unexpected_rows_query"]},
                "tag": "code",
            },
        )
        blocks: list[Any] = [CollapseContent(collapse_toggle_link="The query", collapse=[query])]
        if rows:
            cells = [[str(value) for value in row.values()] for row in rows[:SHOWN]]
            blocks.insert(0, RenderedTableContent(content_block_type="table", table=cells, header_row=list(rows[0])))
        return blocks


class ExpectSpanToReadAs(ExpectNoRows):
    """`text[start:end]` of the article is what a column says, on every row. Both may be null."""

    column: str
    start: str
    end: str

    def __init__(
        self, column: str, start: str = "start_char", end: str = "end_char", key: str = "fact_id", **given: Any
    ) -> None:
        found = f"substr(article.text, fact.{start} + 1, fact.{end} - fact.{start})"
        given.setdefault("description", f"`text[{start}:{end}]` is `{column}`, to the character")
        given.setdefault(
            "unexpected_rows_query",
            f"select fact.{key}, fact.version_id, fact.{start}, fact.{end}, fact.{column}, {found} as found "
            f"from {{batch}} fact {TEXT} where {found} is distinct from fact.{column}",
        )
        super().__init__(column=column, start=start, end=end, **given)  # type: ignore[call-arg]


class ExpectSpanInText(ExpectNoRows):
    """A span begins before it ends and lies within the article's text. It may be null."""

    column: str
    end: str

    def __init__(self, column: str, end: str, key: str = "fact_id", **given: Any) -> None:
        given.setdefault("description", f"`{column}` to `{end}` is a stretch of the article's text")
        given.setdefault(
            "unexpected_rows_query",
            f"select fact.{key}, fact.version_id, fact.{column}, fact.{end}, length(article.text) as text_length "
            f"from {{batch}} fact {TEXT} where (fact.{column} is null) <> (fact.{end} is null) "
            f"or not coalesce(0 <= fact.{column} and fact.{column} < fact.{end} "
            f"and fact.{end} <= length(article.text), fact.{column} is null)",
        )
        super().__init__(column=column, end=end, **given)  # type: ignore[call-arg]


class ExpectFactInItsSentence(ExpectNoRows):
    """A fact begins in the sentence that its sentence_no names."""

    column: str = "sentence_no"

    def __init__(self, **given: Any) -> None:
        given.setdefault("description", "a fact begins in the sentence that `sentence_no` names")
        given.setdefault(
            "unexpected_rows_query",
            "select fact.fact_id, fact.version_id, fact.start_char, fact.sentence_no, "
            "sentence.start_char as sentence_start, sentence.end_char as sentence_end "
            f"from {{batch}} fact {SENTENCE} "
            "where not coalesce(fact.start_char between sentence.start_char and sentence.end_char - 1, false)",
        )
        super().__init__(**given)


class ExpectNoFactInBoilerplate(ExpectNoRows):
    """No fact of the body was read from a line that cleaning cut from the same page as boilerplate.

    A line that a page prints twice may be cut once and kept once. So the rows count against the rule only where they
    are more than `tolerance`, a share of the table, and stand in `articles` articles or more.
    """

    tolerance: float
    articles: int

    def __init__(self, tolerance: float = 0.005, articles: int = 3, **given: Any) -> None:
        line = "substr(article.text, sentence.start_char + 1, sentence.end_char - sentence.start_char)"
        given.setdefault(
            "description", f"at most {tolerance * 100:g} % of the facts stand in a line cut as boilerplate"
        )
        given.setdefault(
            "unexpected_rows_query",
            f"with cut as (select fact.fact_id, fact.version_id, fact.surface, {line} as line "
            f"from {{batch}} fact {TEXT} {SENTENCE} "
            f"where sentence.part <> 'headline' and list_contains(article.dropped, {line})) "
            f"select * from cut where (select count(*) from cut) > {tolerance} * (select count(*) from {{batch}} fact) "
            f"and (select count(distinct version_id) from cut) >= {articles}",
        )
        super().__init__(tolerance=tolerance, articles=articles, **given)  # type: ignore[call-arg]


class ExpectMeasureBetween(BatchExpectation):
    """A number that a query measures lies between two bounds; where there is nothing to measure, it passes.

    query: yields one row of one number, or null, or no row; `{batch}` is the table.
    min_value, max_value: may be run parameters.
    """

    query: str
    min_value: float | SuiteParameterDict | None = None
    max_value: float | SuiteParameterDict | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = ("query.table",)
    success_keys: ClassVar[tuple[str, ...]] = ("query", "min_value", "max_value")
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        value = next((number for row in metrics["query.table"] for number in row.values()), None)
        if value is None:
            return {"success": True, "result": {"observed_value": None}}
        bounds = self._get_success_kwargs()
        low, high = bounds.get("min_value"), bounds.get("max_value")
        success = (low is None or value >= low) and (high is None or value <= high)
        return {"success": bool(success), "result": {"observed_value": round(float(value), 4)}}


class ExpectSteadyRate(ExpectMeasureBetween):
    """Facts per article on the last day of ingestion, against the median of the days before: drift of the extractor.

    Null, and so passed, until there are `days` days to compare with.
    """

    def __init__(self, days: int = 5, min_value: float = 0.5, max_value: float = 2.0, **given: Any) -> None:
        given.setdefault(
            "description",
            f"rows per article on the last day of ingestion are {min_value:g} to {max_value:g} times those of the "
            "days before (median)",
        )
        given.setdefault(
            "query",
            "with facts as (select version_id, count(*) as facts from {batch} fact group by all), "
            "days as (select article.ingested_at::date as day, sum(coalesce(facts, 0)) / count(*) as rate "
            "from lake.staging.articles article left join facts using (version_id) "
            "where article.null_reason is null and article.ingested_at is not null group by all), "
            "before as (select median(rate) as rate, count(*) as days from days "
            "where day < (select max(day) from days)) "
            "select last(days.rate order by day) / nullif(any_value(before.rate), 0) "
            f"from days, before where before.days >= {days}",
        )
        super().__init__(min_value=min_value, max_value=max_value, **given)
