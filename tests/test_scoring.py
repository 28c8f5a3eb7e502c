"""The metrics, on tiny cases whose figures are known."""

import pytest
from gold_rows import NAMED, QUOTED, attributions, quoted, record, scored, span

from benchmarks.scoring import SCORERS, score
from benchmarks.scoring.events import plover_class
from benchmarks.scoring.places import kilometres
from benchmarks.scoring.quantities import quantity, same_value
from benchmarks.scoring.spans import pair_spans, token_f1
from benchmarks.scoring.stories import adjusted_rand, b_cubed


def test_equal_spans_are_paired_before_wider_ones():
    assert pair_spans([(0, 10), (20, 30)], [(5, 30), (20, 30)]) == [(1, 1), (0, 0)]


def test_token_f1_drops_articles():
    assert token_f1("the prime minister", "prime minister of Norway") == pytest.approx(2 / 3)


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
