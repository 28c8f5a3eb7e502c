"""Each check passes on a good day and fails on the fault that is planted for it; none breaks on an empty warehouse."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import quality_day
import yaml
from conftest import HOME

from etl import lake as warehouse
from etl.lake import STAGING, Lake
from etl.quality.audit import audit
from etl.quality.results import CheckResult, Layer
from expectations import suites
from expectations.severity import CRITICAL

ROOT = Path(__file__).resolve().parents[1]
DAYS = yaml.safe_load((ROOT / "tests/cases/quality_faults.yml").read_text(encoding="utf-8"))
FAULTS = [pytest.param(day["day"], fault["fails"], id=fault["why"]) for day in DAYS for fault in day["faults"]]
LAYERS: dict[str, Layer] = {day["day"]: day["layer"] for day in DAYS if "layer" in day}
SPOILS = {"good": []} | {day["day"]: [fault["spoil"] for fault in day["faults"]] for day in DAYS}
Verdicts = dict[str, CheckResult]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What the audit of a day says, by `table: description`; each day is audited once."""

    @cache
    def of(day: str) -> Verdicts:
        home = tmp_path_factory.mktemp(day)
        lake = Lake(f"ducklake:sqlite:{home}/catalog.sqlite", f"{home}/lake/", str(HOME / "extensions"))
        warehouse.link_extensions(HOME / "extensions")
        with warehouse.connect(lake) as connection:
            quality_day.fill(connection)
            if day in LAYERS:
                quality_day.create_marts(connection, ROOT / "dbt_project/models/marts")
            for spoil in SPOILS[day]:
                connection.execute(spoil)
        results = audit(lake, LAYERS.get(day, "staging"), f"run-{day}", datetime.now(UTC), home / "site")
        return {f"{result.table_name}: {result.description}": result for result in results}

    return of


def test_a_good_day_passes_every_check(verdicts):
    failed = [check for check, result in verdicts("good").items() if not result.success]

    assert failed == []


@pytest.mark.parametrize(("day", "check"), FAULTS)
def test_a_planted_fault_makes_its_check_fail(verdicts, day, check):
    result = verdicts(day)[check]

    assert not result.success
    assert result.error is None, result.error


@pytest.mark.parametrize("day", SPOILS)
def test_no_check_breaks(verdicts, day):
    assert {check: result.error for check, result in verdicts(day).items() if result.error} == {}


@pytest.mark.parametrize("layer", ["staging", "marts"])
def test_every_critical_check_has_a_planted_fault(layer):
    planted = {
        fault["fails"].split(": ", 1)[1]
        for day in DAYS
        for fault in day["faults"]
        if day.get("layer", "staging") == layer
    }
    critical = {
        expectation.description
        for suite in suites(layer)
        for expectation in suite.EXPECTATIONS
        if expectation.severity is CRITICAL
    }

    assert critical - planted == set()


def test_an_empty_warehouse_fails_for_its_volume_alone(verdicts):
    failed = {check for check, result in verdicts("empty").items() if not result.success and result.severity != "info"}

    assert failed == {"pages: there are pages", "articles: there are at least `min_articles` articles"}


def test_a_failed_check_names_the_rows(verdicts):
    result = verdicts("rows")["mentions: `text[start_char:end_char]` is `surface`, to the character"]

    assert result.unexpected_count >= 5
    assert '{"fact_id": "v0mentions' in result.sample_keys


def test_every_failed_check_says_what_it_measured_and_between_which_bounds_it_must_lie(verdicts):
    failed = {check: result for check, result in verdicts("rows").items() if not result.success}
    low = {
        check for check, result in failed.items() if result.at_least is not None and result.measured < result.at_least
    }
    high = {
        check for check, result in failed.items() if result.at_most is not None and result.measured > result.at_most
    }

    assert failed.keys() - low - high == set()
    assert failed["articles: at least 95 % of the articles have a headline"].expected == "at most 5 % of the rows"
    assert failed["articles: at most 20 % of the dates are ambiguous (03/04/2026)"].expected == "at most 0.2"


def test_a_failed_check_keeps_its_rows_as_it_found_them(verdicts):
    boilerplate = verdicts("rows")["articles: at most 3 % of the texts hold a phrase of boilerplate"]
    (row, *_) = json.loads(boilerplate.sample_rows)

    assert row["text"][row["start_char"] : row["end_char"]] == "Subscribe to our newsletter"
    spans = verdicts("rows")["mentions: `text[start_char:end_char]` is `surface`, to the character"]
    assert {"surface": "Ana Ruiz", "found": "na Ruiz"}.items() <= json.loads(spans.sample_rows)[0].items()


def test_a_check_that_breaks_is_critical(verdicts, monkeypatch):
    broken = [suite for suite in suites("staging") if suite.TABLE == "rejections"]
    monkeypatch.setattr("etl.quality.audit.suites", lambda layer: broken)
    monkeypatch.setitem(SPOILS, "renamed", ["alter table rejections rename column detail to details"])

    broke = [result for result in verdicts("renamed").values() if result.error]

    assert [result.description for result in broke] == ["every rejection says what was seen"]
    assert (broke[0].severity, broke[0].success) == ("critical", False)
    assert "detail" in broke[0].error


@pytest.mark.parametrize("layer", ["staging", "marts"])
def test_every_table_has_a_suite_and_every_suite_a_table(layer):
    models = {path.stem for path in (ROOT / "dbt_project/models/marts").glob("*.sql")}
    tables = {record.TABLE for record in STAGING} if layer == "staging" else models

    assert {suite.TABLE for suite in suites(layer)} == tables


@pytest.mark.parametrize("suite", [*suites("staging"), *suites("marts")], ids=lambda suite: suite.__name__)
def test_a_suite_says_who_looks_after_it_and_why(suite):
    descriptions = [expectation.description for expectation in suite.EXPECTATIONS]

    assert suite.__name__.rsplit(".", 1)[1] == suite.TABLE
    assert suite.__doc__
    assert suite.OWNER in {"ingest", "extraction", "marts"}
    assert all(descriptions)
    assert len(set(descriptions)) == len(descriptions)
    assert all((expectation.notes or "").startswith("**Why:**") for expectation in suite.EXPECTATIONS)
