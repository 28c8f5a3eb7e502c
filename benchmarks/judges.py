"""Is a row right? One judge a fact type: gold record and predictions in, (what found the row, right) out.

A row that the gold cannot judge is left out. Right is stricter than found: all that the row states must hold.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.scoring.dates import gold_dates, same_value
from benchmarks.scoring.entities import LABELS, NAMED, gold_entities, trimmed
from benchmarks.scoring.events import SIDES, actor_texts, gold_classes, plover_class
from benchmarks.scoring.places import NEAR_KM, NO_TOPONYM, compare
from benchmarks.scoring.quantities import quantity, value_pairs
from benchmarks.scoring.quotes import covering, gold_quotes, letters, right_speaker
from benchmarks.scoring.spans import exhaustive_end, overlap, pair_off, pair_spans, words

ROLES_READ = Path(__file__).with_name("roles_read.tsv")
Record = dict[str, Any]
Verdicts = Iterator[tuple[str | None, bool]]  # (what found the row, right)


def judge_quotations(record: Record, row: dict[str, Any]) -> Verdicts:
    """Right: paired one to one with a gold quotation of whose letters it covers more than .3, by the same speaker.

    A continuation, which the gold makes part of the quotation before it: more than .3 of its own letters lie in a gold
    quotation of the same speaker. Where the gold names no speaker, none is asked for.
    """
    text, gold = record["text"], gold_quotes(record)
    gold_letters = [letters(text, g["content"]) for g in gold]
    heads = [quote for quote in row["quotes"] if not quote["continued"]]
    covered = covering(gold_letters, [letters(text, quote["content"]) for quote in heads])
    partner = {j: i for i, j in pair_off(c for c in covered if c[0][0] > 0.3)}
    for j, head in enumerate(heads):
        yield head["found_by"], j in partner and _speaker_fits(gold[partner[j]], head)
    for part in (part for quote in row["quotes"] for part in quote["rows"] if part["continued"]):
        own = letters(text, part["content"])
        around = [g for g, of in zip(gold, gold_letters, strict=True) if len(own & of) > 0.3 * len(own)]
        yield part["found_by"], any(_speaker_fits(g, part) for g in around)


def _speaker_fits(gold: dict[str, Any], row: dict[str, Any]) -> bool:
    return not gold["source"] or right_speaker(gold, row)


def judge_mentions(record: Record, row: dict[str, Any]) -> Verdicts:
    """Right: span and type of a gold name. What a set does not mark (other types, later text) is not judged.

    CoNLL++ marks the name as we do; MEANTIME and GUM mark a phrase that ends with it (`President Ada Diaz's`).
    """
    gold, end, text = gold_entities(record), exhaustive_end(record), record["text"]
    bare = "entities" in record["gold"]
    ends = {(s if bare else None, trimmed(text, s, e)[1], label): s for s, e, label in gold}
    for m in row["mentions"]:
        label = LABELS[m["label"]]
        if m["end"] <= end and (bare or label in NAMED):
            start = ends.get((m["start"] if bare else None, trimmed(text, m["start"], m["end"])[1], label))
            yield m["found_by"], start is not None and start <= m["start"]


def judge_roles(record: Record, row: dict[str, Any]) -> Verdicts:
    """Right: so judged when it was read in its sentence, as the gold marks some appositions of some people only."""
    for p in row["roles"]:
        verdict = roles_read().get((record["id"], *p["person"], *p["role"]))
        if verdict is not None:
            yield p["found_by"], verdict


@cache
def roles_read() -> dict[tuple[str, int, int, int, int], bool]:
    """(record, span of the person, span of the title) → right, as roles_read.tsv holds it."""
    lines = (line for line in ROLES_READ.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    fields = ((of[0], *map(int, of[1:])) for of in (line.split("\t") for line in lines))
    return {(name, a, b, c, d): bool(right) for name, a, b, c, d, right in fields}


def judge_dates(record: Record, row: dict[str, Any]) -> Verdicts:
    """Right: spans overlap, one to one, and the TIMEX3 value is the same. A row without a value states none."""
    gold, end = gold_dates(record), exhaustive_end(record)
    pred = [p for p in row["dates"] if p["end"] <= end]
    partner = {j: i for i, j in pair_spans(*([(d["start"], d["end"]) for d in side] for side in (gold, pred)))}
    for j, p in enumerate(pred):
        if p["value"] != "-":
            yield p["rule"], j in partner and same_value(gold[partner[j]], p)


def judge_quantities(record: Record, row: dict[str, Any]) -> Verdicts:
    """Right: value, unit (or counted noun) and change (or bound) are those of a gold quantity."""
    gold = [quantity(q, "normalized_unit") for q in record["gold"]["quantities"]]
    pred = [quantity(q, "unit") for q in row["quantities"]]
    partner = {j: i for i, j in value_pairs(gold, pred)}
    for j, (p, of) in enumerate(zip(pred, row["quantities"], strict=True)):
        g = gold[partner[j]] if j in partner else None
        yield of["found_by"], g is not None and g.unit == p.unit and g.change in (None, p.change)


def judge_places(record: Record, row: dict[str, Any]) -> Verdicts:
    """Right: within 161 km of the gold toponym that it overlaps, or the same GeoNames id; resolved rows only.

    Where the gold marks no toponym, a name is wrong; a place in another name or a demonym is not judged, as the corpora
    differ in marking them, and neither is what they mark as something else or without coordinates.
    """
    gold, pred = record["gold"]["toponyms"], [p for p in row["places"] if p["lat"] is not None]
    partner = {j: i for i, j in pair_spans(*([(t["start"], t["end"]) for t in side] for side in (gold, pred)))}
    for j, p in enumerate(pred):
        toponym = gold[partner[j]] if j in partner else None
        if toponym is None:
            if p["kind"] == "named" and not any(overlap((t["start"], t["end"]), (p["start"], p["end"])) for t in gold):
                yield p["found_by"], False
        elif toponym.get("lat") is not None and (p["kind"] == "demonym" or toponym.get("type") not in NO_TOPONYM):
            km, same_id = compare(toponym, p)
            yield p["found_by"], km <= NEAR_KM or same_id


def judge_events(record: Record, row: dict[str, Any]) -> Verdicts:
    """The first event that has a class. Right: the gold's class, and a word in common with its actor and recipient."""
    gold = record["gold"]
    if "event" not in gold or not row["events"]:
        return
    first = row["events"][0]
    fits = all(_side_fits(gold, side, first[ours]) for side, ours in SIDES)
    yield first["found_by"], fits and plover_class(first["class"]) in gold_classes(gold)


def _side_fits(gold: dict[str, Any], side: str, found: str | None) -> bool:
    named = {word for text in actor_texts(gold, side) for word in words(text)}
    return not named or bool(named & set(words(found or "")))


# Fact type → (sets that judge it, judge).
JUDGES: dict[str, tuple[tuple[str, ...], Callable[[Record, dict[str, Any]], Verdicts]]] = {
    "quotations": (("polnear",), judge_quotations),
    "mentions": (("conllpp", "meantime", "gum_news"), judge_mentions),
    "roles": (("roles_derived",), judge_roles),
    "dates": (("tempeval3", "meantime"), judge_dates),
    "quantities": (("newsquant",), judge_quantities),
    "places": (("geo_lgl_trnews_geovirus_gwn",), judge_places),
    "events": (("event_coding_plover_cameo",), judge_events),
}
