"""Plain text with a real tail: the gold body of a page, and the lines that follow it on that page.

Nobody annotates what trails a pasted article, but every page of the cleaning sets shows it: what stands below the last
paragraph of the gold body. `python -m benchmarks.evaluate` gives body and tail to `etl.clean` as one plain text.
"""

import re
from typing import Any

from lxml import html

from benchmarks.scoring.articles import gold_article

PARAGRAPH_WORDS = 20
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
MOST = 12  # lines of a tail: below them the page is a list of other pages
BLOCKS = "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
BLOCKS += "header hr li main nav ol p pre section table td th tr ul button label"
_BLOCKS = frozenset(BLOCKS.split())
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "select", "head")


def level(line: str) -> str:
    """A line without case, spaces and punctuation, for comparison."""
    return re.sub(r"\W+", "", line).casefold()


def page_lines(markup: str) -> list[str]:
    """The lines of a page as a reader sees them, one per block."""
    tree = html.fromstring(markup.encode("utf-8", "surrogatepass"), parser=html.HTMLParser(encoding="utf-8"))
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    for element in tree.iter():
        if element.tag in _BLOCKS:
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in str(tree.text_content()).split("\n"))
    return [line for line in lines if line]


def body_and_tail(record: dict[str, Any]) -> tuple[list[str], list[str]] | None:
    """The gold's paragraphs and the page's lines below them; None where the last paragraph or a tail is not found.

    Some gold bodies are the beginning of their article only: where at least half of the lines below are paragraphs of
    20 words or more, the article goes on, and the page shows no tail.
    """
    body = [" ".join(line.split()) for line in (gold_article(record)["text"] or "").split("\n") if line.strip()]
    if not body or not level(body[-1]):
        return None
    lines, last = page_lines(record["html"]), level(body[-1])
    ends = [number for number, line in enumerate(lines) if level(line).endswith(last)]
    if not ends:
        return None
    known = {level(line) for line in body}
    tail = [line for line in lines[ends[-1] + 1 :] if level(line) and level(line) not in known]
    tail = tail[:MOST]
    return (body, tail) if tail and sum(map(is_paragraph, tail)) < len(tail) / 2 else None


def is_paragraph(line: str) -> bool:
    """Whether a line has 20 words and a sentence's end."""
    return len(line.split()) >= PARAGRAPH_WORDS and bool(_SENTENCE_END.search(line))
