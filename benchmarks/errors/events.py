"""Errors in events: the first event's class, and actors and recipients of which no word was found."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error
from benchmarks.scoring.events import SIDES, actor_texts, gold_classes, plover_class, said_words
from benchmarks.scoring.spans import words


def event_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """By the gold's class and ours."""
    sentence, gold = " ".join(record["text"].split()), record["gold"]
    truth = gold_classes(gold)
    first = next((name for p in pred if (name := plover_class(p["class"]))), None)
    named = "/".join(sorted(truth)) or "no event"
    if first not in truth if truth else first:
        yield Error(f"{named} read as {first or 'no event'}", sentence)
    for side, ours in SIDES if "event" in gold else ():
        said = said_words(pred, ours)
        for actor in actor_texts(gold, side):
            if not said & set(words(actor)):
                found = ", ".join(str(p[ours]) for p in pred if p[ours]) or "none"
                yield Error(f"{ours} not found", sentence, f"gold {actor}; ours {found}")
