"""Alerts: who is told what, once, whatever else is broken; and that nothing of an address is ever shown."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from conftest import HOME, NOW, article
from pydantic import ValidationError
from sinks import mail_server, web_hook

from etl import lake as warehouse
from etl.alerts import failures, journal, message
from etl.alerts.delivery import send, without_secrets
from etl.alerts.failures import Failure
from etl.alerts.message import FailedCheck, trial
from etl.alerts.silence import tell_silence
from etl.alerts.targets import parse
from etl.alerts.telling import tell
from etl.alerts.triage import what_to_do
from etl.alerts.withholding import failed_checks
from etl.lake import Lake
from etl.quality.results import CheckResult
from etl.schema import to_arrow
from etl.settings import Settings

WEB = "http://127.0.0.1:8080"
SECRET = "T0KENofthedesk"
NO_LAKE = Lake("ducklake:sqlite:/dev/null/catalog.sqlite", "/dev/null/lake/", str(HOME / "extensions"))


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("mailto:desk@example.org", "mail desk@example.org"),
        (f"https://hooks.example.org/{SECRET}?key={SECRET}", "webhook hooks.example.org"),
        (f"http://user:{SECRET}@10.1.2.3:9000/in", "webhook 10.1.2.3:9000"),
        (f"json://user:{SECRET}@127.0.0.1/in", "json"),
        (f"tgram://123456789:{SECRET}_abcdefghijklmnop/12315544/", "tgram"),
        (f"mailtos://user:{SECRET}@gmail.com", "mailtos"),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
    ],
)
def test_an_address_has_a_name_that_holds_no_secret(address, label):
    (target,) = parse(address)
    assert target.label == label
    assert SECRET not in repr(target)


@pytest.mark.parametrize(
    "wrong", [f"foo://{SECRET}", f"slack://{SECRET}", "mailto:desk", "desk@example.org", "https://"]
)
def test_an_address_that_nobody_understands_is_named_at_the_start(wrong, monkeypatch, capfd):
    monkeypatch.setenv("NUTGRAF_ALERTS", f"https://hooks.example.org/in {wrong}")
    with pytest.raises(ValidationError, match="alert 2") as raised:
        Settings()
    assert SECRET not in str(raised.value) + "".join(capfd.readouterr())


def test_a_web_hook_receives_the_documented_fields():
    failed = message.run_failed(
        dag_id="ingest", run_id="r 1", failures=[], reason="timed_out", doc="", web_url=f"{WEB}/"
    )
    with web_hook() as hook:
        (outcome,) = send(failed, parse(f"http://desk:{SECRET}@127.0.0.1:{hook.port}/in?a=b"))
    assert outcome.error is None
    (posted,) = hook.posts
    assert posted["path"] == "/in?a=b"
    assert hook.headers[0]["Authorization"].startswith("Basic ")
    assert {name: posted[name] for name in ("kind", "about", "run_id", "subject", "url")} == {
        "kind": "run_failed",
        "about": "ingest",
        "run_id": "r 1",
        "subject": "Nutgraf: ingest failed",
        "url": f"{WEB}/dags/ingest/runs/r%201",
    }
    assert posted["text"].startswith("Nutgraf: ingest failed\n\n")
    assert "timed_out" in posted["text"]
    assert datetime.fromisoformat(posted["sent_at"]).tzinfo == UTC


def test_a_service_is_told_through_apprise():
    with web_hook() as hook:
        (outcome,) = send(trial(WEB), parse(f"json://127.0.0.1:{hook.port}/{SECRET}"))
    assert outcome.error is None
    assert hook.posts[0]["title"] == "Nutgraf: a test of its alerts"
    assert hook.posts[0]["type"] == "info"


def test_mail_goes_through_airflows_connection(monkeypatch):
    said = message.silent([("daily_planet", "daily_planet: <b>nothing</b> since May & June")], web_url=WEB)
    with mail_server() as box:
        monkeypatch.setenv(
            "AIRFLOW_CONN_SMTP_DEFAULT",
            f"smtp://127.0.0.1:{box.port}?from_email=nutgraf%40example.org&disable_ssl=true&disable_tls=true",
        )
        (outcome,) = send(said, parse("mailto:desk@example.org"))
    assert outcome.error is None
    (mail,) = box.mails
    assert (mail["To"], mail["From"]) == ("desk@example.org", "nutgraf@example.org")
    assert mail["Subject"] == "Nutgraf: daily_planet is silent"
    assert "&lt;b&gt;nothing&lt;/b&gt; since May &amp; June<br>" in mail.get_body().get_content()


def test_without_a_mail_server_the_error_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_SMTP_DEFAULT", raising=False)
    (outcome,) = send(trial(WEB), parse("mailto:desk@example.org"))
    assert "connection is not found" in outcome.error


def test_targets_that_fail_hold_up_nobody_and_give_away_nothing(caplog):
    caplog.set_level(logging.INFO)
    with web_hook(status=500) as broken, web_hook(pause=3) as slow, web_hook(status=302) as moved, web_hook() as fine:
        addresses = [
            f"http://127.0.0.1:{broken.port}/{SECRET}",
            f"json://127.0.0.1:{broken.port}/{SECRET}",
            f"http://127.0.0.1:{slow.port}/{SECRET}",
            f"http://127.0.0.1:{moved.port}/{SECRET}",
            f"http://127.0.0.1:1/{SECRET}",
            f"http://nowhere.invalid/{SECRET}",
            f"http://127.0.0.1:{fine.port}/{SECRET}",
        ]
        began = datetime.now(UTC)
        outcomes = send(trial(WEB), parse(" ".join(addresses)), timeout_seconds=1)
        assert datetime.now(UTC) - began < timedelta(seconds=3)
    errors = [outcome.error for outcome in outcomes]
    assert errors[0] == "answered 500 Internal Server Error"
    assert "Internal server error" in errors[1]
    assert "time" in errors[2] or "no answer" in errors[2]
    assert errors[3].startswith("answered 302")
    assert "refused" in errors[4]
    assert errors[5] is not None
    assert errors[6] is None
    assert len(fine.posts) == 1
    assert len(moved.posts) == 1
    assert SECRET not in json.dumps(errors) + caplog.text


def test_an_error_that_quotes_its_address_is_cut():
    address = f"https://desk:pass%20word@hooks.example.org:444/in/{SECRET}?key=0123456"
    said = f"Max retries with url {address}, /in/{SECRET}, pass word, 0123456 at hooks.example.org:444"
    cut = without_secrets(said, [address])
    assert not any(secret in cut for secret in (SECRET, "pass word", "0123456", "pass%20word"))
    assert "hooks.example.org" in cut


def test_what_was_told_is_kept_without_addresses(lake):
    with web_hook() as fine:
        targets = parse(f"http://127.0.0.1:{fine.port}/{SECRET} http://127.0.0.1:1/{SECRET}")
        tell(trial(WEB), targets, lake)
    with warehouse.connect(lake, read_only=True) as connection:
        rows = connection.sql("select kind, target, delivered, error from lake.quality.alerts order by 3").fetchall()
        everything = str(connection.sql("from lake.quality.alerts").fetchall())
    assert rows == [
        ("test", "webhook", False, "ConnectionRefusedError: Connection refused"),
        ("test", "webhook", True, None),
    ]
    assert SECRET not in everything


def test_a_warehouse_that_cannot_be_written_silences_nobody(caplog):
    with web_hook() as hook:
        (outcome,) = tell(trial(WEB), parse(f"http://127.0.0.1:{hook.port}/"), NO_LAKE)
    assert outcome.error is None
    assert len(hook.posts) == 1
    assert "quality.alerts was not written" in caplog.text


DOC = """What it does.

When it fails

* `collect` is red: a source cannot be read. The log
  names it.
* `clean` or `extract` is red: the machine failed.
* A run is green and brought nothing: nothing was new.
"""


@pytest.mark.parametrize(
    ("task_id", "advice"),
    [
        ("collect", "a source cannot be read. The log names it."),
        ("read.extract", "the machine failed."),
        ("other", None),
    ],
)
def test_the_advice_is_that_of_the_dags_own_page(task_id, advice):
    assert what_to_do(DOC, task_id) == advice


def test_fifty_failed_batches_are_one_short_message(tmp_path):
    for number in range(50):
        note = Failure("read.extract", number, 3, f"MemoryError: batch {number}", f"b{number}")
        failures.note(tmp_path, "ingest", "run", note)
    failures.note(
        tmp_path, "ingest", "run", Failure("report_failure", -1, 1, "RuntimeError: At least one batch failed")
    )
    failures.note(tmp_path, "ingest", "another run", Failure("collect", -1, 1, "OSError: no"))
    noted = failures.take(tmp_path, "ingest", "run")
    assert len(noted) == 51
    assert failures.take(tmp_path, "ingest", "run") == []
    said = message.run_failed(dag_id="ingest", run_id="run", failures=noted, reason="x", doc=DOC, web_url=WEB)
    assert said.subject == "Nutgraf: ingest failed in read.extract"
    assert "read.extract [b0] and 49 more like it: MemoryError: batch 0" in said.text
    assert "What to do: the machine failed." in said.text
    assert f"{WEB}/dags/ingest/runs/run/tasks/read.extract/mapped/0?try_number=3" in said.text
    assert len(said.text) < 600


def test_an_error_is_told_by_its_first_line():
    assert failures.first_line(ValueError("\n no such column\nin line 7")) == "ValueError: no such column"
    assert len(failures.first_line(ValueError("x" * 5000))) == failures.LONGEST_ERROR
    assert failures.first_line(KeyError()) == "KeyError"


def test_notes_cut_short_by_a_kill_are_passed_over(tmp_path):
    failures.note(tmp_path, "ingest", "run", Failure("load", -1, 1, "OSError: full"))
    (notes,) = tmp_path.iterdir()
    notes.write_text(notes.read_text() + '{"task_id": "lo')
    assert [failure.error for failure in failures.take(tmp_path, "ingest", "run")] == ["OSError: full"]


def check(number: int, severity: str, rows: int | None, *, success: bool = False) -> CheckResult:
    return CheckResult(
        check_id=f"c{number}", run_id="run", run_at=NOW, layer="marts", table_name="quotations", owner="marts",
        expectation="e", description=f"rule {number}", severity=severity, success=success, unexpected_count=rows,
    )  # fmt: skip


def test_a_withheld_run_names_its_checks_and_where_to_decide(lake):
    checks = [
        check(1, "critical", 3),
        check(2, "critical", 1200),
        check(3, "warning", 5),
        check(4, "critical", 0, success=True),
    ]
    with warehouse.writing(lake) as connection:
        connection.register("new", to_arrow(checks, CheckResult))
        connection.execute("insert into lake.quality.check_results by name from new")
    failed, warnings = failed_checks(lake, "run")
    assert failed == [FailedCheck("marts.quotations", "rule 2", 1200), FailedCheck("marts.quotations", "rule 1", 3)]
    said = message.withheld(
        dag_id="build_marts", run_id="asset+1", task_id="approve", failed=failed, warnings=warnings, web_url=WEB
    )
    assert said.subject == "Nutgraf: not published, 2 critical checks failed"
    assert "critical: marts.quotations: rule 2 (1,200 rows)" in said.text
    assert "1 warning." in said.text
    assert f"Decide: {WEB}/dags/build_marts/runs/asset%2B1/tasks/approve/required_actions" in said.text
    assert f"Report: {WEB}/reports/index.html" in said.text


def test_a_withheld_run_is_told_of_though_the_warehouse_is_shut():
    assert failed_checks(NO_LAKE, "run") == ([], 0)


def ingest(lake: Lake, day: int) -> None:
    """One article that came on a day of March."""
    at = datetime(2026, 3, day, 9, tzinfo=UTC)
    columns = {"source": "planet", "ingested_at": at, "fetched_at": at, "published_at": at, "published_on": at.date()}
    with warehouse.writing(lake) as connection:
        connection.register(
            "new", to_arrow([article("Ann left.", article_id=f"a{day}", **columns)], type(article("x")))
        )
        connection.execute("insert into lake.staging.articles by name from new")


def test_a_silent_source_is_told_of_once_until_it_has_spoken(lake, monkeypatch):
    from etl.alerts import telling
    from etl.sources.feed import Feed

    clock = {}

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock["now"]

    monkeypatch.setattr(telling, "datetime", Clock)
    entries = [Feed(name="planet", kind="feed", url="https://planet.example/feed", silent_after="3d")]
    with web_hook() as hook:
        targets = parse(f"http://127.0.0.1:{hook.port}/")

        def look(day: int) -> int:
            """What the hook has received when somebody looked on a day of March."""
            clock["now"] = datetime(2026, 3, day, 12, tzinfo=UTC)
            tell_silence(lake, entries, clock["now"], 3, targets, WEB)
            return len(hook.posts)

        ingest(lake, 1)
        assert [look(3), look(6), look(7)] == [0, 1, 1]
        ingest(lake, 9)
        assert [look(10), look(14)] == [1, 2]
    assert "planet" in hook.posts[0]["text"]
    with warehouse.connect(lake, read_only=True) as connection:
        assert list(journal.last_told(connection, "source_silent")) == ["planet"]


@pytest.fixture
def upkeep(airflow_database, tmp_path, monkeypatch):
    """Runs the weekly upkeep in a home of its own, with a warehouse that can be opened or not; the run's state."""
    from etl.scheduler.in_process import run_dag

    monkeypatch.setenv("NUTGRAF_HOME", str(tmp_path / "home"))

    def run(*, broken: bool) -> bool:
        monkeypatch.setenv("NUTGRAF_CATALOG", f"ducklake:sqlite:{'/dev/null' if broken else tmp_path}/catalog.sqlite")
        return run_dag("maintenance", {}, lambda _: None)

    return run


def test_a_failed_run_is_told_of_once_and_so_is_its_recovery(upkeep, monkeypatch):
    with web_hook() as hook:
        monkeypatch.setenv("NUTGRAF_ALERTS", f"http://127.0.0.1:{hook.port}/ http://127.0.0.1:1/{SECRET}")
        assert [upkeep(broken=broken) for broken in (True, False)] == [False, True]
    assert [post["kind"] for post in hook.posts] == ["run_failed", "recovered"]
    assert hook.posts[0]["subject"] == "Nutgraf: maintenance failed in compact"
    assert "\nsweep: " in hook.posts[0]["text"]
    assert "What to do: the disk may be full" in hook.posts[0]["text"]
    assert "/dags/maintenance/runs/manual__" in hook.posts[0]["url"]


def test_where_nobody_is_to_be_told_nothing_is_kept(upkeep, tmp_path, monkeypatch):
    monkeypatch.delenv("NUTGRAF_ALERTS", raising=False)
    assert not upkeep(broken=True)
    assert not (tmp_path / "home/alerts").exists()
