"""What is published is what was audited; older never replaces newer; who decided is on record."""

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import quality_day
import yaml
from conftest import HOME, ROOT
from pydantic import ValidationError
from test_quality_report import result

from etl import lake as warehouse
from etl import publish as releasing
from etl.build import PROJECT
from etl.lake.snapshots import newest_snapshot
from etl.publish import CURRENT, is_current, names, point_at
from etl.quality import APPROVAL_DAYS, decisions
from etl.quality.audit import audit
from etl.quality.decisions import Answer, answer
from etl.quality.publications import approval_url, run_id
from etl.quality.results import store
from etl.quality.runs import BuildRun
from etl.settings import Settings
from expectations import suites

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
YES = Answer(approved=True, by="ana", reason="The wire was down, the rest is right.")


class Desk:
    """A home with two marts, built by hand: one quotation says which build it is of."""

    def __init__(self, home: Path) -> None:
        self.home, self.releases = home, home / "published"
        catalog = f"ducklake:sqlite:{home / 'catalog.sqlite'}"
        self.lake = warehouse.Lake(catalog, f"{home / 'lake'}/", str(HOME / "extensions"))
        model = (PROJECT / "models/marts/quality_daily.sql").read_text(encoding="utf-8").partition("}}\n")[2]
        view = re.sub(r"\{\{ source\('(\w+)', '(\w+)'\) \}\}", r"lake.\1.\2", model)
        with warehouse.writing(self.lake) as connection:
            connection.execute("create table lake.marts.quotations (quotation_id varchar, quote varchar)")
            connection.execute("create table lake.marts.articles (article_id varchar, title varchar)")
            connection.execute(f"create view lake.marts.quality_daily as {view}")

    def build(self, quote: str) -> int:
        """Build marts in which somebody says `quote`; their snapshot."""
        with warehouse.writing(self.lake) as connection:
            connection.execute("delete from lake.marts.quotations")
            connection.execute("insert into lake.marts.quotations (quotation_id, quote) values ('q', ?)", [quote])
        return newest_snapshot(self.lake)

    def run(self, name: str) -> BuildRun:
        return BuildRun(
            run_id=name,
            airflow_run_id=f"asset__{name}",
            lake=self.lake,
            reports=self.home / "reports",
            keep_reports=9,
        )

    def publish(self, name: str, snapshot: int, said: Answer | None = None, keep: int = 9) -> str | None:
        release = decisions.publish(self.run(name), snapshot, self.releases, keep, said)
        return release and release.name

    def audited(self, name: str, snapshot: int, *, success: bool) -> None:
        with warehouse.writing(self.lake) as connection:
            store(connection, [result(name, success=success, snapshot_id=snapshot)])

    def ask(self, query: str) -> list[tuple]:
        """What readers are answered."""
        with duckdb.connect(str((self.releases / CURRENT).resolve()), read_only=True) as published:
            return published.execute(query).fetchall()

    def decided(self, columns: str = "run_id, outcome") -> list[tuple]:
        """What was decided, in its order."""
        with warehouse.connect(self.lake, read_only=True) as connection:
            return connection.execute(f"select {columns} from lake.quality.publications order by number").fetchall()


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    monkeypatch.setattr(decisions, "write_report", lambda connection, site, *_, **__: site.mkdir(exist_ok=True))
    return Desk(tmp_path)


QUOTE = "select quote from quotations"


def test_a_snapshot_is_published_whatever_was_built_since(desk):
    audited = desk.build("audited")
    desk.build("audited by nobody")
    desk.publish("r1", audited)
    assert desk.ask(QUOTE) == [("audited",)]
    assert desk.ask("select quote from marts.quotations") == [("audited",)]
    assert desk.ask("select run_id, snapshot_id from release") == [("r1", audited)]


def test_older_marts_do_not_replace_newer_ones(desk):
    monday, tuesday = desk.build("monday"), desk.build("tuesday")
    desk.publish("tuesday", tuesday)
    assert desk.publish("monday", monday, YES) is None
    assert desk.ask(QUOTE) == [("tuesday",)]
    assert desk.decided() == [("tuesday", "published"), ("monday", "superseded")]
    assert desk.decided("reason")[1] == (f"readers had the newer {names(desk.releases)[0]} before",)


def test_a_late_approval_does_not_undo_a_rollback_and_the_next_run_does(desk):
    first, late = desk.build("first"), desk.build("late")
    rolled_back_to = desk.publish("first", first)
    desk.publish("bad", desk.build("bad"))
    point_at(desk.releases, rolled_back_to)
    assert desk.publish("late", late, YES) is None
    assert desk.ask(QUOTE) == [("first",)]
    desk.publish("mended", desk.build("mended"))
    assert desk.ask(QUOTE) == [("mended",)]


def test_a_rollback_stands_until_there_is_something_new(desk):
    kept = desk.publish("first", desk.build("first"))
    desk.publish("second", desk.build("second"))
    point_at(desk.releases, kept)
    assert is_current(desk.lake, desk.releases)
    with warehouse.writing(desk.lake) as connection:
        quality_day.fill(connection)
    assert not is_current(desk.lake, desk.releases)


def test_readers_see_who_let_a_run_through_and_why(desk):
    snapshot = desk.build("doubtful")
    desk.audited("r1", snapshot, success=False)
    decisions.withhold(desk.run("r1"), snapshot)
    desk.publish("r1", snapshot, YES)
    assert desk.decided("run_id, outcome, decided_by, reason, airflow_run_id, failed")[1] == (
        "r1", "published", YES.by, YES.reason, "asset__r1", '["staging.mentions: no name is empty"]'
    )  # fmt: skip
    shown = desk.ask("select run_id, success, withheld, outcome, decided_by, reason from quality_daily")
    assert shown == [("r1", False, False, "published", YES.by, YES.reason)]


def test_a_run_that_waits_is_shown_as_withheld(desk):
    waiting, fine = desk.build("doubtful"), desk.build("fine")
    desk.audited("waits", waiting, success=False)
    decisions.withhold(desk.run("waits"), waiting)
    desk.audited("fine", fine, success=True)
    desk.publish("fine", fine)
    shown = desk.ask("select run_id, withheld, outcome from quality_daily order by snapshot_id")
    assert shown == [("waits", True, "withheld"), ("fine", False, "published")]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (
            {"chosen_options": ["Approve"], "params_input": {"reason": " fine "}, "responded_by_user": {"name": "ana"}},
            Answer(approved=True, by="ana", reason="fine"),
        ),
        (
            {"chosen_options": ["Reject"], "params_input": {"reason": "no"}, "responded_by_user": {"name": "ben"}},
            Answer(approved=False, by="ben", reason="no"),
        ),
        (
            {"chosen_options": ["Reject"], "params_input": {"reason": None}, "responded_by_user": None},
            Answer(approved=False, by=None, reason=f"nobody answered within {APPROVAL_DAYS} days"),
        ),
    ],
)
def test_what_a_person_answered(response, said):
    assert answer(response) == said


def test_a_refusal_is_noted_with_its_reason(desk):
    snapshot = desk.build("wrong")
    decisions.withhold(desk.run("r1"), snapshot)
    decisions.refuse(desk.run("r1"), snapshot, Answer(approved=False, by="ben", reason="Dates are wrong."))
    assert desk.decided("outcome, decided_by, reason") == [
        ("withheld", None, None),
        ("rejected", "ben", "Dates are wrong."),
    ]


def test_a_failure_is_noted_with_its_cause(desk):
    decisions.fail(desk.run("r1"), "build: articles: Binder Error", wait_seconds=1)
    assert desk.decided("outcome, reason, snapshot_id") == [("failed", "build: articles: Binder Error", None)]


def test_what_breaks_after_the_publication_does_not_make_it_undone(desk):
    desk.publish("r1", desk.build("published"))
    decisions.fail(desk.run("r1"), "tidy: disk full", wait_seconds=1)
    assert desk.decided() == [("r1", "published")]


def test_a_task_that_is_tried_again_decides_nothing_twice(desk):
    snapshot = desk.build("once")
    for _ in range(2):
        decisions.withhold(desk.run("r1"), snapshot)
    for _ in range(2):
        decisions.fail(desk.run("r2"), "killed", wait_seconds=1)
    assert desk.publish("r3", snapshot) == desk.publish("r3", snapshot)
    assert desk.decided() == [("r1", "withheld"), ("r2", "failed"), ("r3", "published")]
    assert len(names(desk.releases)) == 1


class KilledError(BaseException):
    pass


@pytest.mark.parametrize("swapped", [False, True], ids=["before the swap", "after the swap"])
def test_a_publication_that_was_ended_is_made_good(desk, monkeypatch, swapped):
    desk.publish("r1", desk.build("before"))
    snapshot = desk.build("after")

    def point_and_end(releases: Path, name: str) -> None:
        if swapped:
            point_at(releases, name)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(releasing, "point_at", point_and_end)
        with pytest.raises(KilledError):
            desk.publish("r2", snapshot)
    assert desk.ask(QUOTE) == [("after" if swapped else "before",)]
    assert desk.decided() == [("r1", "published")]
    assert not is_current(desk.lake, desk.releases)

    desk.publish("r2", snapshot)
    assert desk.ask(QUOTE) == [("after",)]
    assert desk.decided() == [("r1", "published"), ("r2", "published")]
    assert len(names(desk.releases)) == 2
    assert is_current(desk.lake, desk.releases)


def test_a_release_that_cannot_be_written_leaves_readers_what_they_have(desk, monkeypatch):
    desk.publish("r1", desk.build("before"))
    monkeypatch.setattr(releasing, "FULL_TEXT", {"quotations": ("no_such_column", "quote")})
    with pytest.raises(duckdb.Error):
        desk.publish("r2", desk.build("after"))
    monkeypatch.undo()
    assert desk.ask(QUOTE) == [("before",)]
    assert desk.decided() == [("r1", "published")]
    desk.publish("r3", desk.build("after"))
    assert desk.ask(QUOTE) == [("after",)]
    assert [file.name for file in desk.releases.glob(".*")] == []


def test_a_warehouse_made_anew_publishes_over_the_releases_of_the_old_one(desk, tmp_path):
    for number in range(4):
        desk.publish(f"r{number}", desk.build(str(number)))
    (tmp_path / "new").mkdir()
    new = Desk(tmp_path / "new")
    new.releases = desk.releases
    assert new.publish("r9", new.build("of the new one"))
    assert new.ask(QUOTE) == [("of the new one",)]


def test_releases_are_ordered_by_their_number_and_the_oldest_go(desk):
    for number in (3, 2, 1, 0):  # as if the clock ran backwards
        desk.publish(f"2026030{number}", desk.build(str(number)), keep=3)
    kept = names(desk.releases)
    assert kept == [f"analytics-000{n}-2026030{4 - n}.duckdb" for n in (2, 3, 4)]
    assert (desk.releases / CURRENT).resolve().name == kept[-1]


def test_the_release_that_is_current_is_never_removed(desk):
    oldest = desk.publish("r0", desk.build("0"))
    desk.publish("r1", desk.build("1"))
    point_at(desk.releases, oldest)
    releasing.prune(desk.releases, 1)
    assert oldest in names(desk.releases)


def test_releases_of_an_earlier_version_are_older_than_all(tmp_path):
    for name in ("analytics-20261124T093000Z.duckdb", "analytics-0001-20200101T000000Z-aaaaaa.duckdb"):
        (tmp_path / name).touch()
    assert names(tmp_path)[0] == "analytics-20261124T093000Z.duckdb"


def test_the_snapshot_of_a_waiting_run_outlives_the_tidying(desk):
    waiting = desk.build("waiting")
    desk.build("newer")
    with warehouse.writing(desk.lake) as connection:
        warehouse.tidy(connection, Settings().keep_snapshots_days)
    desk.publish("r1", waiting, YES)
    assert desk.ask(QUOTE) == [("waiting",)]


def test_snapshots_must_outlive_the_wait_for_a_person():
    with pytest.raises(ValidationError, match="keep_snapshots_days"):
        Settings(keep_snapshots_days=APPROVAL_DAYS)


def test_an_audit_sees_its_snapshot_and_the_journal_as_it_is_now(desk, monkeypatch):
    before = newest_snapshot(desk.lake)
    with warehouse.writing(desk.lake) as connection:
        quality_day.fill(connection)
        store(connection, [result("r1", snapshot_id=before, success=True, error="broken")])
    chosen = [suite for suite in (*suites("staging"), *suites("marts")) if suite.TABLE in ("pages", "quality_daily")]
    failed = set()
    for layer in ("staging", "marts"):
        of_layer = [suite for suite in chosen if f".{layer}." in suite.__name__]
        monkeypatch.setattr("etl.quality.audit.suites", lambda _, of_layer=of_layer: of_layer)
        found = audit(desk.lake, layer, "r1", NOW, desk.home / "site", snapshot=before)
        assert {check.snapshot_id for check in found} == {before}
        failed |= {check.description for check in found if not check.success}
    assert {"there are pages", "no check of the newest audit broke"} <= failed


def test_only_what_is_written_after_the_build_is_published_as_of_now():
    views = [
        file.stem
        for file in (ROOT / "dbt_project/models/marts").glob("*.sql")
        if "materialized='view'" in file.read_text(encoding="utf-8")
    ]
    assert views == list(releasing.AS_OF_NOW)
    contract = yaml.safe_load((ROOT / "dbt_project/models/marts/quality_daily.yml").read_text(encoding="utf-8"))
    assert "A view" in contract["models"][0]["description"]


def test_runs_of_one_second_have_names_of_their_own():
    assert run_id("manual__1", NOW).startswith("20260302T093000Z-")
    assert run_id("manual__1", NOW) != run_id("manual__2", NOW)


def test_the_address_where_a_run_is_approved():
    assert approval_url("http://127.0.0.1:8080/", "asset_triggered__2026-03-02T09:30:00+00:00_x") == (
        "http://127.0.0.1:8080/dags/build_marts/runs/asset_triggered__2026-03-02T09%3A30%3A00%2B00%3A00_x"
        "/tasks/approve/required_actions"
    )
