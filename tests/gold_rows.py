"""Gold records, and readings with made-up facts, as small as a test needs."""

from datetime import date

from benchmarks.scoring import SCORERS
from etl import nlp
from etl.extraction import bare_article, read_article
from etl.facts.reading import Reading

QUOTED = "“We will win,” said Ada Diaz. Bo Lee said that rain was near."
NAMED = "The Acme Group's chief, Ada Diaz, left Paris."


def record(text, gold, **meta):
    return {"id": "r", "text": text, "meta": meta, "gold": gold}


def scored(kind, text, gold, pred, **meta):
    return SCORERS[kind]([record(text, gold, **meta)], {"r": pred})


def span(text, words):
    return [text.index(words), text.index(words) + len(words)]


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


def quoted(*quotes):
    return [{"content": [span(QUOTED, c)], "speaker": s and span(QUOTED, s), "kind": kind} for c, s, kind in quotes]


def attributions():
    both = ("“We will win,”", "Ada Diaz", "direct"), ("that rain was near", "Bo Lee", "indirect")
    return [{"content": [span(QUOTED, c)], "source": [span(QUOTED, s)], "qtype": kind} for c, s, kind in both]
