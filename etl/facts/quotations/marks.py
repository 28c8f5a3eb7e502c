"""Quotation marks paired: curly, straight, guillemets, two apostrophes, British single; over several paragraphs."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Family = Literal["double", "angle", "apostrophes", "single"]
Side = Literal["open", "close", "either"]

MARK = re.compile(r"``|''|[“”„\"«»‘’']")
# An apostrophe that opens a word is no quotation mark: ’tis, '90s, ’em, rock ’n’ roll.
ELISION = re.compile(r"(?:\d\ds?\b|tis\b|twas\b|em\b|til\b|cause\b|bout\b|n\b)", re.IGNORECASE)
LINE = re.compile(r"[^\n]+")
OPENS_AFTER = frozenset("([{—–-/“‘\"'")
OPENERS = frozenset("“\"'‘«")
CLOSES_BEFORE = frozenset(".,;:!?)]}—–-/”’\"'…")


class Quoted(NamedTuple):
    """A stretch in quotation marks. Offsets are code points of the text; the marks are inside."""

    start: int
    end: int
    mark_length: int
    closed: bool  # False: the paragraph ends before a closing mark comes
    resumes: bool  # the marks open again what the paragraph before left open

    @property
    def inner(self) -> tuple[int, int]:
        """The words without the outer marks."""
        return self.start + self.mark_length, self.end - (self.mark_length if self.closed else 0)


class _Mark(NamedTuple):
    start: int
    end: int
    family: Family
    side: Side


def quoted(text: str, start: int = 0) -> list[Quoted]:
    """Every stretch of the text in quotation marks from `start` on, outermost only, in reading order. Raises nothing.

    A mark without a partner quotes up to the end of its paragraph where the next paragraph opens with a mark (the
    convention for long quotations) or where it stands first in its own; otherwise it quotes nothing.
    """
    found: list[Quoted] = []
    left_open = False
    for line in LINE.finditer(text, start):
        if not line.group().isspace():
            here = list(_in_paragraph(text, *line.span(), resumes=left_open))
            left_open = bool(here) and not here[-1].closed
            found += here
    return [span for span in found if any(char.isalnum() for char in text[slice(*span.inner)])]


def _in_paragraph(text: str, start: int, end: int, resumes: bool) -> Iterator[Quoted]:
    marks = list(_marks(text, start, end))
    later = _next_of_family(marks)
    opened: _Mark | None = None
    words = end - len(text[start:end].lstrip())  # where the paragraph's first word or mark stands
    for mark, following in zip(marks, later, strict=True):
        if opened is None:
            # Single marks open only where one that can close them follows: most of them are apostrophes.
            if mark.side != "close" and (mark.family != "single" or (following and following.side != "open")):
                opened = mark
        elif mark.family == opened.family and mark.side != "open" and not _is_no_mark(text, mark, following):
            yield _span(opened, mark.end, closed=True, resumes=resumes and opened.start == words)
            opened = None
    if opened is None:
        return
    first = opened.start == words
    if first or _next_opens(text, end):
        yield _span(opened, start + len(text[start:end].rstrip()), closed=False, resumes=resumes and first)


def _next_of_family(marks: list[_Mark]) -> list[_Mark | None]:
    """For each mark the next one of its family."""
    last: dict[Family, _Mark] = {}
    following: list[_Mark | None] = []
    for mark in reversed(marks):
        following.append(last.get(mark.family))
        last[mark.family] = mark
    return following[::-1]


def _span(opened: _Mark, end: int, closed: bool, resumes: bool) -> Quoted:
    return Quoted(opened.start, end, opened.end - opened.start, closed, resumes)


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in MARK.finditer(text, start, end):
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else ""
        mark = match.group()
        if mark in "’'‘" and ((before.isalnum() and after.isalnum()) or ELISION.match(text, match.end())):
            continue
        yield _Mark(match.start(), match.end(), _family(mark), _side(mark, before, after))


def _family(mark: str) -> Family:
    if mark in ("``", "''"):
        return "apostrophes"
    if mark in "«»":
        return "angle"
    return "single" if mark in "‘’'" else "double"


def _side(mark: str, before: str, after: str) -> Side:
    """Which way a mark faces. Its form says so, but for straight marks, and for curly ones that were set wrong."""
    opens = (before.isspace() or before in OPENS_AFTER) and not after.isspace()
    if not after:  # the paragraph is over
        return "close"
    closes = not before.isspace() and (after.isspace() or after in CLOSES_BEFORE)
    if mark in ("“", "„", "«", "‘", "``"):
        return "close" if closes and not opens else "open"
    if mark in ("”", "»"):
        return "open" if opens and before.isspace() else "close"
    if mark == "’":
        return "close"
    if opens != closes:
        return "open" if opens else "close"
    return "either"


def _is_no_mark(text: str, mark: _Mark, following: _Mark | None) -> bool:
    """Whether a mark that could close is an apostrophe (`the players’ union`) or inches (`6" tall`).

    Only a quotation that can still be closed by a later mark may pass one over.
    """
    if following is None or following.side != "close":
        return False
    before = text[mark.start - 1]
    if mark.family == "single":
        return before in "sz" and text[mark.end : mark.end + 1] == " " and text[mark.end + 1 : mark.end + 2].isalpha()
    return before.isdigit() and text[mark.end : mark.end + 1] != ","


def _next_opens(text: str, end: int) -> bool:
    """Whether the next paragraph opens with a mark, as a quotation that runs on does."""
    following = LINE.search(text, end)
    return following is not None and text[following.start() : following.start() + 8].lstrip()[:1] in OPENERS
