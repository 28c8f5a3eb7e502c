"""Data Docs: a page per suite and a page per validation, below a folder that any browser opens from disk.

`suites/<layer>/<table>.html` says what is expected, `runs/<run>/<layer>/<table>.html` what a run found;
`data_docs/index.html` leads to both.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from great_expectations.render import RenderedStringTemplateContent
from great_expectations.render.renderer.content_block import (
    ExpectationSuiteBulletListContentBlockRenderer,
    ValidationResultsTableContentBlockRenderer,
)
from great_expectations.render.renderer.page_renderer import ExpectationSuitePageRenderer, ValidationResultsPageRenderer

from etl.quality import pages

INDEX = "data_docs/index.html"


class CheckTable(ValidationResultsTableContentBlockRenderer):
    """Great Expectations' table of results, with the severity of each check and its notes."""

    @classmethod
    def _get_content_block_fn(cls, expectation_type: str, expectation_config: Any = None) -> Callable[..., Any]:
        row_of: Any = super()._get_content_block_fn(expectation_type, expectation_config)

        def row(**given: Any) -> list[Any]:
            ((status, check, observed),) = row_of(**given)
            config = given["result"].expectation_config
            notes = cls._render_expectation_notes(config)
            parts = [*(check if isinstance(check, list) else [check]), *([notes] if notes else [])]
            return [[status, _severity(config), parts, observed]]

        return row

    @classmethod
    def _process_content_block(cls, content_block: Any, has_failed_evr: Any, render_object: Any = None) -> None:
        super()._process_content_block(content_block, has_failed_evr, render_object)
        content_block.header_row = ["Status", "Severity", "Check", "Observed"]


class CheckList(ExpectationSuiteBulletListContentBlockRenderer):
    """Great Expectations' list of expectations, with the severity of each."""

    @classmethod
    def _get_content_block_fn(cls, expectation_type: str, expectation_config: Any = None) -> Callable[..., Any]:
        lines_of: Any = super()._get_content_block_fn(expectation_type, expectation_config)

        def lines(**given: Any) -> list[Any]:
            first, *rest = lines_of(**given)
            return [[_severity(given["configuration"]), first], *rest]

        return lines


def _severity(config: Any) -> RenderedStringTemplateContent:
    severity = config.severity.value
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": "$severity ",
            "params": {"severity": severity},
            "styling": {"params": {"severity": {"classes": ["severity", severity]}}},
        },
    )


def write_suite(site: Path, layer: str, suite: Any, docstring: str) -> None:
    """Write the page that says what a suite (an ExpectationSuite) expects of its table."""
    sections = {"class_name": "ExpectationSuiteColumnSectionRenderer", "bullet_list_renderer": _here(CheckList)}
    document = ExpectationSuitePageRenderer(column_section_renderer=sections).render(suite)
    _write(site, suite_page(layer, suite.name), document, table=f"{layer}.{suite.name}", about=docstring, run_id=None)


def write_validation(site: Path, layer: str, run_id: str, validation: Any, docstring: str) -> None:
    """Write the page that says what a run found (an ExpectationSuiteValidationResult)."""
    sections = {"class_name": "ValidationResultsColumnSectionRenderer", "table_renderer": _here(CheckTable)}
    document = ValidationResultsPageRenderer(column_section_renderer=sections).render(validation)
    table = validation.suite_name
    _write(site, run_page(run_id, layer, table), document, table=f"{layer}.{table}", about=docstring, run_id=run_id)
    counted = validation.statistics
    counts = {"checks": counted["evaluated_expectations"], "held": counted["successful_expectations"]}
    (site / run_page(run_id, layer, table)).with_suffix(".json").write_text(json.dumps(counts), encoding="utf-8")


def suite_page(layer: str, table: str) -> str:
    """Path of a suite's page below the site."""
    return f"suites/{layer}/{table}.html"


def run_page(run_id: str, layer: str, table: str) -> str:
    """Path below the site of what a run found in a table."""
    return f"{run_folder(run_id)}/{layer}/{table}.html"


def run_folder(run_id: str) -> str:
    """Folder of a run's pages below the site: the run's id in characters that paths and links can hold."""
    return "runs/" + "".join(c if c.isalnum() or c in "-_." else "-" for c in run_id)


def prune(site: Path, run_ids: list[str]) -> None:
    """Remove the pages of every run but these, given newest first, and list what is left in the index."""
    kept = {site / run_folder(run_id): run_id for run_id in run_ids}
    for folder in (site / "runs").glob("*"):
        if folder not in kept:
            shutil.rmtree(folder)
    suites = [
        {"layer": page.parent.name, "table": page.stem, "page": str(page.relative_to(site))}
        for page in sorted((site / "suites").glob("*/*.html"), key=_staging_first)
    ]
    runs = [(run_id, found) for folder, run_id in kept.items() if (found := _found(site, folder))]
    pages.write(site, INDEX, "data_docs_index.html", suites=suites, runs=runs)


def _found(site: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """What a run found in each table, `layer.table` → checks, held and page."""
    counted = sorted(folder.glob("*/*.json"), key=_staging_first)
    return {
        f"{file.parent.name}.{file.stem}": {
            **json.loads(file.read_text(encoding="utf-8")),
            "page": str(file.with_suffix(".html").relative_to(site)),
        }
        for file in counted
    }


def _staging_first(page: Path) -> tuple[bool, Path]:
    return page.parent.name != "staging", page


def _here(renderer: type) -> dict[str, str]:
    return {"class_name": renderer.__name__, "module_name": renderer.__module__}


def _write(site: Path, page: str, document: Any, **content: Any) -> None:
    sections = document.to_json_dict()["sections"]
    pages.write(site, page, "data_docs.html", sections=sections, **content)
