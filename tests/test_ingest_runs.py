"""The DAG `ingest` itself: one broken source of three, a run that brings nothing, days that are asked for."""

from pathlib import Path

import pytest

from etl import lake as warehouse
from etl import pipeline
from etl.cleaning import clean

STORY = (
    "Harbour of Porto reopens\n\nMayor Ana Ruiz reopened the harbour of Porto on Monday after 40 days of repairs.\n\n"
    "“The ships are back,” Ruiz said. Some 1,200 dockers will return in May, the port authority said.\n"
)
GOOD, GONE, ODD = (
    "  - {name: good, kind: files, path: good}\n",
    "  - {name: gone, kind: files, path: nowhere}\n",
    "  - {name: odd, kind: fils, path: good}\n",
)


class Desk:
    """A home with a sources.yml, in which `ingest` is run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "good").mkdir()
        (home / "good/porto.txt").write_text(STORY)

    def run(self, *entries: str, **conf: str) -> tuple[bool, dict[str, list[str]]]:
        """Whether the run succeeded; task → the states in which its instances ended, sorted."""
        from etl.scheduler.in_process import run_dag

        (self.home / "sources.yml").write_text("sources:\n" + "".join(entries))
        states: dict[str, list[str]] = {}
        fine = run_dag("ingest", conf, lambda step: states.setdefault(step.task, []).append(step.state))
        return fine, {task: sorted(state for state in all_ if state != "running") for task, all_ in states.items()}

    def ask(self, query: str) -> list[tuple]:
        from etl.settings import Settings

        with warehouse.connect(Settings().lake, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def age(self) -> None:
        """Pretend that an older extractor read everything."""
        from etl.settings import Settings

        with warehouse.writing(Settings().lake) as connection:
            connection.execute("update lake.staging.sentences set extractor_version = '0.0.1'")


@pytest.fixture(scope="module")
def desk(airflow_database, tmp_path_factory):
    home = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUTGRAF_HOME", str(home))
        patch.setenv("NUTGRAF_SOURCES", str(home / "sources.yml"))
        patch.setattr(pipeline, "clean_all", lambda pages, **_: map(clean, pages))
        yield Desk(home)


def test_one_broken_source_of_three_leaves_the_others_loaded_and_announced(desk):
    fine, states = desk.run(GOOD, GONE, ODD)
    assert not fine
    assert states["collect"] == ["failed", "failed", "success"]
    assert (states["read.load"], states["announce"]) == (["success"], ["success"])
    assert states["report_failure"] == ["failed"]
    assert desk.ask("select source, title from articles") == [("good", "Harbour of Porto reopens")]
    errors = dict(desk.ask("select source, error from collections where error is not null"))
    assert errors.keys() == {"gone", "odd"}
    assert "correct its `path`" in errors["gone"]
    assert "line 4: `kind` must be one of" in errors["odd"]


def test_a_run_that_brings_nothing_announces_nothing(desk):
    fine, states = desk.run(GOOD)
    assert fine
    assert states["collect"] == ["success"]
    assert "success" not in states.get("announce", [])
    assert not any("failed" in ended for ended in states.values())


def test_a_file_that_cannot_be_used_stops_the_run_before_anything_is_read(desk):
    fine, states = desk.run("  - {kind: files, path: good}\n")
    assert not fine
    assert states["sources"] == ["failed"]
    assert "collect" not in states
    assert "success" not in states.get("announce", [])


def test_days_that_are_asked_for_are_read_again_where_an_older_extractor_read_them(desk):
    desk.age()
    ((day,),) = desk.ask("select coalesce(published_on, fetched_at::date)::text from articles")
    fine, states = desk.run(GOOD, since="2001-01-01", until="2001-01-02")
    assert fine
    assert "success" not in states.get("read_again.load", []) + states.get("announce", [])
    fine, states = desk.run(GOOD, since=day, until=day)
    assert fine
    assert (states["read_again.load"], states["announce"]) == (["success"], ["success"])
    assert desk.ask("select count(*) from sentences where extractor_version = '0.0.1'") == [(0,)]
    fine, states = desk.run(GOOD, since=day, until=day)  # the same days once more
    assert fine
    assert "success" not in states.get("read_again.load", []) + states.get("announce", [])
