"""Errors by kind; which rows are right, and what that says of confidence."""

from gold_rows import NAMED, QUOTED, attributions, quoted, record, span

from benchmarks.calibration import Verdict, counts, reliability, verdicts, write_counts
from benchmarks.errors import LISTERS, listing
from benchmarks.errors.error import in_sentence
from benchmarks.judges import JUDGES, roles_read
from etl.facts.confidence import Count, confidence, read_counts


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
