"""Great Expectations' page content → HTML that needs no network and no script, and escapes what articles say.

Great Expectations draws its Data Docs with templates that load scripts and styles from seven hosts, fill their tables
with JavaScript and print unexpected values unescaped: a headline with a `<script>` in it would run. So the content
comes from its renderers, and the drawing is ours.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import mistune
from markupsafe import Markup, escape

TAGS = {"h5": "h2", "h6": "h3", "strong": "p", "code": "pre", "hr": "hr"}
STATUS = {
    "fa-check-circle": Markup('<span class="pass">✓ holds</span>'),
    "fa-times": Markup('<span class="fail">✗ fails</span>'),
    "fa-exclamation-triangle": Markup('<span class="fail">! broke</span>'),
    "fa-comment": Markup("Notes"),
}
_PARAMETER = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_markdown = mistune.create_markdown(escape=True)


def markdown(text: str | None) -> Markup:
    """Markdown as HTML; HTML in it is shown, not obeyed."""
    return Markup(_markdown(text or ""))


def inline(text: str) -> Markup:
    """One line of Markdown as HTML, without a paragraph around it."""
    return Markup(str(markdown(text)).strip().removeprefix("<p>").removesuffix("</p>"))


def draw(block: Any) -> Markup:
    """The HTML of a content block, a list of blocks or a plain value."""
    if block is None:
        return Markup("")
    if isinstance(block, list | tuple):
        return Markup("").join(draw(part) for part in block)
    if not isinstance(block, Mapping):
        return escape(block)
    kind = block.get("content_block_type")
    return _DRAW[kind](block) if kind in _DRAW else escape(dict(block))


def _string_template(block: Mapping[str, Any]) -> Markup:
    content = block["string_template"]
    if isinstance(content, str):
        return escape(content)
    styles = content.get("styling") or {}
    parts, end, template = [], 0, content.get("template") or ""
    for found in _PARAMETER.finditer(template):
        parts += [_words(template[end : found.start()]), _value(found[1] or found[2], content, styles, found[0])]
        end = found.end()
    body = Markup("").join([*parts, _words(template[end:])])
    tag = TAGS.get(content.get("tag", ""))
    if tag == "hr":
        return Markup("")
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), body) if tag else body


def _value(name: str, content: Mapping[str, Any], styles: Mapping[str, Any], printed: str) -> Markup:
    """A parameter of a template: a status symbol, a value in its badge, or plain."""
    style = (styles.get("params") or {}).get(name) or {}
    symbols = [STATUS[c] for c in style.get("classes", ()) if c in STATUS]
    if symbols:
        return symbols[0]
    if name == "html_success_icon":  # markup of Great Expectations; the word beside it says the same
        return Markup("")
    if name not in (content.get("params") or {}):
        return escape(printed)
    value = _lines(str(content["params"][name]))
    if name == "severity":
        return Markup('<span class="severity {0}">{0}</span>').format(value)
    if "h6" in style.get("classes", ()):
        return Markup("<strong>{}</strong>").format(value)
    return Markup('<span class="value">{}</span>').format(value) if style or styles.get("default") else value


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.strip("\n").split("\n"))


def _words(text: str) -> Markup:
    """A stretch of a template: our descriptions set names in backticks."""
    parts = text.strip("\n").split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else _lines(part) for number, part in enumerate(parts)
    )


def _head(block: Mapping[str, Any]) -> Markup:
    parts = []
    for name, tag in (("header", "h2"), ("subheader", "p")):
        part = block.get(name)
        if part is not None:
            plain = not isinstance(part, Mapping) or not part["string_template"].get("tag")
            parts.append(Markup("<{0}>{1}</{0}>").format(Markup(tag), draw(part)) if plain else draw(part))
    return Markup("").join(parts)


def _table(block: Mapping[str, Any]) -> Markup:
    head = block.get("header_row") or []
    cells = Markup("").join(Markup("<th>{}</th>").format(draw(cell)) for cell in head)
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(draw(cell)) for cell in row))
        for row in block["table"]
    )
    headings = Markup("<thead><tr>{}</tr></thead>").format(cells) if head else Markup("")
    return _head(block) + Markup("<table>{}<tbody>{}</tbody></table>").format(headings, rows)


def _bullets(block: Mapping[str, Any]) -> Markup:
    drawn = [draw(item) for item in block["bullet_list"]]  # rules between the items draw as nothing
    return _head(block) + Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(item) for item in drawn if item)
    )


def _collapse(block: Mapping[str, Any]) -> Markup:
    body = _head(block) + draw(block["collapse"])
    if block.get("inline_link"):  # notes: a reviewer reads them first, so they are not folded away
        return Markup('<div class="notes">{}</div>').format(body)
    return Markup("<details><summary>{}</summary>{}</details>").format(draw(block["collapse_toggle_link"]), body)


def _text(block: Mapping[str, Any]) -> Markup:
    parts = block["text"] if isinstance(block["text"], list) else [block["text"]]
    return Markup("").join(Markup("<div>{}</div>").format(draw(part)) for part in parts)


_DRAW: dict[Any, Callable[[Mapping[str, Any]], Markup]] = {
    "header": lambda block: Markup("<header>{}</header>").format(_head(block)),
    "string_template": _string_template,
    "table": _table,
    "bullet_list": _bullets,
    "collapse": _collapse,
    "text": _text,
    "markdown": lambda block: markdown(block["markdown"]),
}
