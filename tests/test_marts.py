"""dbt builds the marts of an empty lake, and of one where a wire story is copied, reported anew and corrected."""

import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from bridge_story import drafts
from conftest import HOME

from etl import lake as warehouse
from etl.build import PROJECT, build
from etl.lake import Lake
from etl.model_docs import write_model_docs
from etl.quality.publications import Outcome, Publication
from etl.quality.results import CheckResult
from etl.schema import Record, stable_id, to_arrow

CASES = yaml.safe_load((Path(__file__).parent / "cases/marts.yml").read_text(encoding="utf-8"))
MARTS = sorted(file.stem for file in (PROJECT / "models/marts").glob("*.sql"))


def check(run: str, severity: str, success: bool) -> CheckResult:
    return CheckResult(
        check_id=stable_id(run, severity),
        run_id=run,
        run_at=datetime.datetime(2024, 3, 8, tzinfo=datetime.UTC),
        layer="staging",
        table_name="articles",
        owner="ingest",
        expectation="ExpectTableRowCountToBeBetween",
        description="some articles",
        severity=severity,
        success=success,
    )


def decision(number: int, run: str, outcome: Outcome, **own: str) -> Publication:
    at = datetime.datetime(2024, 3, 8, tzinfo=datetime.UTC)
    return Publication(publication_id=f"p{number}", number=number, run_id=run, outcome=outcome, decided_at=at, **own)


def put(connection: duckdb.DuckDBPyConnection, table: str, record: type[Record], rows: list[Any]) -> None:
    made = to_arrow(rows, record)
    connection.register("made", made)
    connection.execute(f"insert into lake.{table} by name select * from made")
    connection.unregister("made")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("marts")


@pytest.fixture(scope="module")
def empty(home: Path) -> Lake:
    """A lake whose marts were built of nothing."""
    lake = Lake(f"ducklake:sqlite:{home / 'catalog.sqlite'}", f"{home / 'lake'}/", str(HOME / "extensions"))
    warehouse.link_extensions(HOME / "extensions")
    build(lake, home)
    return lake


@pytest.fixture(scope="module")
def counts_of_nothing(empty: Lake) -> dict[str, int]:
    with warehouse.connect(empty, read_only=True) as connection:
        return {mart: len(connection.execute(f"from lake.marts.{mart}").fetchall()) for mart in MARTS}


@pytest.fixture(scope="module")
def marts(empty: Lake, counts_of_nothing: dict[str, int], home: Path):
    """The marts of the drafts, open for reading."""
    with warehouse.connect(empty) as connection:
        for draft in drafts():
            for record, rows in draft.rows.items():
                put(connection, f"staging.{record.TABLE}", record, rows)
        checks = [check("good", "critical", True), check("bad", "critical", False), check("bad", "info", True)]
        checks += [check("approved", "critical", False), check("refused", "critical", False)]
        put(connection, "quality.check_results", CheckResult, checks)
        decided = [
            decision(1, "approved", "withheld"),
            decision(2, "refused", "withheld"),
            decision(3, "approved", "published", decided_by="ana", reason="seen"),
            decision(4, "refused", "rejected", decided_by="ben"),
            decision(5, "good", "published"),
        ]
        put(connection, "quality.publications", Publication, decided)
    build(empty, home)
    with warehouse.connect(empty, read_only=True) as connection:
        connection.execute("set search_path = 'lake.marts'")
        yield connection


def test_an_empty_lake_builds_empty_marts(counts_of_nothing):
    assert counts_of_nothing == dict.fromkeys(MARTS, 0)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_marts_answer(marts, case):
    assert [list(row) for row in marts.execute(case["sql"]).fetchall()] == case["rows"]


def test_every_offset_leads_to_its_words(marts):
    for mart in ("quotations", "events", "quantities"):
        words = "trigger" if mart == "events" else "surface" if mart == "quantities" else "quote"
        rows = marts.execute(
            f"select m.{words}, articles.text[m.start_char + 1:m.end_char] "
            f"from {mart} as m inner join articles using (article_id)"
        ).fetchall()
        assert rows
        assert all(said in printed for said, printed in rows)


def test_every_column_is_explained_in_the_lake(marts):
    bare = marts.execute(
        "select table_name, column_name from duckdb_columns() "
        "where database_name = 'lake' and schema_name = 'marts' and comment is null and table_name != 'quality_daily'"
    ).fetchall()
    assert bare == []


def test_each_model_has_its_yml_beside_it():
    for file in (PROJECT / "models").rglob("int*.sql"):
        assert file.with_suffix(".yml").is_file(), file
    for mart in MARTS:
        (model,) = yaml.safe_load((PROJECT / f"models/marts/{mart}.yml").read_text(encoding="utf-8"))["models"]
        assert model["description"].startswith("One row per ")


def test_the_models_have_a_page_that_holds_all_it_needs(marts, empty: Lake, home: Path):
    page = write_model_docs(empty, home, home / "reports").read_text(encoding="utf-8")

    assert page.count("<meta http-equiv=") == 1
    assert "default-src 'none'" in page
    assert 'rel="shortcut icon"' not in page
    assert 'xlink:href="{{' not in page.replace('ng-attr-xlink:href="{{', "")
    for mart in MARTS:
        assert f"model.nutgraf.{mart}" in page
    assert "how much came, how much of it was read" in page


def test_the_page_of_the_same_models_is_not_made_anew(marts, empty: Lake, home: Path):
    page = write_model_docs(empty, home, home / "reports")
    written = page.stat().st_mtime_ns

    assert write_model_docs(empty, home, home / "reports") == page
    assert page.stat().st_mtime_ns == written


def test_unit_tests_of_the_models_pass(marts, home: Path):
    from dbt.cli.main import dbtRunner  # slow to import, and it reads the environment that `build` sets

    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(home / "dbt/target")]
    result = dbtRunner().invoke(["test", "--select", "test_type:unit", *folders, "--log-path", str(home / "dbt/logs")])
    ran = {node.node.name: str(node.status) for node in result.result}
    assert len(ran) > 5
    assert set(ran.values()) == {"pass"}, ran
