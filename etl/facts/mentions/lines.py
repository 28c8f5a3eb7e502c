"""Names in lines that are no sentences, which the model reads badly: datelines and headlines in capitals."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from operator import itemgetter

from spacy.tokens import Doc

from etl.facts.lexicon import entries
from etl.facts.mentions.names import GENERATIONS, Name, placed, plain, span_name

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
DATELINE = re.compile(
    r"(?m)^(?P<place>[A-Z][A-Z'’.]*[A-Z](?:[ -][A-Z][A-Z'’.]*){0,3})(?:, (?P<area>[A-Z][A-Za-z.]+(?: [A-Z][a-z]+)?))?"
    rf"(?=,? \d{{4}}-\d\d-\d\d|,? {MONTH}\.? \d| \([A-Z]| ?[-–—]+ [A-Z\"“‘])"
)
DASH = re.compile(r" ?[-–—]")
CAPITALS = re.compile(r"(?m)^(?=[^a-z\n]*[A-Z]{3})[^a-z\n]{12,200}$")
DOUBTFUL = frozenset({"ORG", "FAC", "PRODUCT", "WORK_OF_ART", "LAW"})
HEADLINE = 30  # characters: a shorter line in capitals may be no more than a name
LONGEST = 5  # words of a name looked up in a headline


def with_datelines(doc: Doc, text: str, found: list[Name]) -> list[Name]:
    """The names, and the places that reports were filed from: `KABUL, Sept 11 (Reuters) -`.

    Before a bare dash stand headings as well (`WEATHER - Rain`), so that a place has to be a known one there.
    """
    added = []
    for match in DATELINE.finditer(text):
        if DASH.match(text, match.end()) and not match["area"] and match["place"].lower() not in _large_places():
            continue
        spans = (match.span(part) for part in ("place", "area") if match[part])
        added += [name for span in spans if (name := span_name(doc, *span, "GPE"))]
    return placed(found, added)


def with_capitals(doc: Doc, text: str, found: list[Name]) -> list[Name]:
    """The names, where lines in capitals are looked up in the names of the article and in those of large places."""
    lines = [match.span() for match in CAPITALS.finditer(text)]
    if not lines:
        return found
    known = _known(name for name in found if not doc[name.start].is_upper)
    added = [name for line in lines for name in _looked_up(doc, *line, known)]
    return placed([name for name in found if not _is_doubtful(doc, name, lines)], added)


def _is_doubtful(doc: Doc, name: Name, lines: list[tuple[int, int]]) -> bool:
    """Whether a name of several words is more likely a part of a headline: `FLOODS CUT`."""
    if name.label not in DOUBTFUL or len(name.printed) == 1:
        return False
    i = bisect_right(lines, doc[name.start].idx, key=itemgetter(0)) - 1
    return i >= 0 and doc[name.start].idx < lines[i][1] and lines[i][1] - lines[i][0] > HEADLINE


def _known(found: Iterable[Name]) -> dict[str, str]:
    """Labels of the article's names in lower case, those of people by their surnames too."""
    known: dict[str, str] = {}
    for name in found:
        known.setdefault(" ".join(name.printed).lower(), name.label)
        if name.label == "PERSON" and plain(name.printed[-1]) not in GENERATIONS:
            known.setdefault(name.printed[-1].lower(), "PERSON")
    return known


def _looked_up(doc: Doc, start_char: int, end_char: int, known: dict[str, str]) -> Iterator[Name]:
    """The known names of a line, the longest first, none overlapping another."""
    line = doc.char_span(start_char, end_char, alignment_mode="expand")
    if line is None:
        return
    tokens = [token.lower_ for token in line]
    i = 0
    while i < len(tokens):
        for n in range(min(LONGEST, len(tokens) - i), 0, -1):
            words_here = " ".join(tokens[i : i + n])
            label = known.get(words_here) or ("GPE" if words_here in _large_places() else None)
            if label and (name := span_name(doc, line[i].idx, line[i + n - 1].idx + len(line[i + n - 1]), label)):
                yield name
                i += n - 1
                break
        i += 1


@cache
def _large_places() -> frozenset[str]:
    return frozenset(name.lower() for name in entries("large_places"))
