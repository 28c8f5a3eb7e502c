"""From our facts to what each gold set writes."""

from datetime import date

import pytest
from gold_rows import quotation, read, reading_of, record, span

from benchmarks.adapters import dates, entities, events, places, quantities, quotations
from benchmarks.gold import publication_day
from benchmarks.predictions import predict
from benchmarks.tails import body_and_tail
from etl import nlp
from etl.facts.events import Event
from etl.facts.quantities import Quantity
from etl.facts.quotations import Quotation


@pytest.mark.parametrize(("gap", "attributions"), [(" ", 1), ("\n\n", 2)])
def test_a_continuation_is_one_attribution_within_its_paragraph(gap, attributions):
    text = f"“We won,” she said.{gap}“They lost.”"
    rows = [
        quotation(text, "“We won,”", cue=14, continued=False),
        quotation(text, "“They lost.”", cue=14, continued=True),
    ]
    reading = reading_of(text, Quotation, *rows)
    assert len(quotations.attributions(reading)) == attributions
    assert [row["continued"] for quote in quotations.attributions(reading) for row in quote["rows"]] == [False, True]


def test_an_indirect_quotation_that_goes_on_in_marks_is_mixed():
    text = "She said that they had won. “They lost.”"
    rows = [
        quotation(text, "that they had won", cue=4, continued=False, kind="indirect"),
        quotation(text, "“They lost.”", cue=4, continued=True),
    ]
    assert [q["kind"] for q in quotations.attributions(reading_of(text, Quotation, *rows))] == ["mixed"]


@pytest.mark.parametrize(
    ("text", "fact", "unit", "change"),
    [
        ("They sent 40 old tanks.", {"at": "40 old tanks", "counted": "old tanks"}, "old tank", "="),
        ("They sent 40 of the tanks of Rome.", {"at": "40", "counted": "the tanks of Rome"}, "tank", "="),
        ("It costs at least $40.", {"at": "at least $40", "unit": "dollar", "bound": "at_least"}, "dollar", ">"),
        (
            "Profits rose by $40.",
            {"at": "$40", "unit": "dollar", "counted": "Profits", "change": "up", "change_part": "by"},
            "dollar",
            "up",
        ),
        (
            "Profits rose by 40.",
            {"at": "40", "counted": "Profits", "change": "up", "change_part": "by"},
            "-",
            "up",
        ),
        ("It has 40 seats.", {"at": "40", "change": "down", "change_part": "to"}, "-", "="),
    ],
)
def test_quantities_as_newsquant_writes_them(text, fact, unit, change):
    columns = {"value_low": 40.0, "value_high": 40.0, "unit": None, "bound": "exact"} | fact
    (found,) = quantities.newsquant(reading_of(text, Quantity, columns))
    assert (found["value"], found["unit"], found["change"]) == (40.0, unit, change)


def test_a_range_has_two_values():
    fact = {"at": "3 to 5", "value_low": 3.0, "value_high": 5.0, "unit": "day", "bound": "exact"}
    assert quantities.newsquant(reading_of("It took 3 to 5 days.", Quantity, fact))[0]["value"] == [3.0, 5.0]


def test_tei_writes_weeks_as_days_and_leaves_lengths_out():
    found = dates.tei_dates(read("It rained for two weeks. It stopped this week.", date(2020, 9, 11)))
    assert [(d["value"]) for d in found] == ["2020-09-07/2020-09-13"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He led it from 1991 to 1997.", [("1991", "1991"), ("1997", "1997")]),
        ("It fell between mid-May and mid-June 2019.", [("mid-May", "2019-05"), ("mid-June 2019", "2019-06")]),
        ("It is open 3 May - 4 June 2019.", [("3 May", "2019-05-03"), ("4 June 2019", "2019-06-04")]),
    ],
)
def test_the_ends_of_a_range_are_two_timexes(text, parts):
    found = dates.timexes(read(text, date(2020, 9, 11)))
    assert [(text[d["start"] : d["end"]], d["value"]) for d in found] == parts


def test_lengths_up_to_today_are_no_tei_dates():
    assert dates.tei_dates(read("It rained for the past two weeks.", date(2020, 9, 11))) == []


def test_newsquant_leaves_apposed_ages_out_and_joins_levels():
    columns = {"unit": "year of age", "counted": "Ann Poe", "bound": "exact"}
    text = "Ann Poe, 44, stayed."
    assert (
        quantities.newsquant(reading_of(text, Quantity, {"at": "44", "value_low": 44.0, "value_high": 44.0} | columns))
        == []
    )
    low = {"at": "5 percent", "value_low": 5.0, "value_high": 5.0, "unit": "percentage", "bound": "exact"}
    left, reached = {"change": "down", "change_part": "from"}, {"change": "down", "change_part": "to"}
    high = low | {"at": "4 percent", "value_low": 4.0, "value_high": 4.0}
    (found,) = quantities.newsquant(
        reading_of("It fell from 5 percent to 4 percent.", Quantity, low | left, high | reached)
    )
    assert (found["value"], found["change"]) == ([5.0, 4.0], "=")


def test_cases_of_date_arithmetic_have_a_first_day():
    found = dates.cases(read("It stopped this week.", date(2020, 9, 11)))
    assert [(d["value"], d["first_day"]) for d in found] == [("2020-W37", "2020-09-07")]


def test_plover_folds_realis_into_the_class():
    text = "They will bomb it. They bombed it."
    shared = {"event_type": "ASSAULT", "lemma": "bomb"}
    facts = (
        shared | {"at": "bomb", "trigger": "bomb", "realis": "planned"},
        shared | {"at": "bombed", "trigger": "bombed", "realis": "actual"},
        {"at": "it", "trigger": "it", "lemma": "it", "realis": "actual"},
    )
    assert [e["class"] for e in events.plover_events(reading_of(text, Event, *facts))] == ["THREATEN", "ASSAULT"]


def test_noun_phrases_hold_title_determiner_and_possessive():
    text = "President Ada Diaz praised the Acme Group's plan."
    reading = read(text)
    words = {text[start:end] for start, end, _ in entities.possessive_noun_phrases(reading)}
    assert words == {"President Ada Diaz", "the Acme Group's"}
    assert {text[start:end] for start, end, _ in entities.names(reading)} == {"Ada Diaz", "Acme Group"}


def test_toponyms_given_resolves_the_spans_of_the_gold_and_nothing_else():
    text = "The flood reached Lyon, and Toronto Police sent boats from Marseille."
    toponyms = [{"start": s, "end": e, "name": text[s:e]} for s, e in (span(text, "Lyon"), span(text, "Marseille"))]
    found = places.toponyms_given(read(text), record(text, {"toponyms": toponyms}))
    assert [(place["name"], round(place["lat"])) for place in found] == [("Lyon", 46), ("Marseille", 43)]


def test_a_text_that_two_sets_share_is_given_to_both(monkeypatch):
    parsed = []
    parse = nlp.parse
    monkeypatch.setattr(nlp, "parse", lambda texts: parse([parsed.append(text) or text for text in texts]))
    text = "“We won,” said Ada Diaz, the mayor of Lyon."
    one = record(text, {"attributions": []}) | {"id": "q"}
    rows = predict({"polnear": [one], "roles_derived": [record(text, {"pairs": []})]})
    assert parsed == [text]
    assert [len(rows["polnear"][0]["quotes"]), len(rows["roles_derived"][0]["roles"])] == [1, 1]


@pytest.mark.parametrize(
    ("name", "meta", "day"),
    [
        ("tempeval3", {"dct": "1998-08-09"}, date(1998, 8, 9)),
        ("geo_lgl_trnews_geovirus_gwn", {"date": "2009-03-09 07:47:37"}, date(2009, 3, 9)),
        ("geo_lgl_trnews_geovirus_gwn", {"date": "Nov 22, 2016"}, None),
        ("event_coding_plover_cameo", {"date": "2000-01-01"}, None),
        ("conllpp", {}, None),
    ],
)
def test_publication_day(name, meta, day):
    assert publication_day(name, record("", {}, **meta)) == day


def test_body_and_tail():
    page = "<head><title>t</title></head><p>One.</p><p>Two <b>more</b>.</p><ul><li>Share</li><li>One.</li></ul>"
    found = body_and_tail({"html": page, "gold": {"articleBody": "One.\n\nTwo more."}})
    assert found == (["One.", "Two more."], ["Share"])
    assert body_and_tail({"html": page, "gold": {"articleBody": "Not there."}}) is None
