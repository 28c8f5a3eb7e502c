"""The report: rows that a second audit replaces, pages that need no network and obey no article."""

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import quality_day
from conftest import HOME

from etl import lake as warehouse
from etl.quality.audit import audit
from etl.quality.report import write_report
from etl.quality.results import CheckResult, critical_failures, store
from etl.quality.script import SCRIPT, SCRIPT_SOURCE
from etl.quality.view import draw, markdown
from etl.schema import stable_id
from expectations import suites

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ATTACK = "<script>alert(1)</script>"


def result(
    run: str = "r1", *, run_at: datetime = NOW, layer: str = "staging", success: bool = False, **own
) -> CheckResult:
    return CheckResult(
        **{
            "check_id": stable_id(run, layer, own.get("description")),
            "run_id": run,
            "run_at": run_at,
            "layer": layer,
            "table_name": "mentions",
            "owner": "extraction",
            "expectation": "expect_no_rows",
            "description": "no name is empty",
            "notes": "**Why:** it says nothing.",
            "severity": "critical",
            "success": success,
            "sample_keys": json.dumps([{"fact_id": "f1"}]),
        }
        | own
    )


@pytest.fixture
def connection(lake):
    warehouse.link_extensions(HOME / "extensions")
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        yield connection


def stored(connection) -> list[tuple]:
    return connection.execute("select run_id, layer, success from lake.quality.check_results order by all").fetchall()


def test_storing_a_layer_of_a_run_again_replaces_its_rows(connection):
    store(connection, [result(), result(layer="marts")])
    store(connection, [result(success=True)])

    assert stored(connection) == [("r1", "marts", False), ("r1", "staging", True)]


def test_storing_nothing_changes_nothing(connection):
    store(connection, [result()])
    store(connection, [])

    assert stored(connection) == [("r1", "staging", False)]


def test_only_critical_failures_withhold():
    results = [result(), result(success=True), result(severity="warning"), result(severity="info")]

    assert critical_failures(results) == results[:1]


def test_pages_of_older_runs_are_removed_and_their_rows_stay(connection, tmp_path):
    for day in range(4):
        store(connection, [result(f"r{day}", run_at=NOW + timedelta(days=day))])
        write_report(connection, tmp_path, keep_runs=2)

    assert sorted(folder.name for folder in (tmp_path / "runs").iterdir()) == ["r2", "r3"]
    assert len(stored(connection)) == 4


class Links(HTMLParser):
    """The addresses that a page loads or links to, and whether it runs anything."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.active: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        self.active += [name for name, _ in attrs if name.startswith("on")]
        self.active += [tag] if tag in ("iframe", "object", "embed", "form") else []


@pytest.fixture
def site(lake, connection, tmp_path, monkeypatch) -> Path:
    """The site of a day on which an article holds a script and a check finds its row."""
    quality_day.fill(connection, datetime.now(UTC))
    connection.execute("update mentions set surface = ?", [ATTACK])
    connection.execute("update mentions set label = 'NORP', canonical = ? where entity_no = 0", [ATTACK])
    connection.execute(
        "update articles set text = replace(text, 'ships', ?)", [ATTACK + " Subscribe to our newsletter"]
    )
    chosen = [suite for suite in suites("staging") if suite.TABLE in ("articles", "mentions")]
    monkeypatch.setattr("etl.quality.audit.suites", lambda layer: chosen)
    store(connection, audit(lake, "staging", "day 1", datetime.now(UTC), tmp_path / "site"))
    write_report(connection, tmp_path / "site")
    return tmp_path / "site"


def test_pages_load_nothing_from_elsewhere_run_nothing_and_link_to_what_exists(site):
    pages = sorted(site.rglob("*.html"))

    assert len(pages) == 7  # the first page, the run's, the index, and per table what is expected and what was found
    for page in pages:
        html = page.read_text(encoding="utf-8")
        links = Links()
        links.feed(html)
        files = [address for address in links.addresses if not address.startswith("#")]
        assert links.active == []
        assert [address for address in files if not (page.parent / address).resolve().is_file()] == []
        assert re.findall("<script>(.*?)</script>|<script", html, re.DOTALL) in ([], [SCRIPT])
        assert f"script-src {SCRIPT_SOURCE};" in html


def test_pages_show_what_an_article_says_instead_of_obeying_it(site):
    page = (site / "runs/day-1/staging/mentions.html").read_text(encoding="utf-8")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page

    first = (site / "index.html").read_text(encoding="utf-8")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in first
    assert ATTACK not in first


def test_a_result_page_shows_severity_description_notes_and_rows(site):
    page = (site / "runs/day-1/staging/mentions.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", " ", page)

    assert "✗ fails" in text
    assert "critical" in text
    assert "to the character" in text
    assert "Why:" in text
    assert "v0mentions" in text


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (ATTACK, "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (None, ""),
        (["a", 1], "a1"),
        (
            {"content_block_type": "string_template", "string_template": {"template": "a $b", "params": {"b": "<i>"}}},
            "a &lt;i&gt;",
        ),
        (
            {"content_block_type": "table", "table": [["<b>", 2]]},
            "<table><tbody><tr><td>&lt;b&gt;</td><td>2</td></tr></tbody></table>",
        ),
        ({"content_block_type": "unheard of", "x": "<b>"}, None),
    ],
)  # fmt: skip
def test_blocks_are_drawn_escaped(block, html):
    drawn = str(draw(block))

    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert html is None or drawn == html


def test_markdown_of_notes_is_drawn_and_html_in_it_is_not():
    assert str(markdown("**Why:** <script>")) == "<p><strong>Why:</strong> &lt;script&gt;</p>\n"
