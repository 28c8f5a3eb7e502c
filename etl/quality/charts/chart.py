"""A chart as small multiples: panels drawn by Vega on this machine, without script in the page and without network."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

# Colours are those of the page's stylesheet, so that a chart is light or dark with it.
INK, SOFT, LINE = "var(--ink)", "var(--soft)", "var(--line)"
SERIES, ALARM = "var(--info)", "var(--bad)"
FONT = "system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
WIDTH, HEIGHT = 136, 72  # pixels of a panel's plot: two panels stand beside each other on a phone
MARGIN = {"left": 1, "right": 44, "top": 14, "bottom": 18}  # set by hand, so that the panels of a chart line up
TOP = "datum.index == 1 ? datum.label : ''"  # only the highest line of the scale has its number: it starts at 0
THEME = {
    "aria": False,
    "autosize": "none",
    "background": None,
    "padding": MARGIN,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": LINE,
        "labelColor": SOFT,
        "labelFontSize": 10,
        "labelFont": FONT,
        "title": None,
    },
    "text": {"font": FONT, "fontSize": 11},
}
_SIZE = re.compile(r'<svg ([^>]*?)width="[\d.]+" height="[\d.]+" ')


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart as the page shows it; `columns` and `rows` say the same as a table."""

    title: str
    note: str
    svg: Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """One of a chart's small multiples: its name, what it shows in words, its data by name of the data set.

    detail: what stands behind the name, smaller.
    """

    name: str
    says: str
    data: Mapping[str, list[dict[str, Any]]]
    detail: str = ""


def draw(specification: Any, panels: Iterable[Panel]) -> Markup:
    """The panels side by side. specification: an Altair chart whose data sets are named and empty.

    It is compiled once; a panel only fills in its data.
    """
    import vl_convert  # noqa: PLC0415  the page is drawn once in a task that does much else

    compiled = vl_convert.vegalite_to_vega({**specification.to_dict(), "config": THEME})
    figures = []
    for panel in panels:
        data = [{**of, "values": panel.data[of["name"]]} if of["name"] in panel.data else of for of in compiled["data"]]
        svg = vl_convert.vega_to_svg({**compiled, "data": data})
        figures.append(_figure(panel, svg))
    return Markup('<div class="panels">{}</div>').format(Markup("").join(figures))


def _figure(panel: Panel, svg: str) -> Markup:
    """The panel below its name. What Vega wrote holds numbers and our own words; names are escaped here."""
    name = f"{panel.name}, {panel.detail}" if panel.detail else panel.name
    label = Markup('<svg role="img" aria-label="{}" ').format(f"{name}: {panel.says}")
    named, found = _SIZE.subn(lambda match: f"{label}{match[1]}", svg, count=1)
    if not found:
        raise ValueError(f"Vega drew no picture of a known size for {panel.name}")
    detail = Markup(" <span>{}</span>").format(panel.detail) if panel.detail else ""
    return Markup("<figure><figcaption>{}{}</figcaption>{}</figure>").format(panel.name, detail, Markup(named))
