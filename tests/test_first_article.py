"""The article that Nutgraf must read right first. Its text is not in this repository: the test needs it beside it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl import clean, extract

FILE = Path(__file__).resolve().parents[2] / "shared" / "samples" / "khalilzad.txt"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not beside the repository")


@pytest.fixture(scope="module")
def article():
    return clean(FILE.read_bytes(), url="samples:khalilzad.txt")


@pytest.fixture(scope="module")
def facts(article):
    return extract(article)


def test_the_head_is_read(article):
    assert article.title == "Khalilzad hopeful ahead of ‘momentous’ Afghan peace negotiations"
    assert article.authors == ["Lara Seligman"]
    assert article.published_at == datetime(2020, 9, 11, 16, 40, tzinfo=UTC)
    assert article.published_precision == "minute"
    assert article.published_on == date(2020, 9, 11)


def test_the_tail_is_cut_and_kept(article):
    assert article.dropped[-8:] == [
        "Like this article?",
        "Share on Facebook",
        "Share on Twitter",
        "Share on Linkdin",
        "Share This Post",
        "Subscribe To Our Newsletter",
        "Get updates and learn from the best",
        "More To Explore",
    ]
    assert article.text.endswith("for the start of the discussions.")


@pytest.mark.parametrize("fact_type", ["mentions", "roles", "quotations", "events", "quantities", "dates", "places"])
def test_every_fact_round_trips(article, facts, fact_type):
    assert facts[fact_type]
    assert [f.surface for f in facts[fact_type]] == [article.text[f.start_char : f.end_char] for f in facts[fact_type]]


def test_there_is_one_khalilzad(facts):
    people = {m.entity_no: m.canonical for m in facts["mentions"] if m.label == "PERSON"}
    assert sorted(people.values()) == ["Frank McKenzie", "Mike Pompeo", "Zalmay Khalilzad"]
    headline = facts["mentions"][0]
    assert (headline.surface, headline.canonical, headline.start_char) == ("Khalilzad", "Zalmay Khalilzad", 0)


def test_the_titles_are_read(facts):
    assert {(r.person, r.title) for r in facts["roles"]} == {
        ("Zalmay Khalilzad", "U.S. representative for Afghanistan reconciliation"),
        ("Frank McKenzie", "U.S. Central Command chief"),
        ("Frank McKenzie", "Gen."),
        ("Mike Pompeo", "Secretary of State"),
    }


def test_every_quotation_is_khalilzads(facts):
    assert {q.speaker for q in facts["quotations"]} == {"Zalmay Khalilzad"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("direct", "Tomorrow is a momentous day for Afghanistan"),
        ("direct", "For the first time in 40 years, Afghans will sit together"),
        ("direct", "I know that none of us are happy about the release of prisoners"),
        ("direct", "Difficult decisions had to be made"),
        ("mixed", "important achievement"),
        ("mixed", "there are difficult challenges"),
        ("mixed", "prepared to assist if assistance is needed"),
        ("mixed", "Afghan-owned and Afghan-led"),
        ("mixed", "If there is peace between the Taliban and the government"),
        ("indirect", "on track to draw down to 4,500 troops"),
        ("indirect", "he is cautiously optimistic"),
    ],
)
def test_what_he_said_is_quoted(facts, kind, words):
    assert kind in [q.kind for q in facts["quotations"] if words in q.quote]


@pytest.mark.parametrize("label", ["Context", "Challenges"])
def test_a_sub_head_never_speaks_or_acts(facts, label):
    named = [q.speaker for q in facts["quotations"]] + [e.actor for e in facts["events"]]
    named += [m.surface for m in facts["mentions"]]
    assert not [name for name in named if name and label in name]


@pytest.mark.parametrize(
    ("value", "unit", "counted", "change"),
    [
        (4500, None, "troops", "down"),
        (5000, None, "Taliban fighters", None),
        (1000, None, "members of their security forces", None),
        (4, None, "women", None),
        (40, "year", None, None),
    ],
)
def test_the_numbers_are_read(facts, value, unit, counted, change):
    assert (value, unit, counted, change) in [(q.value_low, q.unit, q.counted, q.change) for q in facts["quantities"]]


@pytest.mark.parametrize(
    ("surface", "value", "start", "end", "granularity"),
    [
        ("Friday", "2020-09-11", date(2020, 9, 11), date(2020, 9, 11), "day"),
        ("Tomorrow", "2020-09-12", date(2020, 9, 12), date(2020, 9, 12), "day"),
        ("Thursday", "2020-09-10", date(2020, 9, 10), date(2020, 9, 10), "day"),
        ("February", "2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("this week", "2020-W37", date(2020, 9, 7), date(2020, 9, 13), "week"),
    ],
)
def test_the_dates_are_resolved(facts, surface, value, start, end, granularity):
    found = [(d.value, d.date_start, d.date_end, d.granularity) for d in facts["dates"] if d.surface == surface]
    assert found == [(value, start, end, granularity)]


def test_mid_october_to_mid_november_is_one_interval(facts):
    (interval,) = [d for d in facts["dates"] if "mid-October" in d.surface]
    assert interval.surface == "mid-October to mid-November"
    assert (interval.date_start.month, interval.date_end.month, interval.granularity) == (10, 11, "month")
    assert interval.modifier == "mid"


def test_pompeo_flew(facts):
    (flight,) = [e for e in facts["events"] if e.actor == "Mike Pompeo"]
    assert (flight.realis, flight.date_start, flight.date_end) == ("actual", date(2020, 9, 10), date(2020, 9, 10))
    assert flight.place in ("Doha", "Qatar")
    assert (flight.event_type, flight.mode) == ("CONSULT", "visit")


def test_what_the_deal_called_for_has_not_happened(article, facts):
    withdrawal = article.text.index("full withdrawal")
    release = article.text.index("to release 5,000")
    planned = [e for e in facts["events"] if withdrawal <= e.start_char < withdrawal + 20]
    planned += [e for e in facts["events"] if release <= e.start_char < release + 10]
    assert planned
    assert {e.realis for e in planned} <= {"planned", "hypothetical"}


def test_no_release_or_withdrawal_counts_as_actual(facts):
    assert not [e for e in facts["events"] if e.lemma in ("withdrawal", "release") and e.realis == "actual"]


def test_the_places_are_found(facts):
    found = {p.surface: (p.country, p.geonameid) for p in facts["places"]}
    assert found["Doha"] == ("QA", 290030)
    assert found["Qatar"][0] == "QA"
    assert found["Afghanistan"][0] == "AF"
    assert "Islamic State" not in found


def test_the_islamic_state_is_an_organisation(facts):
    assert {m.label for m in facts["mentions"] if "Islamic State" in m.surface} == {"ORG"}
