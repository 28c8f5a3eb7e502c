"""The page's tree without what no reader of the article sees, before the article is looked for in it."""

import re
from copy import deepcopy
from functools import cache, lru_cache

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from etl.cleaning.lexicon import words

# What never holds an article's text; without it, every later walk through the tree is shorter. `figure` may wrap a
# table and `form` a whole page: they are not for us to judge.
_NO_TEXT = ("script", "style", "noscript", "svg", "template", "iframe", "object", "embed", "canvas", "audio", "video")
_CONTROLS = (
    "select",
    "option",
    "button",
    "input",
    "textarea",
    "nav",
    "menu",
    "dialog",
    "map",
    "link",
    "footer",
    "aside",
)
_INLINE = ("b", "em", "i", "q", "span", "strong")
_EMPTIED = (
    *_INLINE,
    "article",
    "blockquote",
    "dd",
    "div",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "p",
    "section",
)
_BOXES = frozenset(["p", "div", "span", "a", "em", "i", "center", "small", "strong"])
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "li")
CAPTION_WORDS = 15
_UNDISPLAYED = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_QUOTED_POST = re.compile(r"\b(?:twitter|instagram|tiktok|bluesky|mastodon|threads)-", re.IGNORECASE)
MOST = 0.3  # share of the page's paragraphs above which a block is the article, whatever its name: scripts will show it
HALF = 0.5  # the same for its text, for pages that do not mark paragraphs


def pruned(tree: HtmlElement) -> HtmlElement:
    """A copy of a page's tree, to be searched for the article."""
    copy = deepcopy(tree)
    strip_elements(copy, *_NO_TEXT, *_CONTROLS, with_tail=False)
    unread = [element for element in copy.iter() if element.attrib and _is_unread(element)]
    if unread:
        prose, text = MOST * _prose(copy), HALF * len(copy.text_content())
        for element in unread:
            # The root of a subtree that was dropped before has no parent; what lies below it does no harm.
            if element.getparent() is not None and _prose(element) <= prose and len(element.text_content()) < text:
                element.drop_tree()
    for element in [e for e in copy.iter(*_EMPTIED) if not e.text and not len(e) and (e.tail or "").strip()]:
        _leave_tail(element)
    large: set[HtmlElement] = set()
    for image in list(copy.iter("img")):
        _drop_caption(image, large)
    for quotation in copy.iter("blockquote"):
        if _QUOTED_POST.search(quotation.get("class") or ""):
            _keep_post(quotation)
    return copy


def _is_unread(element: HtmlElement) -> bool:
    get = element.get
    if element.tag in ("html", "body"):
        return False
    if get("hidden") is not None or get("aria-hidden") == "true" or get("role") in ("dialog", "tooltip", "alertdialog"):
        return True
    style = get("style")
    if style and _UNDISPLAYED.search(style):
        return True
    return _is_unread_name(get("class") or "")


def _prose(element: HtmlElement) -> int:
    """Characters in paragraphs."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


@lru_cache(maxsize=10_000)
def _is_unread_name(names: str) -> bool:
    return bool(_unread().search(names))


@cache
def _unread() -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace(r"\*", r"\S*") for name in sorted(words("unread_blocks")))
    return re.compile(rf"(?<!\S)(?:{names})(?!\S)", re.IGNORECASE)


def _leave_tail(element: HtmlElement) -> None:
    """Take out an empty element before a text: trafilatura's precise mode would lose the text with it."""
    if element.tag in _INLINE:
        element.drop_tree()
    else:
        element.tag = "br"


def _drop_caption(image: HtmlElement, large: set[HtmlElement]) -> None:
    """Drop the box around a picture, if a few words without a sentence's end are all its text.

    `large`: blocks that are known to hold more, so that the text of a page with many pictures is read once.
    """
    box = image
    for block in image.iterancestors():
        text = block.text_content().split() if block.tag in _BOXES and block not in large else None
        if text is None or len(text) > CAPTION_WORDS or (text and text[-1].endswith((".", "!", "?", "”", '"', ":"))):
            large.add(block)
            break
        box = block
    if box is not image and box.getparent() is not None and next(box.iter(*_HEADINGS), None) is None:
        box.drop_tree()


def _keep_post(quotation: HtmlElement) -> None:
    """A post of somebody that the article quotes: trafilatura throws boxes called embedded away."""
    box = quotation.getparent()
    while box is not None and box.get("class") and len(box.text_content()) < 2 * len(quotation.text_content()):
        del box.attrib["class"]
        box = box.getparent()
