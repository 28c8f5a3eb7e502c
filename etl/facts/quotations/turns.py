"""Turns: speech that only the layout marks, as in a printed interview: `SMITH: We have no money left.`"""

import re

from etl.facts.mentions import Mention
from etl.facts.quotations.marks import Quoted
from etl.facts.reading import Reading

LABEL = re.compile(r"^((?:[A-Z][\w.’'-]*[ \t]){0,4}[A-Z][\w.’'-]+):[ \t]+(?=\S)", re.MULTILINE)
MIN_TURNS = 2  # one alone is a sub-head or a caption
MIN_WORDS = 3
FINITE = frozenset(["VBD", "VBZ", "VBP", "MD", "VB"])


def turns(reading: Reading) -> dict[Quoted, int]:
    """Each turn as a stretch without marks, and the index of the token that names who speaks; empty where fewer than
    two paragraphs open with the name of a person.
    """
    labels = list(LABEL.finditer(reading.text, reading.body_start))
    people = _surnames(reading, labels)
    found: dict[Quoted, int] = {}
    for label in labels:
        end = reading.text.find("\n", label.end())
        end = end if end >= 0 else len(reading.text)
        name = reading.doc.char_span(*label.span(1), alignment_mode="expand")
        if label.group(1).split()[-1].lower() in people and name is not None and _is_speech(reading, label.end(), end):
            found[Quoted(label.end(), end, 0, True, False)] = name.end - 1
    return found if len(found) >= MIN_TURNS else {}


def _surnames(reading: Reading, labels: list[re.Match[str]]) -> set[str]:
    """Of the people whom the article names, and of those it names in full before their first turn: `ADA SMITH: …`."""
    known = {m.canonical.split()[-1].lower() for m in reading.of(Mention) if m.label == "PERSON"}
    names = [label.group(1).lower().split() for label in labels]
    short = {name[0] for name in names if len(name) == 1}
    return known | {name[-1] for name in names if len(name) > 1 and name[-1] in short}


def _is_speech(reading: Reading, start: int, end: int) -> bool:
    words = reading.doc.char_span(start, end, alignment_mode="expand")
    return words is not None and len(words) > MIN_WORDS and any(token.tag_ in FINITE for token in words)
