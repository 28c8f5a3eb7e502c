"""What the first page says: the verdict, the history of a check, the failing rows in their sentences; and to whom."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
import quality_day
from conftest import HOME
from typer.testing import CliRunner

from etl import lake as warehouse
from etl.cli import app
from etl.lake import Lake
from etl.quality.bounds import bounds, measured, number, sample_rows
from etl.quality.failing_rows import Excerpt, excerpt
from etl.quality.findings import Run
from etl.quality.history import History, Mark
from etl.quality.publications import Publication
from etl.quality.report import write_report
from etl.quality.results import CheckResult, store
from etl.quality.verdict import verdict
from etl.schema import columns, stable_id, to_arrow

NOW = datetime(2026, 3, 2, 4, 12, tzinfo=UTC)
AIRFLOW = "http://127.0.0.1:8080"
BEFORE = ("r0", datetime(2026, 3, 1, 4, 13))  # as the lake gives it: UTC, without a zone
SENTENCE = "Mayor Ana Ruiz reopened the harbour of Lisbon on Monday – after 40 days."


def a_run(**own) -> Run:
    decided = NOW.replace(tzinfo=None) + timedelta(minutes=1)
    given = {"run_id": "r1", "run_at": decided, "checks": 9, "critical": 0, "warning": 0, "info": 0, "number": 2}
    given |= {"layers": ["staging", "marts"], "outcome": "published", "decided_at": decided, "decided_by": None}
    return Run(**given | {"reason": None, "airflow_run_id": "scheduled__1", "release": None} | own)


@pytest.mark.parametrize(
    ("run", "readers", "headline", "lines"),
    [
        (None, None, "No run has been audited yet", ["make run"]),
        (a_run(), BEFORE, "Published 2 Mar 2026, 04:13 UTC", ["Every check holds."]),
        (a_run(warning=3, info=1), BEFORE, "Published 2 Mar 2026", ["No critical check failed. 3 warnings, 1 info"]),
        (
            a_run(critical=2, decided_by="anna", reason="both are right"),
            BEFORE,
            "Published 2 Mar 2026, 04:13 UTC",
            ["Approved by anna although 2 critical checks failed.", "“both are right”"],
        ),
        (
            a_run(critical=1, outcome="withheld"),
            BEFORE,
            "Withheld: 1 critical check failed",
            ["Readers still have the marts of 1 Mar 2026, 04:13 UTC.", "It waits for a person"],
        ),
        (a_run(critical=1, outcome="withheld"), None, "Withheld", ["Readers have nothing yet."]),
        (
            a_run(critical=1, outcome="withheld", airflow_run_id=None),
            BEFORE,
            "Withheld",
            ["Readers still", "run in a terminal, where nobody is asked"],
        ),
        (
            a_run(critical=1, outcome="rejected", decided_by="anna", reason="a misread date"),
            BEFORE,
            "Refused by anna, 2 Mar 2026, 04:13 UTC",
            ["1 critical check failed.", "“a misread date”", "Readers still have"],
        ),
        (
            a_run(critical=1, outcome="rejected", reason="nobody answered within 3 days"),
            BEFORE,
            "Not published: nobody decided in time",
            ["1 critical", "Nobody answered within 3 days", "Readers still have"],
        ),
        (a_run(outcome="superseded"), BEFORE, "Not published: overtaken", ["a newer state"]),
        (
            a_run(outcome="failed", reason="publish: no space left on device"),
            BEFORE,
            "Not published: the run broke",
            ["Publish: no space left on device", "Readers still have"],
        ),
        (a_run(outcome=None, number=None, layers=["staging"]), BEFORE, "Not published yet", ["So far staging was"]),
        (a_run(outcome=None, critical=2), BEFORE, "Not published yet: 2 critical checks failed", ["staging and marts"]),
    ],
)
def test_the_verdict_says_whether_today_is_published_and_why_not(run, readers, headline, lines):
    found = verdict(run, readers, AIRFLOW)

    assert found.headline.startswith(headline)
    assert found.published == headline.startswith("Published")
    assert [part in line for part, line in zip(lines, found.lines, strict=False)] == [True] * len(lines)


def test_only_a_withheld_run_of_airflow_is_approved_there():
    withheld = a_run(critical=1, outcome="withheld")

    assert verdict(withheld, None, AIRFLOW).approve == (
        "http://127.0.0.1:8080/dags/build_marts/runs/scheduled__1/tasks/approve/required_actions"
    )
    assert verdict(withheld, None, "").approve is None
    assert verdict(a_run(critical=1, outcome="withheld", airflow_run_id=None), None, AIRFLOW).approve is None
    assert verdict(a_run(), None, AIRFLOW).approve is None


def history(*marks: int | float | None, at_least=None, at_most=0.0, expected="no row") -> History:
    """One mark per day up to 2 March: what was measured, or None where the run did not make the check."""
    made = [
        None
        if value is None
        else Mark(
            NOW - timedelta(days=len(marks) - 1 - age),
            (at_least is None or value >= at_least) and (at_most is None or value <= at_most),
            value,
        )
        for age, value in enumerate(marks)
    ]
    return History(made, {"at_least": at_least, "at_most": at_most, "expected": expected})


@pytest.mark.parametrize(
    ("of", "news", "words"),
    [
        (history(0, 0, 0, 5), "new", "new: held in the 3 runs before"),
        (history(5), "new", "failed in the first run that made this check"),
        (history(0, 4, 0, 5), "again", "failed 2 of 4 runs, before this one on 28 Feb"),
        (history(0, 7, 0, 4, 5), "since 1 Mar", "failed 3 of 5 runs, the last 2 in a row, since 1 Mar"),
        (history(0, None, 4, 5), "since 1 Mar", "failed 2 of 3 runs, the last 2 in a row, since 1 Mar"),
        (history(3, 4, 5), "since 28 Feb", "failed in all 3 runs, since 28 Feb or longer"),
    ],
)
def test_a_history_tells_a_new_fault_from_a_known_one(of, news, words):
    assert of.news == news
    assert of.words == words
    assert f'aria-label="{words}"' in of.strip()


def test_a_strip_draws_each_run_once_and_a_gap_where_nothing_was_measured():
    rows = history(0, None, 4, 5).strip()
    rate = history(1.0, 1.1, None, 0.9, 0.3, at_least=0.5, at_most=2, expected="between 0.5 and 2").strip()

    assert Counter(re.findall(r'<rect class="(\w+)"', rows)) == {"held": 1, "failed": 2}
    assert Counter(re.findall(r'<circle class="(\w+)"', rate)) == {"held": 3, "failed": 1}
    assert rate.count("<polyline") == 2
    assert "2 Mar: failed, 0.3" in rate


def test_a_terminal_shows_the_history_as_blocks():
    assert history(0, None, 5, 0).blocks() == "▁·█▁"
    assert history(1, 2, at_least=2, at_most=None, expected="at least 2").blocks() == "▁█"
    assert history(5, 5, at_most=1, expected="at most 1").blocks() == "▁▁"


@pytest.mark.parametrize(
    ("kwargs", "result", "words", "value"),
    [
        ({"unexpected_rows_query": "…"}, {"observed_value": 4}, "no row", 4),
        ({"column": "title"}, {"unexpected_count": 2, "unexpected_percent": 8.5}, "no row", 2),
        ({"column": "title", "mostly": 0.995}, {"unexpected_percent": 8.5}, "at most 0.5 % of the rows", 8.5),
        ({"column": "x", "mostly": 0.9}, {"unexpected_percent": float("nan")}, "at most 10 % of the rows", None),
        ({"query": "…", "min_value": 0.5, "max_value": 2.0}, {"observed_value": 0.3}, "between 0.5 and 2", 0.3),
        ({"query": "…", "min_value": 1, "max_value": 1}, {"observed_value": 0.98}, "exactly 1", 0.98),
        ({"query": "…", "max_value": 1200}, {"observed_value": None}, "at most 1,200", None),
        ({"min_value": 1}, {"observed_value": 0}, "at least 1", 0),
        ({"column": "confidence", "min_value": 0, "max_value": 1}, {"unexpected_count": 5}, "no row", 5),
        ({"unexpected_rows_query": "…"}, {}, "no row", None),
    ],
)
def test_a_check_says_what_it_measures_and_expects(kwargs, result, words, value):
    assert bounds(kwargs).words == words
    assert measured(kwargs, result) == value


def test_numbers_are_printed_as_they_are_read():
    assert [number(n) for n in (0, 1200, 0.0416, 3.14159, -2, 1e15)] == [
        "0", "1,200", "0.0416", "3.142", "-2", "1,000,000,000,000,000",
    ]  # fmt: skip


def test_sample_rows_are_cut_and_keep_where_a_pattern_stands():
    text = "🙂 A long story. " * 40 + "Subscribe now."
    (row,) = sample_rows({"column": "text", "regex": "(?i)subscribe"}, [{"version_id": "v", "text": text}])

    assert len(row["text"]) == 301
    assert text[row["start_char"] : row["end_char"]] == "Subscribe"


TEXT = "🙂 Zoë 𝒜 said\n\n“We won,” Ana said. She 🎉 left. " + "x" * 700 + " end."
SENTENCES = [
    (TEXT.index(words), TEXT.index(words) + len(words))
    for words in ("🙂 Zoë 𝒜 said", "“We won,” Ana said.", "She 🎉 left.", "x" * 700 + " end.")
]


@pytest.mark.parametrize(
    ("fact", "shown"),
    [
        ("Zoë 𝒜", Excerpt("🙂 ", "Zoë 𝒜", " said")),
        ("Ana", Excerpt("“We won,” ", "Ana", " said.")),
        ("🎉 left", Excerpt("She ", "🎉 left", ".")),
        ("won,” Ana said. She", Excerpt("“We ", "won,” Ana said. She", " 🎉 left.")),
        ("end", Excerpt("…", "end", ".")),
    ],
)
def test_a_fact_is_marked_to_the_character_also_behind_astral_ones(fact, shown):
    start = TEXT.index(fact)

    assert excerpt(TEXT, start, start + len(fact), SENTENCES) == shown


@pytest.mark.parametrize("span", [(-5, 3), (9, 9), (12, 5), (99_999, 100_000)])
def test_what_is_no_stretch_of_the_text_is_not_marked(span):
    assert excerpt(TEXT, *span, SENTENCES) is None


def test_a_span_beyond_the_end_is_marked_up_to_it():
    assert excerpt("Ana won.", 4, 99_999, [(0, 8)]) == Excerpt("Ana ", "won.", "")


def test_a_fact_outside_every_sentence_is_shown_in_its_line():
    assert excerpt("Ana won.\nShe left", 13, 17, [(0, 8)]) == Excerpt("She ", "left", "")


def failing(run: str = "r1", *, at: datetime = NOW, **own) -> CheckResult:
    given = {
        "check_id": stable_id(run, *own.values()), "run_id": run, "run_at": at, "layer": "staging",
        "table_name": "mentions", "owner": "extraction", "expectation": "expect_no_rows", "severity": "critical",
        "description": "no name is empty", "notes": "**Why:** it says nothing.", "success": False, "measured": 1.0,
        "unexpected_count": 1, "observed_value": "1", "expected": "no row", "at_most": 0.0,
    }  # fmt: skip
    return CheckResult(**given | own)


def samples(*rows: dict, key: str = "fact_id") -> dict[str, str]:
    """The columns of a check result that hold its failing rows."""
    keys = [{key: row[key]} if key in row else {} for row in rows]
    return {"sample_keys": json.dumps(keys), "sample_rows": json.dumps(rows), "unexpected_count": len(rows)}


def decide(connection, number: int, run: str, outcome: str, **own) -> None:
    names = ", ".join(column.name for column in columns(Publication))
    row = Publication(
        publication_id=f"d{number}",
        number=number,
        run_id=run,
        outcome=outcome,
        decided_at=NOW,
        snapshot_id=number,
        **own,
    )
    connection.register("row", to_arrow([row], Publication))
    connection.execute(f"insert into lake.quality.publications by name select {names} from row")
    connection.unregister("row")


@pytest.fixture(autouse=True)
def no_charts(monkeypatch, request):
    """Charts have tests of their own; drawing them takes a second."""
    if "full_page" not in request.fixturenames:
        monkeypatch.setattr("etl.quality.report.charts", lambda connection: [])


@pytest.fixture
def connection(lake):
    warehouse.link_extensions(HOME / "extensions")
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        yield connection


@pytest.fixture
def day(connection):
    """The good day of quality_day."""
    quality_day.fill(connection, NOW)
    return connection


def page_of(connection, site, **own) -> str:
    return write_report(connection, site, **own).read_text(encoding="utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def test_a_failed_check_is_shown_with_bounds_owner_history_and_notes(connection, tmp_path):
    for age in range(3):
        store(connection, [failing(f"r{age}", at=NOW + timedelta(days=age), success=age == 0)])
    html = page_of(connection, tmp_path)

    assert "Expected no row Last 3 runs" in words(html)
    assert "failed 2 of 3 runs, the last 2 in a row, since 3 Mar" in html
    assert "looked after by extraction" in html
    assert "<strong>Why:</strong> it says nothing." in html


def test_failing_rows_stand_in_their_sentence_with_the_fact_marked(day, tmp_path):
    day.execute("update articles set text = replace(text, 'Mayor', '🏛️ Mayor'), url = 'https://c.example/?a=1&b'")
    day.execute("update sentences set end_char = end_char + 3 where sentence_no = 1")
    at = day.execute("select text from articles where version_id = 'v0'").fetchone()[0].index("Ana Ruiz")
    row = {"fact_id": "x", "version_id": "v0", "start_char": at, "end_char": at + 8, "surface": "na Ruiz "}
    store(day, [failing(**samples(row))])
    html = page_of(day, tmp_path)

    marked = "<blockquote>🏛️ Mayor <mark>Ana Ruiz</mark> reopened the harbour of Lisbon on Monday – after 40 days."
    assert marked in html
    assert "Coast Courier, 1 Mar 2026: Harbour of Lisbon reopens" in words(html)
    assert '<a href="https://c.example/?a=1&amp;b" rel="noreferrer noopener">' in html
    assert "surface na Ruiz" in words(html)


def test_the_span_that_a_check_is_about_is_marked_and_others_are_looked_up(day, tmp_path):
    (role,) = day.execute("select fact_id from roles where version_id = 'v1'").fetchone()
    (mention,) = day.execute("select fact_id from mentions where version_id = 'v1' and label = 'GPE'").fetchone()
    store(
        day,
        [
            failing(table_name="roles", column_name="title", **samples({"fact_id": role, "title": "Mayor"})),
            failing(column_name="confidence", **samples({"fact_id": mention, "confidence": 1.5})),
        ],
    )
    html = page_of(day, tmp_path)

    assert "<mark>Mayor</mark> Ana Ruiz reopened" in html
    assert "harbour of <mark>Porto</mark> on Monday" in html
    assert "confidence 1.500" in words(html)


def test_rows_without_a_sentence_show_their_columns(day, tmp_path):
    listing = {"source": "feed", "url": "https://feed.example/rss", "outcome": "http_error", "detail": "503"}
    store(
        day,
        [
            failing(table_name="rejections", owner="ingest", **samples({"page_id": "p6", "detail": ""}, key="page_id")),
            failing(table_name="fetches", owner="ingest", **samples(listing, key="fetch_id")),
        ],
    )
    shown = words(page_of(day, tmp_path))

    assert "source test url test:6.txt reason too_short" in shown
    assert "https://feed.example/rss" in shown
    assert "outcome http_error detail 503" in shown


def test_ten_rows_are_shown_and_the_rest_is_counted(day, tmp_path):
    rows = [{"fact_id": f"f{number}", "surface": f"name {number}"} for number in range(20)]
    store(day, [failing(**samples(*rows) | {"unexpected_count": 1234})])
    shown = words(page_of(day, tmp_path))

    assert "1,233 more failing rows, 9 of them here" in shown
    assert "name 9" in shown
    assert "name 10" not in shown


def test_what_articles_and_people_say_is_escaped(day, tmp_path):
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    day.execute("update articles set title = ?, outlet = ?, url = 'javascript:alert(3)'", [attack, attack])
    row = {"fact_id": "x", "version_id": "v0", "start_char": 28, "end_char": 33, "surface": attack}
    store(day, [failing(error=attack, **samples(row)), failing(run="r0", at=NOW - timedelta(days=1))])
    decide(day, 1, "r0", "rejected", decided_by=attack, reason=attack)
    decide(day, 2, "r1", "failed", reason=attack)
    html = page_of(day, tmp_path)

    assert "<script>alert" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


def test_the_page_of_a_run_is_written_anew_when_its_outcome_changes_and_else_left(day, tmp_path):
    store(day, [failing("r1", snapshot_id=1)])
    decide(day, 1, "r1", "withheld", airflow_run_id="scheduled__1")
    page_of(day, tmp_path, web_url=AIRFLOW)
    of_run = tmp_path / "runs/r1/index.html"
    assert "Approve or refuse in Airflow" in of_run.read_text(encoding="utf-8")

    store(day, [failing("r2", at=NOW + timedelta(days=1), snapshot_id=2)])
    decide(day, 2, "r2", "published")
    written = of_run.stat().st_mtime_ns
    page_of(day, tmp_path, web_url=AIRFLOW)
    assert of_run.stat().st_mtime_ns == written

    decide(day, 3, "r1", "superseded")
    page_of(day, tmp_path, web_url=AIRFLOW)
    assert "Not published: overtaken" in of_run.read_text(encoding="utf-8")
    assert "Approve or refuse" not in of_run.read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.rglob(".*")] == []


def test_runs_stand_in_the_order_of_their_snapshots_whatever_the_clock_said(connection, tmp_path):
    store(connection, [failing("late", at=NOW - timedelta(days=9), snapshot_id=5)])
    store(connection, [failing("early", at=NOW, snapshot_id=4)])
    decide(connection, 6, "broke", "failed", reason="no space left")
    html = page_of(connection, tmp_path)

    assert "Not published: the run broke" in html
    assert re.findall(r'href="runs/(\w+)/index.html"', html) == ["broke", "late", "early"]


def test_checks_that_hold_again_are_named(connection, tmp_path):
    store(connection, [failing("r0", at=NOW - timedelta(days=1))])
    store(connection, [failing("r1", success=True)])

    assert "Hold again, unlike in the run before: no name is empty" in words(page_of(connection, tmp_path))


class Outline(HTMLParser):
    """What a screen reader goes by."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]


@pytest.fixture(scope="module")
def full_page(tmp_path_factory) -> str:
    """A page with everything on it: checks of each severity, runs, charts."""
    home = tmp_path_factory.mktemp("full")
    lake = Lake(f"ducklake:sqlite:{home}/catalog.sqlite", f"{home}/lake/", str(HOME / "extensions"))
    rows = [{"fact_id": f"f{n}", "version_id": "v0", "start_char": 28, "end_char": 33 + n} for n in range(3)]
    rate = {"measured": 0.3, "expected": "between 0.5 and 2", "at_least": 0.5, "at_most": 2.0, "unexpected_count": None}
    rate |= {"table_name": "dates", "owner": "the desk", "severity": "warning", "description": "steady"}
    warehouse.link_extensions(HOME / "extensions")
    with warehouse.connect(lake) as connection:
        quality_day.fill(connection, NOW)
        for age in range(3):
            run, at = f"r{age}", NOW + timedelta(days=age)
            info = failing(run, at=at, severity="info", layer="marts", description="was held", success=age < 2)
            store(connection, [failing(run, at=at, **samples(*rows)), failing(run, at=at, **rate), info])
        decide(connection, 1, "r2", "withheld", airflow_run_id="scheduled__1")
        return page_of(connection, home, web_url=AIRFLOW)


def test_headings_are_in_order(full_page):
    levels = [int(tag[1]) for tag, _ in Outline(full_page).tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels.count(1) == 1
    assert [after for before, after in zip([0, *levels], levels, strict=False) if after > before + 1] == []


def test_a_page_can_be_walked_without_seeing_it(full_page):
    outline = Outline(full_page)
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    targets = [attrs["href"][1:] for attrs in outline.all("a") if attrs.get("href", "").startswith("#")]
    labels = [attrs["aria-labelledby"] for _, attrs in outline.tags if "aria-labelledby" in attrs]

    assert outline.tags[0] == ("html", {"lang": "en"})
    assert len(outline.all("main")) == 1
    assert [attrs for attrs in outline.all("nav") if not attrs.get("aria-label")] == []
    assert outline.all("a")[0] == {"class": "skip", "href": "#main"}
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert set(targets + labels) - set(ids) == set()


def test_tables_and_pictures_say_what_they_show(full_page):
    outline = Outline(full_page)
    tables = re.findall(r"<table.*?</table>", full_page, re.DOTALL)
    pictures = [attrs for attrs in outline.all("svg") if attrs.get("class") == "strip"]

    assert len(tables) >= 3
    assert [table for table in tables if "<caption>" not in table] == []
    assert [attrs for attrs in outline.all("th") if "scope" not in attrs] == []
    assert len(pictures) == 3
    assert [attrs for attrs in pictures if attrs.get("role") != "img" or not attrs.get("aria-label")] == []
    assert full_page.count("<details>") == full_page.count("<summary>") > 0


def test_an_owner_has_an_address_of_their_own(full_page):
    assert '<a href="#of-the-desk" id="of-the-desk">the desk 1</a>' in full_page
    assert "main:has(#of-the-desk:target) .check:not(.of-the-desk) { display: none; }" in full_page
    assert 'class="check warning of-the-desk"' in full_page


@pytest.fixture
def terminal(monkeypatch, lake, tmp_path):
    """`nutgraf report` on the lake of the test."""
    monkeypatch.setenv("NUTGRAF_HOME", str(tmp_path))
    monkeypatch.setenv("NUTGRAF_WEB_URL", AIRFLOW)
    monkeypatch.setenv("COLUMNS", "120")

    def run(*options: str):
        warehouse.link_extensions(HOME / "extensions")
        return CliRunner().invoke(app, ["report", *options])

    return run


def test_the_terminal_says_the_same_and_marks_the_fact(day, terminal):
    row = {"fact_id": "x", "version_id": "v0", "start_char": 33, "end_char": 41, "surface": "\x1b[2J"}
    store(day, [failing(**samples(row)), failing(severity="warning", owner="marts", description="steady")])
    decide(day, 1, "r1", "withheld", airflow_run_id="scheduled__1")
    day.close()
    found = terminal("--owner", "extraction", "--since", "2026-03-01")

    assert found.exit_code == 0
    said = " ".join(found.output.split())
    assert "✗ Withheld: 1 critical check failed" in said
    assert f"Approve or refuse: {AIRFLOW}/dags/build_marts/runs/scheduled__1/tasks/approve/required_actions" in said
    assert "observed 1 row, expected no row" in said
    assert f"{SENTENCE[:6]}»Ana Ruiz«{SENTENCE[14:]}" in said
    assert "steady" not in said
    assert "\x1b" not in found.output
    assert "2 Mar 2026, 04:12 UTC withheld 1 critical, 1 warning" in said


@pytest.mark.parametrize(("outcome", "code"), [("published", 0), ("withheld", 1)])
def test_a_script_can_ask_whether_today_is_published(connection, terminal, outcome, code):
    store(connection, [failing()])
    decide(connection, 1, "r1", outcome)
    connection.close()

    assert terminal("--check").exit_code == code


def test_without_a_run_the_terminal_says_what_to_do(terminal):
    assert "Start one with “make run”" in terminal().output
    assert terminal("--check").exit_code == 1
    assert "There is no report yet: `make run`" in terminal("--open").output


@pytest.mark.parametrize("options", [("--since", "yesterday"), ("--owner", "nobody")])
def test_what_cannot_be_meant_is_explained(connection, terminal, options):
    store(connection, [failing()])
    connection.close()
    found = terminal(*options)

    assert found.exit_code == 2
    assert options[1] in found.output
