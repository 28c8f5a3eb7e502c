"""An error and the sentence around it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

WIDTH = 300
_SENTENCE_START = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]*[A-Z0-9])")


class Error(NamedTuple):
    """One miss or false hit."""

    kind: str  # what went wrong: errors are grouped by it
    sentence: str  # where, the words in question between » and «
    note: str = ""  # what the gold says, what we say


def in_sentence(text: str, start: int, end: int) -> str:
    """The sentence around the span, at most about WIDTH characters on either side, with the span marked."""
    first = max(text.rfind("\n", 0, start) + 1, start - WIDTH)
    first = max((m.end() for m in _SENTENCE_START.finditer(text, first, start)), default=first)
    line_end = text.find("\n", end)
    last = min(line_end if line_end >= 0 else len(text), end + WIDTH)
    after = _SENTENCE_START.search(text, max(end - 1, start), last)
    last = max(after.start(), end) if after else last
    shown = f"{text[first:start]}»{text[start:end]}«{text[end:last]}"
    return " ".join(shown.split())


def listing(errors: Iterable[tuple[str, Error]], most: int | None = None) -> Iterator[str]:
    """Lines to print: each kind with its number, the largest first; `most`: errors shown of each kind.

    `errors`: (set and record id, error).
    """
    kinds: dict[str, list[tuple[str, Error]]] = defaultdict(list)
    for where, error in errors:
        kinds[error.kind].append((where, error))
    for kind, of in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"\n{kind}: {len(of)}"
        for where, error in of[:most]:
            yield f"  {error.sentence}{f'  [{error.note}]' if error.note else ''}  ({where})"
