"""The article's paragraphs in a page: trafilatura, and what it is known to lose."""

import re
from collections.abc import Iterator
from itertools import islice

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from etl.cleaning.markup import line_key

PRECISION_GUARD = 0.6  # share of the default mode's words below which the precise mode has lost the article
FEW_WORDS = 100
PROSE_WORDS = 8
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")


def read_body(tree: HtmlElement, url: str | None, claimed: str | None = None) -> list[str]:
    """The paragraphs of the article in a page's pruned tree, in order; empty where there is none.

    `claimed`: the body that the page gives to search engines, which stands in where a script is to fill the page.
    """
    text = _extracted(tree, url, precise=True)
    n_words = len(text.split())
    if n_words < FEW_WORDS:
        default = _extracted(tree, url, precise=False)
        # Only a stub is doubted: where the precise mode found an article and the default mode found much more, the
        # difference was other articles.
        text = default if n_words < PRECISION_GUARD * len(default.split()) else text
        text = claimed if claimed and len(text.split()) < PRECISION_GUARD * len(claimed.split()) else text
    lines = (_without_bars(" ".join(raw.removeprefix("- ").split())) for raw in text.splitlines())
    return _with_lost_chunks(tree, [line for line in lines if line])


def _without_bars(line: str) -> str:
    """The row of a table, which trafilatura writes as `| a | b |`, with commas between its cells."""
    if not line.startswith("|"):
        return line
    cells = [cell for part in line.split("|") if (cell := part.strip(" -"))]
    return ", ".join(cells)


def _extracted(tree: HtmlElement, url: str | None, *, precise: bool) -> str:
    # deduplicate stays off: its memory is global to the process, so a second run would lose the article.
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, favor_precision=precise)
    return found.text or "" if isinstance(found, Document) else ""


# ── chunks ───────────────────────────────────────────────────────────────────────────────────────────────────────────
# Magazines cut an article into several boxes of one class, with advertisements between; trafilatura may return one box.


def _with_lost_chunks(tree: HtmlElement, lines: list[str]) -> list[str]:
    """The lines with the paragraphs of sibling boxes that were missed as a whole, in page order."""
    boxes: dict[HtmlElement, list[str]] = {}
    for paragraph in tree.iter("p"):
        box = paragraph.getparent()
        if box is not None and box.get("class"):
            boxes.setdefault(box, []).append(" ".join(paragraph.text_content().split()))
    position = {line_key(line): number for number, line in enumerate(lines)}
    taken = {box: numbers for box, texts in boxes.items() if len(numbers := _positions(texts, position)) >= 2}
    if not taken or len(boxes) == len(taken):
        return lines
    known = " ".join(position)
    lost = {
        box: chunk
        for box in _siblings(boxes, taken)
        if len(chunk := [text for text in boxes[box] if _is_prose(text) and line_key(text) not in known]) >= 2
    }
    return _merged(lines, list(boxes), taken, lost)


def _positions(texts: list[str], position: dict[str, int]) -> list[int]:
    keys = (line_key(text) for text in texts)
    return [position[key] for key in keys if key in position and len(key.split()) >= PROSE_WORDS]


def _siblings(boxes: dict[HtmlElement, list[str]], taken: dict[HtmlElement, list[int]]) -> Iterator[HtmlElement]:
    """Boxes of the same class as a taken one, under the same parent or grandparent."""
    kinds = {_kind(box) for box in taken}
    roots = {root for box in taken for root in islice(box.iterancestors(), 2)}
    for box in boxes:
        if box not in taken and _kind(box) in kinds and roots & set(islice(box.iterancestors(), 2)):
            yield box


def _kind(box: HtmlElement) -> tuple[str, str]:
    return str(box.tag), re.sub(r"\d+", "", box.get("class") or "")  # "chunk-1", "chunk-2"


def _is_prose(text: str) -> bool:
    return len(text.split()) >= PROSE_WORDS and bool(_SENTENCE_END.search(text))


def _merged(
    lines: list[str],
    order: list[HtmlElement],
    taken: dict[HtmlElement, list[int]],
    lost: dict[HtmlElement, list[str]],
) -> list[str]:
    inserts: dict[int, list[str]] = {}
    after = -1  # the line that the next lost chunk follows; -1: the body's beginning
    for box in order:
        if box in taken:
            after = max(taken[box])
        elif box in lost:
            inserts.setdefault(after, []).extend(lost[box])
    merged = inserts.get(-1, [])
    for number, line in enumerate(lines):
        merged += [line, *inserts.get(number, [])]
    return merged
