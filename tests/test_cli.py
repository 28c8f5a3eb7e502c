"""The command line, as a person meets it: one article read, questions asked, releases changed, errors that help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

SAMPLE = ROOT / "samples/northwire/geneva-talks.txt"


def nutgraf(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    return subprocess.run(
        [sys.executable, "-m", "etl.cli", *arguments],
        env=kept | {"NUTGRAF_HOME": str(home), "COLUMNS": "160"} | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_read_shows_a_table_per_fact_type(tmp_path):
    shown = nutgraf(tmp_path, "read", str(SAMPLE))
    assert shown.returncode == 0, shown.stderr
    assert "Negotiators in Geneva" in shown.stdout
    for name in ("quotations (", "roles (", "events (", "quantities (", "dates (", "places (", "mentions ("):
        assert name in shown.stdout
    assert "Claire Aubert" in shown.stdout


def test_read_hands_machines_every_column(tmp_path):
    shown = nutgraf(tmp_path, "read", str(SAMPLE), "--json")
    facts = json.loads(shown.stdout)
    text = facts["article"]["text"]
    assert facts["article"]["authors"] == ["Hannah Reyes", "Julien Perrin"]
    assert all(text[q["start_char"] : q["end_char"]] == q["surface"] for q in facts["quotations"])


def test_a_day_of_publication_can_be_given(tmp_path):
    (tmp_path / "undated.txt").write_text(
        "The council of Marlow met on Tuesday. " + "It debated the budget at length. " * 8
    )
    facts = json.loads(
        nutgraf(tmp_path, "read", str(tmp_path / "undated.txt"), "--json", "--published", "2026-03-05").stdout
    )
    assert "2026-03-03" in [d["date_start"] for d in facts["dates"]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 \x00\x01", "binary"),
        (b"Too short.", "too_short"),
    ],
)
def test_what_is_no_article_is_named_with_its_reason(tmp_path, content, says):
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    shown = nutgraf(tmp_path, "read", str(file))
    assert shown.returncode == 2
    assert "bad.txt" in shown.stderr
    assert says in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_file_that_does_not_exist_is_named(tmp_path):
    shown = nutgraf(tmp_path, "read", str(tmp_path / "nowhere.txt"))
    assert shown.returncode == 2
    assert "nowhere.txt" in shown.stderr


def test_sql_before_the_first_run_says_what_to_do(tmp_path):
    shown = nutgraf(tmp_path, "sql", "-c", "select 1")
    assert shown.returncode == 2
    assert "make run" in shown.stderr


def test_sql_answers_a_question(daily_run):
    shown = nutgraf(daily_run.home, "sql", "-c", "select count(*) as n from quotations")
    assert shown.returncode == 0, shown.stderr
    assert "n" in shown.stdout


def test_sql_shows_duckdbs_own_word_on_a_wrong_question(daily_run):
    shown = nutgraf(daily_run.home, "sql", "-c", "select nobody from quotations")
    assert shown.returncode == 2
    assert "nobody" in shown.stderr


def test_releases_can_be_listed_and_rolled_back(daily_run):
    listed = nutgraf(daily_run.home, "releases")
    (name,) = [line[2:] for line in listed.stdout.splitlines() if line.startswith("*")]
    assert nutgraf(daily_run.home, "rollback", name).returncode == 0
    refused = nutgraf(daily_run.home, "rollback", "analytics-never.duckdb")
    assert refused.returncode == 2
    assert name in refused.stderr.replace("\n", "")


def test_a_wrong_setting_is_named_in_one_line(tmp_path):
    refused = nutgraf(tmp_path, "releases", NUTGRAF_BATCH_SIZE="0")
    assert refused.returncode == 1
    assert "batch_size" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
