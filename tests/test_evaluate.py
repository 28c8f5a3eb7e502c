"""The measuring itself: metrics on tiny cases whose figures are known, adapters on made-up facts, floors, tables."""

import gzip
import json
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import evaluate, floors, history, plot, report
from benchmarks.adapters import dates, entities, events, places, quantities, quotations
from benchmarks.calibration import Bin, Verdict, counts, reliability, verdicts, write_counts
from benchmarks.errors import LISTERS, listing
from benchmarks.errors.error import in_sentence
from benchmarks.gold import publication_day
from benchmarks.judges import JUDGES, roles_read
from benchmarks.measures import Measure, figures, measures
from benchmarks.predictions import predict
from benchmarks.scoring import SCORERS, TASKS, score
from benchmarks.scoring.events import plover_class
from benchmarks.scoring.places import kilometres
from benchmarks.scoring.quantities import quantity, same_value
from benchmarks.scoring.spans import pair_spans, token_f1
from benchmarks.scoring.stories import adjusted_rand, b_cubed
from benchmarks.tails import body_and_tail
from etl import nlp
from etl.extraction import bare_article, read_article
from etl.facts.confidence import Count, confidence, read_counts
from etl.facts.events import Event
from etl.facts.mentions import Mention
from etl.facts.quantities import Quantity
from etl.facts.quotations import Quotation
from etl.facts.reading import Reading


def record(text, gold, **meta):
    return {"id": "r", "text": text, "meta": meta, "gold": gold}


def scored(kind, text, gold, pred, **meta):
    return SCORERS[kind]([record(text, gold, **meta)], {"r": pred})


def span(text, words):
    return [text.index(words), text.index(words) + len(words)]


# ── metrics ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_equal_spans_are_paired_before_wider_ones():
    assert pair_spans([(0, 10), (20, 30)], [(5, 30), (20, 30)]) == [(1, 1), (0, 0)]


def test_token_f1_drops_articles():
    assert token_f1("the prime minister", "prime minister of Norway") == pytest.approx(2 / 3)


QUOTED = "“We will win,” said Ada Diaz. Bo Lee said that rain was near."


def quoted(*quotes):
    return [{"content": [span(QUOTED, c)], "speaker": s and span(QUOTED, s), "kind": kind} for c, s, kind in quotes]


def attributions():
    both = ("“We will win,”", "Ada Diaz", "direct"), ("that rain was near", "Bo Lee", "indirect")
    return [{"content": [span(QUOTED, c)], "source": [span(QUOTED, s)], "qtype": kind} for c, s, kind in both]


@pytest.mark.parametrize(
    ("why", "pred", "found", "whole", "speaker"),
    [
        ("both right", [("We will win", "Ada Diaz", "direct"), ("rain was near", "Lee", "indirect")], 1.0, 0.5, 1.0),
        ("no speaker is wrong", [("We will win", None, "direct")], 0.6667, 0.6667, 0.0),
        ("another's words", [("said Ada Diaz", "Ada Diaz", "direct")], 0.0, 0.0, None),
        ("a quotation counts once", [("We will", "Diaz", "direct"), ("We will win", "Diaz", "direct")], 0.5, 0.5, 1.0),
    ],
)
def test_quotes(why, pred, found, whole, speaker):
    of = scored("quotes", QUOTED, {"attributions": attributions()}, quoted(*pred))
    assert (of[">0.3"]["f1"], of[">0.8"]["f1"], of[">0.3"]["speaker"]) == (found, whole, speaker)


def test_quotes_by_type_and_letters():
    pred = quoted(("We will win", "Diaz", "direct"), ("rain was near", "Lee", "indirect"), ("Ada Diaz", None, "mixed"))
    of = scored("quotes", QUOTED, {"attributions": attributions()}, pred)
    assert of["by_gold_type"]["indirect"] == {
        "n": 1, "r>0.3": 1.0, "r>0.8": 0.0, "speaker>0.3": 1.0, "speaker>0.8": None, "chars_r": 0.7333,
    }  # fmt: skip
    assert of["by_predicted_kind"]["mixed"] == {"n": 1, "p>0.3": 0.0, "p>0.8": 0.0}
    assert of["chars"] == {"p": 0.7407, "r": 0.8333, "f1": 0.7843}


def test_two_apostrophes_are_quotation_marks():
    text = "''We will win,'' said Ada Diaz."
    gold = {"content": [span(text, "We will win")], "source": [], "qtype": "indirect"}
    assert list(scored("quotes", text, {"attributions": [gold]}, [])["by_gold_type"]) == ["direct"]


NAMED = "The Acme Group's chief, Ada Diaz, left Paris."


@pytest.mark.parametrize(
    ("words", "label", "exact", "trimmed", "untyped", "overlap"),
    [
        ("Acme Group", "ORG", 1.0, 1.0, 1.0, 1.0),
        ("The Acme Group's", "ORG", 0.6667, 1.0, 0.6667, 1.0),
        ("Acme Group", "PERSON", 0.6667, 0.6667, 1.0, 0.6667),
        ("Group", "ORG", 0.6667, 0.6667, 0.6667, 1.0),
    ],
)
def test_entities(words, label, exact, trimmed, untyped, overlap):
    gold = [[*span(NAMED, "Acme Group"), "ORG"], [*span(NAMED, "Ada Diaz"), "PER"], [*span(NAMED, "Paris"), "LOC"]]
    pred = [[*span(NAMED, words), label], [*span(NAMED, "Ada Diaz"), "PERSON"], [*span(NAMED, "Paris"), "GPE"]]
    of = scored("entities", NAMED, {"entities": gold}, pred)
    assert [of[view]["f1"] for view in ("exact", "trimmed", "untyped", "overlap")] == [exact, trimmed, untyped, overlap]


def test_only_names_of_the_annotated_sentences_count():
    text = "He left. Ada Diaz stayed."
    mentions = {
        "1": {"kind": "ENTITY_MENTION", "entity_type": "PER", "start": 0, "end": 2},
        "2": {"kind": "ENTITY_MENTION", "entity_type": "PER", "start": 9, "end": 17},
    }
    meta = {"exhaustive_until_sentence": 0, "sentences": [[0, 8], [9, 25]]}
    assert scored("entities", text, {"mentions": mentions}, [[9, 17, "PERSON"]], **meta)["n_pred"] == 0
    assert scored("entities", text, {"mentions": mentions}, [[9, 17, "PERSON"]])["exact"]["f1"] == 1.0


def test_people_of_one_entity():
    text = "Ada Diaz met Bo Lee. Diaz smiled. Lee left."
    names = [("Ada Diaz", "a"), ("Bo Lee", "b"), ("Diaz smiled"[:4], "a")]
    gold = [[*span(text, words), "person", entity] for words, entity in names]
    gold[2][:2] = [21, 25]
    pred = [[*gold[0][:2], 0], [*gold[1][:2], 1], [21, 25, 1]]
    assert scored("people", text, {"mentions": gold}, pred)["b_cubed"] == {"p": 0.6667, "r": 0.6667, "f1": 0.6667}


def test_roles():
    text = "Ada Diaz, the mayor of Lyon, met Bo Lee, a lawyer, and Cy Poe, a cook."
    gold = [
        {"person": span(text, "Ada Diaz"), "role": span(text, "the mayor of Lyon")},
        {"person": span(text, "Bo Lee"), "role": span(text, "a lawyer")},
    ]
    pred = [
        {"person": span(text, "Diaz"), "role": "mayor of Lyon"},
        {"person": span(text, "Bo Lee"), "role": "chief"},
        {"person": span(text, "Cy Poe"), "role": "cook"},
    ]
    of = scored("roles", text, {"pairs": gold}, pred)
    assert (of["recall"], of["precision_floor"], of["precision_on_gold_people"]) == (0.5, 0.3333, 0.5)


def test_dates():
    text = "He came on Friday and left two weeks later."
    timexes = [
        {"start": 11, "end": 17, "value": "2020-09-11", "type": "DATE"},
        {"start": 27, "end": 42, "value": "2020-09-25", "type": "DATE"},
    ]
    pred = [
        {"start": 8, "end": 17, "value": "2020-09-11", "type": "DATE"},
        {"start": 27, "end": 42, "value": None, "type": "DURATION"},
    ]
    of = scored("dates", text, {"timexes": timexes}, pred)
    assert [of[view]["f1"] for view in ("strict", "relaxed", "value")] == [0.5, 1.0, 0.5]
    assert of["type_accuracy"] == 0.5


def test_tei_ranges_are_from_and_to():
    gold = {"dates": [[0, 4, {"from": "2020-09-07", "to": "2020-09-13"}]]}
    pred = [{"start": 0, "end": 4, "value": "2020-09-07/2020-09-13", "type": "DATE"}]
    assert scored("dates", "week", gold, pred)["value"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("value", "first_day", "right"),
    [("2016-W45", None, 1.0), ("-", "2016-11-07", 1.0), ("2016-11", "2016-11-01", 0.0)],
)
def test_date_cases(value, first_day, right):
    values = [{"timex": "2016-W45", "start": "2016-11-07", "end": "2016-11-14"}]
    case = {"start": 0, "end": 9, "type": "datetimeV2.daterange", "values": values}
    of_day = case | {"type": "datetimeV2.timerange"}
    pred = {"start": 5, "end": 9, "value": value, "first_day": first_day}
    of = scored("date_cases", "this week", {"results": [case, of_day]}, [pred], reference="2016-11-07T00:00:00")
    assert (of["all"], of["daterange"]) == ({"n": 1, "right": right},) * 2
    of = scored("date_cases", "this week", {"results": [case]}, [pred], reference="2016-11-07", not_supported="dotnet")
    assert of == {}


@pytest.mark.parametrize(
    ("gold", "pred", "same"),
    [("5.0", 5.00001, True), ("3 - 5", [3, 5], True), ("3 - 5", 4, False), ("5", 6, False)],
)
def test_values_of_quantities(gold, pred, same):
    assert same_value(quantity({"value": gold}, "unit"), quantity({"value": pred}, "unit")) is same


def test_quantities_twice_in_cqe_once_in_ours():
    gold = [{"value": "5", "normalized_unit": "dollar", "change": "="}, {"value": "7", "normalized_unit": "-"}]
    pred = [{"value": 5, "unit": "euro", "change": "="}, {"value": 5, "unit": "pound", "change": "="}]
    of = scored("quantities", "", {"quantities": gold}, pred, subset="own")["own"]
    assert of["cqe"]["value"]["r"] == 1.0
    assert of["one_to_one"]["value"]["r"] == 0.5
    assert of["one_to_one"]["value+unit"]["f1"] == 0.0


def test_kilometres():
    assert kilometres((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(343.6, abs=0.5)


def test_places():
    text = "Paris, Texas; Lagos; the French; Rome"
    gold = [
        {"start": 0, "end": 5, "lat": 33.66, "lon": -95.55, "geonameid": 1},
        {"start": 14, "end": 19, "lat": 6.45, "lon": 3.39, "geonameid": 2},
        {"start": 25, "end": 31, "lat": 46.0, "lon": 2.0, "type": "Demonym"},
        {"start": 33, "end": 37, "lat": None, "lon": None},
    ]
    pred = [
        {"start": 0, "end": 5, "lat": 48.85, "lon": 2.35, "geonameid": 9},
        {"start": 14, "end": 19, "lat": 9.0, "lon": 8.0, "geonameid": 2},
    ]
    of = scored("places", text, {"toponyms": gold}, pred, corpus="own")["own"]
    assert (of["n_gold"], of["n_located"], of["overlap"]["r"]) == (3, 2, 0.6667)
    assert (of["acc161_all"], of["id_all"], of["right_all"]) == (0.0, 0.5, 0.5)


@pytest.mark.parametrize(
    ("name", "plover"),
    [("demand", "REQUEST"), ("AGREE", "AGREE"), ("0841", "RETREAT"), ("190", "ASSAULT"), ("010", None)],
)
def test_plover_class(name, plover):
    assert plover_class(name) == plover


def test_events():
    gold = {"event": "FIGHT", "source": {"actorText": "the army"}, "target": ["rebels"]}
    pred = [
        {"class": "PROTEST", "actor": "Army", "recipient": None},
        {"class": "ASSAULT", "actor": None, "recipient": None},
    ]
    of = scored("events", "", gold, pred)
    assert (of["plover"]["class_top1"], of["plover"]["class_any"], of["plover"]["quad_top1"]) == (0.0, 1.0, 1.0)
    assert (of["actor"], of["recipient"]) == (1.0, 0.0)
    assert scored("events", "", {"cameo": [{"noevents": 1}]}, [])["petrarch"]["class_top1"] == 1.0


def test_stories():
    assert b_cubed(list("aabb"), list("aabc")) == {"p": 1.0, "r": 0.75, "f1": 0.8571}
    assert adjusted_rand(list("aabb"), list("ccdd")) == 1.0
    records = [{"id": i, "gold": {"story_cluster": i}} for i in "ab"]
    assert SCORERS["story"](records, {"a": "x", "b": []})["b_cubed"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("gold", "figure"),
    [
        ({"jaccard5": 0.6, "hours_apart": 2}, "recall_j5_48h"),
        ({"jaccard5": 0.6, "hours_apart": 90}, "false_merge_48h"),
        ({"jaccard5": 0.3, "same_story": False}, "false_merge_other_story"),
    ],
)
def test_duplicates(gold, figure):
    assert scored("duplicate", "", gold, True)[figure] == 1.0


def test_articles():
    gold = {
        "text": "one two three four five",
        "title": "“Big”  News",
        "date": "2023-12-22",
        "authors": "Ada Diaz,Bo Lee",
    }
    pred = {
        "text": "one two three four",
        "title": '"big" news',
        "date": "2023-12-21T23:30:00-05:00",
        "authors": ["ada diaz"],
    }
    of = scored("article", "", gold, pred)
    assert of["body"] == {"p": 1.0, "r": 0.5, "f1": 0.6667}
    assert (of["title"], of["date_day"]["f1"], of["date_minute"]) == (1.0, 1.0, None)
    assert of["authors"] == {"p": 1.0, "r": 0.5, "f1": 0.6667}


def test_tails():
    pred = {"body": ["x" * 50, "lost"], "paragraphs": ["x" * 50], "tail": ["share", "tweet"]}
    of = scored("tail", "", {}, pred | {"kept": ["x" * 41, "tweet"]})
    assert (of["tail_removed"], of["body_kept"], of["paragraphs_kept"]) == (0.5, 0.5, 1.0)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"id": "x", "dates": []}], "not in tempeval3"),
        ([{"id": "r", "dates": []}, {"id": "r", "dates": []}], "two lines"),
        ([{"id": "r", "quotes": []}], "no line holds any of dates"),
    ],
)
def test_predictions_that_do_not_fit(rows, problem):
    with pytest.raises(ValueError, match=problem):
        score("tempeval3", [record("", {"timexes": []})], rows)


def test_a_record_without_a_line_is_an_empty_prediction():
    gold = {"timexes": [{"start": 0, "end": 1, "value": "2020"}]}
    records = [record("a", gold), record("b", gold) | {"id": "s"}]
    of = score("tempeval3", records, [{"id": "r", "dates": []}])
    assert (of["missing"], of["dates"]["n_gold"]) == (1, 2)


# ── adapters ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(text: str, published_on: date | None = None) -> Reading:
    article = bare_article(text, published_on)
    return read_article(article, next(nlp.parse([article.text])))


def reading_of(text: str, kind, *facts: dict) -> Reading:
    """A parsed text with made-up facts of one type; each needs `at`, the words that it covers."""
    reading = Reading(next(nlp.parse([text])), "v", None, 0, "test")
    evidence = (reading.evidence(kind, *span(text, fact["at"]), found_by=fact.get("found_by")) for fact in facts)
    columns = ({name: value for name, value in fact.items() if name not in ("at", "found_by")} for fact in facts)
    reading.facts[kind] = [kind(**shared, **own) for shared, own in zip(evidence, columns, strict=True)]
    return reading


def quotation(text: str, words: str, *, cue: int, continued: bool, kind: str = "direct") -> dict:
    columns = {
        "kind": kind,
        "quote": words,
        "content_spans": [span(text, words)],
        "speaker": None,
        "found_by": "cue, marks",
    }
    return columns | {"at": words, "cue_start_char": cue, "continued": continued, "speaker_kind": "unnamed"}


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


# ── errors, calibration ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sentence_around_a_span():
    text = "One came. Two “big” ones left. Three."
    assert in_sentence(text, *span(text, "ones")) == "Two “big” »ones« left."


def kinds(fact, text, gold, pred, **meta):
    (find, *_) = LISTERS[fact].values()
    return [error.kind for error in find(record(text, gold, **meta), pred)]


def test_errors_in_quotations():
    pred = quoted(("We", None, "direct"), ("near", "Bo Lee", "indirect"))
    pred[0]["content"] = [span(QUOTED, "will win")]
    gold = {"attributions": attributions()}
    found = ["cut short, direct", "no speaker, direct", "missed, indirect", "false hit, indirect"]
    assert kinds("quotations", QUOTED, gold, pred) == found


def test_errors_in_other_facts():
    gold = {"entities": [[*span(NAMED, "Acme Group"), "ORG"], [*span(NAMED, "Ada Diaz"), "PER"]]}
    pred = [[*span(NAMED, "Acme"), "ORG"], [*span(NAMED, "Ada Diaz"), "ORG"], [*span(NAMED, "Paris"), "GPE"]]
    assert kinds("mentions", NAMED, gold, pred) == ["wrong span, ORG", "wrong type, PER", "false hit, LOC"]
    timex = {"timexes": [{"start": 0, "end": 6, "value": "2020-09-11", "type": "DATE"}]}
    date_pred = {"start": 0, "end": 6, "value": "2020-09-18", "type": "DATE", "rule": "weekday_future"}
    assert kinds("dates", "Friday", timex, [date_pred]) == ["wrong value, weekday_future"]
    toponyms = {"toponyms": [{"start": 0, "end": 5, "lat": 33.7, "lon": -95.5}]}
    place = {"start": 0, "end": 5, "lat": 48.9, "lon": 2.4, "geonameid": 9, "name": "Paris"}
    assert kinds("places", "Paris", toponyms, [place], corpus="own") == ["another place, own"]
    assert kinds("events", "", {"event": "AGREE"}, []) == ["AGREE read as no event"]
    assert kinds("events", "", {"cameo": []}, []) == []
    assert kinds("cleaning", "", {"articleBody": "a b c d"}, {}, url="u") == ["body: nothing"]
    amounts = {"quantities": [{"value": "5", "normalized_unit": "dollar"}, {"value": "6", "normalized_unit": "-"}]}
    assert kinds("quantities", "5", amounts, [{"value": 5, "unit": "euro", "start": 0, "end": 1}]) == [
        "missed",
        "wrong unit",
    ]
    pairs = {"pairs": [{"person": [0, 3], "role": [5, 9]}]}
    assert kinds("roles", "Ada, cook", pairs, []) == ["missed"]


def test_listing_counts_all_and_shows_some():
    errors = [("a", kind) for kind in LISTERS["events"]["events"](record("Text.", {"event": "AGREE"}), [])] * 3
    assert list(listing(errors, most=1)) == ["\nAGREE read as no event: 3", "  Text.  (a)"]


# ── calibration ──────────────────────────────────────────────────────────────────────────────────────────────────────


def judged(fact: str, text: str, gold: dict, row: dict, **meta) -> list[tuple[str, bool]]:
    return list(JUDGES[fact][1](record(text, gold, **meta), row))


def quote(words: str, speaker: str | None, found_by: str, *, continued: bool = False) -> dict:
    own = {"content": [span(QUOTED, words)], "speaker": speaker and span(QUOTED, speaker), "found_by": found_by}
    return own | {"continued": continued}


def test_a_continuation_is_judged_by_its_own_letters():
    """A head is paired together with what it is joined with."""
    first, rest = quote("We", "Ada", "cue"), quote("will win", "Ada", "continued", continued=True)
    quotes = [
        first | {"content": first["content"] + rest["content"], "rows": [first, rest]},
        *(own | {"rows": [own]} for own in (quote("rain was near", None, "clause"), quote("said", None, "words"))),
    ]
    assert judged("quotations", QUOTED, {"attributions": attributions()}, {"quotes": quotes}) == [
        ("cue", True),
        ("clause", False),
        ("words", False),
        ("continued", True),
    ]


def test_a_mention_is_right_in_span_and_type():
    rows = [
        dict(zip(("start", "end", "label", "found_by"), (*span(NAMED, words), label, label), strict=True))
        for words, label in (("Acme Group", "ORG"), ("Ada Diaz", "ORG"), ("Diaz", "PERSON"), ("Paris", "LAW"))
    ]
    bare = [[*span(NAMED, "Acme Group"), "ORG"], [*span(NAMED, "Ada Diaz"), "PER"], [*span(NAMED, "Paris"), "LOC"]]
    assert judged("mentions", NAMED, {"entities": bare}, {"mentions": rows}) == [
        ("ORG", True),
        ("ORG", False),
        ("PERSON", False),
        ("LAW", False),
    ]
    phrases = [[*span(NAMED, "The Acme Group's"), "organization"], [*span(NAMED, "Ada Diaz"), "person"]]
    assert judged("mentions", NAMED, {"mentions": phrases}, {"mentions": rows}) == [
        ("ORG", True),
        ("ORG", False),
        ("PERSON", True),
    ]


def test_roles_are_judged_where_they_were_read(monkeypatch):
    monkeypatch.setattr("benchmarks.judges.roles_read", lambda: {("r", 0, 8, 10, 15): True, ("r", 0, 8, 20, 24): False})
    rows = [
        {"person": [0, 8], "role": [10, 15], "found_by": "apposition"},
        {"person": [0, 8], "role": [20, 24], "found_by": "predicate"},
        {"person": [0, 8], "role": [20, 25], "found_by": "predicate"},
    ]
    assert judged("roles", "", {}, {"roles": rows}) == [("apposition", True), ("predicate", False)]


def test_roles_that_were_read_are_many_of_each_kind():
    assert len(roles_read()) == 155
    assert 0.8 < sum(roles_read().values()) / 155 < 1


def test_a_date_without_a_value_is_not_judged():
    gold = {"timexes": [{"start": 0, "end": 6, "value": "2020-09-11"}, {"start": 10, "end": 14, "value": "2021"}]}
    rows = [
        {"start": 0, "end": 6, "value": "2020-09-11", "rule": "weekday"},
        {"start": 10, "end": 14, "value": "2022", "rule": "year"},
        {"start": 20, "end": 24, "value": "2023", "rule": "year"},
        {"start": 30, "end": 34, "value": "-", "rule": "unresolved"},
    ]
    assert judged("dates", "x" * 40, gold, {"dates": rows}) == [("weekday", True), ("year", False), ("year", False)]


def test_a_quantity_is_right_in_value_unit_and_change():
    gold = [
        {"value": "5", "normalized_unit": "dollar", "change": "up"},
        {"value": "6", "normalized_unit": "-", "change": "="},
    ]
    rows = [
        {"value": 5, "unit": "dollar", "change": "up", "found_by": "unit, change"},
        {"value": 6, "unit": "dollar", "change": "=", "found_by": "unit"},
        {"value": 7, "unit": "-", "change": "=", "found_by": "bare"},
    ]
    assert judged("quantities", "", {"quantities": gold}, {"quantities": rows}) == [
        ("unit, change", True),
        ("unit", False),
        ("bare", False),
    ]


def test_places_are_judged_where_the_gold_says_where():
    at_lyon = {"lat": 45.76, "lon": 4.84}
    gold = [
        {"start": 0, "end": 4, **at_lyon},
        {"start": 10, "end": 16, "type": "Homonym", **at_lyon},
        {"start": 20, "end": 24, "lat": None},
        {"start": 60, "end": 64, **at_lyon},
    ]
    starts = {"named": (0, 10, 20, 30), "part": (40,), "demonym": (50,)}
    rows = [
        {"start": start, "end": start + 4, **at_lyon, "geonameid": 1, "kind": kind, "found_by": kind}
        for kind, of in starts.items()
        for start in of
    ]
    rows.append({"start": 60, "end": 64, "lat": 10.0, "lon": 10.0, "geonameid": 2, "kind": "part", "found_by": "part"})
    assert judged("places", "", {"toponyms": gold}, {"places": rows}) == [
        ("named", True),
        ("named", False),
        ("part", False),
    ]


def test_the_first_event_of_a_class_is_judged_with_its_participants():
    gold = {"event": "AGREE", "source": [{"actorText": "Hungarian"}], "target": []}
    right = {"class": "AGREE", "actor": "Hungarian officials", "recipient": None, "found_by": "verb"}
    for first, verdict in ((right, True), (right | {"class": "AID"}, False), (right | {"actor": "Chile"}, False)):
        assert judged("events", "", gold, {"events": [first, right]}) == [("verb", verdict)]
    assert judged("events", "", {"cameo": []}, {"events": [right]}) == []


def test_reliability_gives_the_shares_of_one_half_to_the_other():
    """Nine of ten right in one half, four of five in the other; a kind that is rare in a half says nothing."""
    of = [Verdict(0, "cue", i >= 4) for i in range(40)] + [Verdict(1, "cue", i >= 10) for i in range(50)]
    rare = [Verdict(half, "rare", True) for half in (0, 1) for _ in range(10)]
    table = reliability({"quotations": of + rare})
    assert [tuple(b) for b in table["quotations"]] == [(0.8, 40, 0.8, 0.9), (0.9, 50, 0.9, 0.8)]


def test_counts_are_kept_of_what_was_not_measured(tmp_path):
    file = tmp_path / "confidence.txt"
    file.write_text("# old\ndates\tyear\t50\t40\nroles\tpredicate\t9\t1\n", encoding="utf-8")
    write_counts({"roles": [Verdict(0, "apposition", True), Verdict(1, "apposition", False)]}, "0.1", file)
    assert read_counts(file) == {("dates", "year"): Count(50, 40), ("roles", "apposition"): Count(2, 1)}
    assert "from version 0.1" in file.read_text(encoding="utf-8")


def test_a_half_is_that_of_the_record():
    amount = {"value": 5, "unit": "dollar", "change": "=", "found_by": "unit"}
    gold = {"quantities": [{"value": "5", "normalized_unit": "dollar"}]}
    records = {"newsquant": [record("", gold) | {"id": str(i)} for i in range(40)]}
    rows = {"newsquant": [{"id": str(i), "quantities": [amount] * 2} for i in range(40)]}
    found = verdicts(records, rows, {"quantities"})["quantities"]
    assert {v.half for v in found} == {0, 1}
    assert all(found[i].half == found[i + 1].half for i in range(0, len(found), 2))
    assert counts({"quantities": found})["quantities", "unit"] == Count(80, 40)


def test_confidence_is_that_of_its_kind():
    """What few rows were measured of has none; every kind in the file is one that a judge knows."""
    held = read_counts()
    assert {table for table, _ in held} <= set(JUDGES)
    (table, found_by), most = max(held.items(), key=lambda item: item[1].rows)
    assert confidence(table, found_by) == round(most.right / most.rows, 2)
    assert confidence(table, None) is None
    assert confidence(table, "unheard of") is None
    assert Count(29, 29).share is None


# ── floors, history, page, plot ──────────────────────────────────────────────────────────────────────────────────────


def figure(value):
    return {"figure": value}


def test_a_figure_below_its_floor_is_named():
    assert floors.fallen({"a": figure(0.5), "b": figure(0.7)}, {"a": 0.6, "b": 0.6, "c": 0.9}) == [
        "a: 0.5000 is below its floor 0.6000"
    ]


def test_raising_never_lowers_and_lowering_never_raises():
    held, found = {"up": 0.5, "down": 0.8}, {"up": figure(0.9), "down": figure(0.6), "new": figure(0.7)}
    assert floors.raised(found, held) == {"up": 0.89, "down": 0.8, "new": 0.69}
    assert floors.lowered(found, held) == {"up": 0.5, "down": 0.59}


def test_floors_are_kept(tmp_path):
    file = tmp_path / "floors.json"
    assert floors.read_floors(file) == {}
    floors.write_floors({"b": 0.2, "a": 0.1}, file)
    assert list(floors.read_floors(file).items()) == [("a", 0.1), ("b", 0.2)]


def test_a_version_measured_again_replaces_itself(tmp_path):
    versions = history.with_version([], "0.1", {"a": figure(0.5)})
    versions = history.with_version(versions, "0.2", {"a": figure(0.6)})
    versions = history.with_version(versions, "0.2", {"a": figure(0.7)})
    file = tmp_path / "quality.json"
    history.write_quality(versions, {}, {}, file)
    assert [(v["version"], v["figures"]["a"]["figure"]) for v in history.read_history(file)] == [
        ("0.1", 0.5),
        ("0.2", 0.7),
    ]


ROWS = [
    Measure(
        key="a", fact="dates", set="gum_news", name="value", path=["dates", "value"], measured=0.5, measured_by="R & D"
    ),
    Measure(key="b", fact="roles", set="roles_derived", name="recall", path=["roles", "recall"]),
]


def test_figures_are_found_by_their_path():
    scores = {"gum_news": {"dates": {"value": {"p": 0.4, "r": 0.6, "f1": 0.48}}}, "roles_derived": {"n_docs": 0}}
    assert figures(ROWS, scores) == {"a": {"p": 0.4, "r": 0.6, "figure": 0.48}}


def test_the_page_takes_the_table_between_its_marks(tmp_path):
    page = tmp_path / "quality.md"
    page.write_text(f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n")
    report.write_page("0.1", ROWS, {"a": figure(0.48)}, {"roles": [Bin(0.9, 40, 0.93, 0.91)]}, page)
    text = page.read_text()
    assert "| dates | gum_news | value |  |  | 0.480 | **0.500 R & D** |  |" in text
    assert "| roles | 0.9–1.0 | 40 | 0.93 | 0.91 |" in text
    assert "old" not in text
    assert text.startswith("Before.")
    assert text.endswith("After.\n")
    page.write_text("no marks")
    with pytest.raises(ValueError, match="lacks the marks"):
        report.write_page("0.1", ROWS, {}, {}, page)


def test_the_plot_draws_every_version():
    versions = [{"version": v, "figures": {"a": figure(f)}} for v, f in (("0.1", 0.4), ("0.2", 0.48))]
    drawing = ElementTree.fromstring(plot.draw(ROWS, versions))
    names = [element.tag.rpartition("}")[2] for element in drawing.iter()]
    assert names.count("polyline") == 1
    titles = [element.text for element in drawing.iter() if element.tag.endswith("title")]
    assert titles == ["0.500 R & D", "0.480"]


def test_every_measure_is_one_that_is_scored():
    rows = measures()
    assert len({row.key for row in rows}) == len(rows)
    assert {row.fact for row in rows} == set(LISTERS)
    assert all(row.path[0] in TASKS[row.set] for row in rows)
    assert set(floors.read_floors()) <= {row.key for row in rows}
    assert all(row.measured_by for row in rows if row.measured is not None)


def test_the_page_shows_the_newest_figures():
    newest = history.read_history()[-1]
    text = report.PAGE.read_text(encoding="utf-8")
    assert "\n".join(report.markdown(measures(), newest["figures"])) in text
    assert plot.IMAGE.read_text(encoding="utf-8") == plot.draw(measures(), history.read_history())
    assert floors.fallen(newest["figures"], floors.read_floors()) == []
    assert all(f"`{row.set}`" in text for row in measures())


# ── the run ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(gold: Path, monkeypatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["evaluate", str(gold), *options])
    return evaluate.main()


@pytest.fixture
def gold(tmp_path) -> Path:
    """A set of one record: one title right, one that is not there."""
    text = "Ada Diaz, the mayor of Lyon, met Bo Lee."
    pairs = [
        {"person": span(text, "Ada Diaz"), "role": span(text, "the mayor of Lyon")},
        {"person": span(text, "Bo Lee"), "role": span(text, "met")},
    ]
    folder = tmp_path / "roles_derived"
    folder.mkdir()
    with gzip.open(folder / "dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(record(text, {"pairs": pairs})))
    return tmp_path


def test_a_run_over_some_facts_prints_and_keeps_nothing(gold, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(evaluate, "write", lambda *_: pytest.fail("a partial run was kept"))
    monkeypatch.setattr(floors.read_floors, "__defaults__", (tmp_path / "none.json",))
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["roles", "roles_derived", "recall", "0.500"] in lines


def test_a_fallen_figure_fails_the_run(gold, monkeypatch, capsys, tmp_path):
    file = tmp_path / "floors.json"
    floors.write_floors({"roles.recall": 0.6}, file)
    monkeypatch.setattr(floors.read_floors, "__defaults__", (file,))
    monkeypatch.setattr(floors.write_floors, "__defaults__", (file,))
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors") == 1
    assert "roles.recall: 0.5000 is below its floor 0.6000" in capsys.readouterr().err
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors", "--raise-floors") == 1
    assert floors.read_floors(file)["roles.recall"] == 0.6
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors", "--lower-floors") == 0
    assert floors.read_floors(file)["roles.recall"] == 0.49


def test_the_list_of_errors(gold, monkeypatch, capsys, tmp_path):
    assert run(gold, monkeypatch, "--errors", "roles", "--keep", str(tmp_path / "kept")) == 0
    assert "missed: 1\n  Ada Diaz, the mayor of Lyon, »met Bo Lee«." in capsys.readouterr().out
    (row,) = (tmp_path / "kept" / "roles_derived.jsonl").read_text().splitlines()
    assert json.loads(row)["id"] == "r"


def test_mentions_are_read_from_the_product(gold):
    """The figures speak of what the product does: the same mentions as `read_article` gives."""
    text = "Ada Diaz met Bo Lee in Lyon."
    (row,) = predict({"conllpp": [record(text, {"entities": []})]})["conllpp"]
    assert row["entities"] == [[m.start_char, m.end_char, m.label] for m in read(text).of(Mention) if m.kind == "named"]
