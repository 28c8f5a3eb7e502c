"""The second proposer against a stub endpoint: only what stands in the article becomes a row, and rules always win."""

import json
import time
from dataclasses import replace
from datetime import date

import pytest
from conftest import article
from llm_endpoint import Reply, answer, llm_endpoint
from pydantic import ValidationError

from etl import nlp, pipeline
from etl.article import Article
from etl.batch import read_rows, write_rows
from etl.extraction import bare_article, read_article
from etl.facts import FACT_TYPES
from etl.facts.events import Event
from etl.facts.quantities import Quantity
from etl.facts.quotations import Quotation
from etl.facts.reading import Reading
from etl.proposals import Endpoint
from etl.proposals.proposer import Proposer, shown
from etl.schema import Fact, to_arrow
from etl.settings import Settings

TEXT = (
    "There was wide agreement among the engineers on Monday that the old  bridge was safe. "  # two spaces
    "Ann Bell said that the works would end by May. “We are late,” she said. "
    "The council debated the raid on the depot. Some 40 were taken down from the mountain in the evening."
)
SAFE = {"sentence": 0, "content": "that the old bridge was safe", "speaker": "the engineers", "cue": "agreement"}
RAID = {"sentence": 3, "trigger": "raid", "actor": "The council", "recipient": "the depot"}
FORTY = {"sentence": 4, "number": "40", "counted": "the mountain"}


def read(text: str = TEXT) -> Reading:
    given = bare_article(text, date(2026, 3, 2))
    return read_article(given, next(nlp.parse([given.text])))


def asked(base_url: str, **limits) -> Endpoint:
    return Endpoint(**{
        "base_url": base_url,
        "model": "stub",
        "api_key": "secret",
        "requests": 50,
        "tokens": 100_000,
        "timeout_seconds": 5.0,
    } | limits)  # fmt: skip


def proposed(reading: Reading, *script: Reply, **limits) -> tuple[list[Fact], dict[str, int]]:
    """The rows that a model added to a reading, and the counts."""
    before = {fact.fact_id: fact for facts in reading.facts.values() for fact in facts}
    with llm_endpoint(*script) as endpoint:
        proposer = Proposer(asked(endpoint.base_url, **limits))
        proposer.add_to(reading)
        counts = proposer.report()
    after = [fact for facts in reading.facts.values() for fact in facts]
    assert all(before[fact.fact_id] == fact for fact in after if fact.fact_id in before), "a rule's row was changed"
    assert len({fact.fact_id for fact in after}) == len(after)
    return [fact for fact in after if fact.fact_id not in before], counts


def test_the_model_sees_numbered_sentences_and_the_key_is_sent():
    with llm_endpoint(answer()) as endpoint:
        Proposer(asked(endpoint.base_url)).add_to(read())
    (request,) = endpoint.requests
    assert (request["path"], request["key"], request["model"]) == ("/v1/chat/completions", "Bearer secret", "stub")
    assert request["messages"][-1]["content"].splitlines()[1] == "[1] Ann Bell said that the works would end by May."


def test_headlines_and_sub_heads_are_not_shown():
    given = article("Ann Bell left Rome. She came back.", title="Bell leaves")
    (doc,) = nlp.parse([given.text])
    assert shown(read_article(given, doc)).splitlines()[0].endswith("] Ann Bell left Rome.")


def test_a_quotation_is_kept_where_it_stands():
    """White space may differ; the row holds the article's own characters."""
    (row,), counts = proposed(read(), answer(quotations=[SAFE]))
    assert isinstance(row, Quotation)
    assert TEXT[row.start_char : row.end_char] == row.surface == "the old  bridge was safe"
    assert (row.quote, row.kind, row.method) == ("the old bridge was safe", "indirect", "llm")
    assert (row.speaker, row.speaker_kind, row.cue, row.confidence) == ("the engineers", "nominal", "agreement", None)
    assert counts == {"llm_asked": 1, "llm_failed": 0, "llm_skipped": 0, "llm_rows": 1, "llm_refused": 0}
    assert to_arrow([row], Quotation).num_rows == 1


@pytest.mark.parametrize(
    ("why", "proposal"),
    [
        ("made up", SAFE | {"content": "the old bridge would fall"}),
        ("a paraphrase", SAFE | {"content": "the old bridge is safe"}),
        ("half a word", SAFE | {"content": "the old bridge was saf"}),
        ("a speaker who is not named there", SAFE | {"speaker": "Ann Bell"}),
        ("a cue that is not there", SAFE | {"cue": "said"}),
        ("another sentence", SAFE | {"sentence": 1}),
        ("no such sentence", SAFE | {"sentence": 99}),
        ("a rule has it", {"sentence": 1, "content": "the works would end by May", "speaker": "Ann Bell"}),
        ("a rule has more of it", {"sentence": 1, "content": "would end by May", "speaker": "Ann Bell"}),
        ("in quotation marks", {"sentence": 2, "content": "We are late", "speaker": "she", "cue": "said"}),
        ("the speaker inside", SAFE | {"content": "the engineers on Monday that the old bridge was safe"}),
        ("a phrase", SAFE | {"content": "old bridge"}),
        ("only punctuation", SAFE | {"content": ".,;"}),
    ],
)
def test_a_quotation_is_refused(why, proposal):
    rows, counts = proposed(read(), answer(quotations=[proposal]))
    assert (rows, counts["llm_refused"]) == ([], 1), why


def test_what_is_proposed_twice_makes_one_row():
    reading = read()
    rows, counts = proposed(reading, answer(quotations=[SAFE, SAFE], events=[RAID, RAID], counts=[FORTY, FORTY]))
    assert [type(row) for row in rows] == [Quotation, Event, Quantity]
    assert counts["llm_refused"] == 3
    again, _ = proposed(reading, answer(quotations=[SAFE], events=[RAID], counts=[FORTY]))
    assert again == []


def test_ids_are_stable():
    script = answer(quotations=[SAFE], events=[RAID], counts=[FORTY])
    first, second = (proposed(read(), script)[0] for _ in range(2))
    assert [row.fact_id for row in first] == [row.fact_id for row in second]


def test_an_event_without_an_actor_is_completed_beside_the_rules_row():
    reading = read()
    (rule,) = (row for row in reading.of(Event) if row.trigger == "raid")
    (row,), _ = proposed(reading, answer(events=[RAID]))
    assert isinstance(row, Event)
    assert rule.actor is None
    assert (row.actor, row.recipient, row.realis) == ("The council", rule.recipient, rule.realis)
    assert TEXT[row.actor_start_char : row.actor_end_char] == "The council"
    assert (row.method, row.start_char, row.end_char) == ("llm", rule.start_char, rule.end_char)
    assert row.fact_id != rule.fact_id
    as_rule = {"method": "rule", "fact_id": rule.fact_id, "confidence": rule.confidence}
    nobody = dict.fromkeys(("actor", "actor_entity_no", "actor_start_char", "actor_end_char"))
    assert replace(row, **as_rule, **nobody) == rule


def test_an_event_that_no_rule_found_is_a_row_of_its_own():
    reading = read(
        "Nothing is settled. Talks between Peru and Chile on the border may resume after the ruling by judges."
    )
    assert "ruling" not in [row.trigger for row in reading.of(Event)]
    ruling = {"sentence": 1, "trigger": "ruling", "actor": "judges"}
    again = ruling | {"actor": None, "recipient": "Peru"}
    (row,), _ = proposed(reading, answer(events=[ruling, again]))
    assert isinstance(row, Event)
    assert (row.trigger, row.lemma, row.actor, row.recipient) == ("ruling", "ruling", "judges", None)
    assert to_arrow([row], Event).num_rows == 1


@pytest.mark.parametrize(
    ("why", "proposal"),
    [
        (
            "the rule names both",
            {"sentence": 3, "trigger": "debated", "actor": "the depot", "recipient": "The council"},
        ),
        ("nobody takes part", {"sentence": 3, "trigger": "raid"}),
        ("an actor who is not there", RAID | {"actor": "The army"}),
        ("an act on oneself", RAID | {"actor": "the depot", "recipient": None}),
        ("the trigger itself", RAID | {"actor": "the raid on the depot"}),
        ("no verb or noun", {"sentence": 3, "trigger": "on", "actor": "The council"}),
    ],
)
def test_an_event_is_refused(why, proposal):
    rows, counts = proposed(read(), answer(events=[proposal]))
    assert (rows, counts["llm_refused"]) == ([], 1), why


def test_a_number_gets_what_it_counts_beside_the_rules_row():
    reading = read()
    (rule,) = (row for row in reading.of(Quantity) if row.value_low == 40)
    assert rule.counted is None
    (row,), _ = proposed(reading, answer(counts=[FORTY]))
    assert isinstance(row, Quantity)
    assert (row.value_low, row.counted, row.method) == (40, "the mountain", "llm")
    assert replace(row, counted=None, method="rule", fact_id=rule.fact_id, confidence=rule.confidence) == rule


@pytest.mark.parametrize(
    ("why", "text", "proposal"),
    [
        ("no number that a rule reads", TEXT, {"sentence": 4, "number": "Some", "counted": "the mountain"}),
        ("not there", TEXT, FORTY | {"counted": "climbers"}),
        ("known", "He saw 40 climbers at the hut.", {"sentence": 0, "number": "40", "counted": "hut"}),
    ],
)
def test_a_count_is_refused(why, text, proposal):
    rows, counts = proposed(read(text), answer(counts=[proposal]))
    assert (rows, counts["llm_refused"]) == ([], 1), why


def test_a_fenced_answer_is_read():
    fenced = Reply(f"```json\n{json.dumps({'quotations': [SAFE]})}\n```")
    assert len(proposed(read(), fenced)[0]) == 1


@pytest.mark.parametrize(
    ("why", "reply"),
    [
        ("no JSON", Reply("I am sorry, but")),
        ("cut off", Reply('{"quotations": [{"sentence": 0, "conte')),
        ("another shape", Reply('{"quotations": "none"}')),
        ("a negative sentence", answer(quotations=[SAFE | {"sentence": -1}])),
        ("thousands of facts", answer(quotations=[SAFE] * 1000)),
        ("an error of the server", Reply(status=500)),
        ("a wrong key", Reply(status=401)),
        ("busy, and again busy", Reply(status=429, headers=(("Retry-After", "0"),))),
        ("a page that is no API", Reply(status=404)),
    ],
)
def test_a_failure_leaves_the_article_to_the_rules(why, reply):
    rows, counts = proposed(read(), reply)
    assert (rows, counts["llm_asked"], counts["llm_failed"]) == ([], 1, 1), why


def test_an_endpoint_that_is_down_is_a_failure():
    with llm_endpoint(answer()) as endpoint:
        pass
    proposer = Proposer(asked(endpoint.base_url))
    proposer.add_to(read())
    assert proposer.report()["llm_failed"] == 1


def test_a_slow_answer_is_not_waited_for():
    begun = time.monotonic()
    _, counts = proposed(read(), Reply(delay_seconds=1.5), timeout_seconds=0.3)
    assert counts["llm_failed"] == 1
    assert time.monotonic() - begun < 4


def test_a_busy_endpoint_is_asked_again_after_the_time_it_names():
    begun = time.monotonic()
    rows, counts = proposed(read(), Reply(status=429, headers=(("Retry-After", "1"),)), answer(quotations=[SAFE]))
    assert (len(rows), counts["llm_failed"]) == (1, 0)
    assert time.monotonic() - begun >= 1


def test_a_long_wait_ends_the_asking():
    """The batch does not sleep for an hour; its other articles are left to the rules, too."""
    with llm_endpoint(Reply(status=429, headers=(("Retry-After", "3600"),))) as endpoint:
        proposer = Proposer(asked(endpoint.base_url))
        for _ in range(3):
            proposer.add_to(read())
    assert proposer.report() | {"llm_rows": 0} == {
        "llm_asked": 1, "llm_failed": 1, "llm_skipped": 2, "llm_rows": 0, "llm_refused": 0,
    }  # fmt: skip
    assert len(endpoint.requests) == 1


def ask_about(n: int, *script: Reply, **limits) -> tuple[dict[str, int], int]:
    """Counts and requests after `n` articles."""
    reading = read("Ann Bell left.")
    with llm_endpoint(*script) as endpoint:
        proposer = Proposer(asked(endpoint.base_url, **limits))
        for _ in range(n):
            proposer.add_to(reading)
    return proposer.report(), len(endpoint.requests)


def test_after_three_failures_in_a_row_nobody_waits_any_more():
    counts, requests = ask_about(6, Reply(status=500))
    assert (counts["llm_asked"], counts["llm_failed"], counts["llm_skipped"], requests) == (3, 3, 3, 3)


def test_a_success_between_failures_goes_on():
    counts, _ = ask_about(5, Reply(status=500), Reply(status=500), answer(), Reply(status=500), answer())
    assert (counts["llm_asked"], counts["llm_failed"], counts["llm_skipped"]) == (5, 3, 0)


def test_the_budget_of_requests(caplog):
    caplog.set_level("INFO")
    counts, requests = ask_about(4, answer(), requests=2)
    assert (counts["llm_asked"], counts["llm_skipped"], requests) == (2, 2, 2)
    assert "asked 2, failed 0, skipped 2" in caplog.text
    assert "all 2 requests of the batch are used" in caplog.text


def test_the_budget_of_requests_holds_for_a_second_try():
    counts, requests = ask_about(2, Reply(status=429, headers=(("Retry-After", "0"),)), requests=1)
    assert (counts["llm_failed"], counts["llm_skipped"], requests) == (1, 1, 1)


def test_the_budget_of_tokens():
    """What an answer used counts, a malformed one too, and so does the most that the next request may need."""
    for reply in (Reply(tokens=4_000), Reply("I am sorry, but", tokens=4_000)):
        counts, _ = ask_about(4, reply, tokens=12_000)
        assert (counts["llm_asked"], counts["llm_skipped"]) == (2, 2)
    assert ask_about(1, answer(), tokens=4_000)[1] == 0


# ── the stage ────────────────────────────────────────────────────────────────────────────────────────────────────────


def written_batch(tmp_path) -> None:
    (tmp_path / "b").mkdir()
    write_rows(tmp_path / "b", "articles", Article, [article(TEXT, article_id=name) for name in ("a1", "a2", "a3")])


def test_a_batch_goes_on_when_an_answer_fails(tmp_path):
    written_batch(tmp_path)
    without = pipeline.extract("b", tmp_path, nlp.DEFAULT_MODEL)
    with llm_endpoint(answer(quotations=[SAFE]), Reply(status=500), answer(quotations=[SAFE])) as endpoint:
        counts = pipeline.extract("b", tmp_path, nlp.DEFAULT_MODEL, Proposer(asked(endpoint.base_url)))
    assert counts == without | {
        "quotations": without["quotations"] + 2,
        "llm_asked": 3, "llm_failed": 1, "llm_skipped": 0, "llm_rows": 2, "llm_refused": 0,
    }  # fmt: skip
    rows = read_rows(tmp_path / "b", "quotations", Quotation)
    assert sorted(row.method for row in rows).count("llm") == 2


def test_it_is_off_unless_asked_for(tmp_path):
    written_batch(tmp_path)
    assert Settings().llm is None
    pipeline.extract("b", tmp_path, nlp.DEFAULT_MODEL)
    assert {row.method for kind in FACT_TYPES for row in read_rows(tmp_path / "b", kind.TABLE, kind)} == {
        "rule",
        "model",
    }


def test_settings():
    on = Settings(llm_base_url="http://127.0.0.1:1/v1", llm_model="small", llm_api_key="secret")
    assert on.llm == Endpoint("http://127.0.0.1:1/v1", "small", "secret", 400, 2_000_000, 60)
    assert "secret" not in repr(on)
    with pytest.raises(ValidationError, match="belong together"):
        Settings(llm_base_url="http://127.0.0.1:1/v1")
