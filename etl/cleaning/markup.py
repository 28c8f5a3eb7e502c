"""HTML text → tree, and the lines that a reader of the page sees."""

import re
from collections.abc import Iterator

from lxml.etree import ParserError, iterwalk
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_LINES = 3_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# References that bring a control character in: `&#11;`, `&#x1F;`.
_CONTROL_REFERENCE = re.compile(
    r"&#0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])\b|&#x0*(?:[0-8bcef]|1[\da-f]|fff[ef])\b", re.I
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "select", "iframe", "object", "canvas"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s"}
    | {"small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "label", "acronym", "big", "data"}
)


def parse_html(text: str) -> HtmlElement | None:
    """The page as a tree, which is empty where there is no markup; None where it is nested deeper than 255 elements.

    libxml2 drops everything below that depth, and copying a deeper tree would overflow the C stack.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.encode("utf-8"), parser=parser, ensure_head_body=False)
    except ParserError:  # nothing but broken tags
        return document_fromstring("<html></html>")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return None
    if _CONTROL.search(text) or _CONTROL_REFERENCE.search(text):
        _remove_controls(tree)
    return tree


def _remove_controls(tree: HtmlElement) -> None:
    """Take out control characters, which references like `&#11;` bring in: lxml reads but does not write them."""
    for element in tree.iter():
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub("", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub("", element.tail)
        for name, value in element.items():
            if _CONTROL.search(value):
                element.set(name, _CONTROL.sub("", value))


def visible_lines(tree: HtmlElement) -> Iterator[str]:
    """The text lines of the page in order, at most 3,000: a line ends where a block element begins or ends."""
    pieces: list[str] = []
    count = 0
    for text in _texts(tree):
        if text is not None:
            pieces.append(text)
            continue
        line = " ".join("".join(pieces).split()) if pieces else ""
        pieces.clear()
        if line:
            yield line
            count += 1
        if count == MAX_LINES:
            return


def _texts(tree: HtmlElement) -> Iterator[str | None]:
    """The visible texts in order; None where a line ends."""
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if tag not in _INLINE and tag not in _UNSEEN:
            yield None
        if event == "end":
            if element.tail:
                yield element.tail
        elif tag in _UNSEEN:
            walk.skip_subtree()
        elif element.text:
            yield element.text


def line_key(line: str) -> str:
    """What two printings of a line share: its words, without case and punctuation."""
    return re.sub(r"\W+", " ", line).strip().casefold()
