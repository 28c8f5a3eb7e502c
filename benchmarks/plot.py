"""docs/images/quality.svg: each figure beside the best other system's, and its course over the versions."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.measures import Figures, Measure

IMAGE = Path(__file__).parents[1] / "docs" / "images" / "quality.svg"
ROW, TOP, BOTTOM = 20, 64, 28  # pixels
LABELS, SCALE, COURSE = 330, 420, 130  # widths: names, 0 to 1, the course over the versions
GAP = 60
WIDTH = LABELS + SCALE + GAP + COURSE + 20
OURS, OTHERS, PUBLISHED, LINE, TEXT = "#1f6f8b", "#d1495b", "#edae49", "#d8dee4", "#24292f"


def draw(rows: list[Measure], history: list[dict[str, Any]]) -> str:
    """The picture of the newest version's figures. `history`: as in quality.json, the newest last."""
    newest: Figures = history[-1]["figures"]
    shown = [row for row in rows if row.key in newest]
    height = TOP + ROW * len(shown) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="11" fill="{TEXT}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *_legend(history),
        *_axis(height),
    ]
    for number, row in enumerate(shown):
        y = TOP + ROW * number + ROW / 2
        first_of_fact = number == 0 or shown[number - 1].fact != row.fact
        parts += _row(row, newest[row.key]["figure"], y, first_of_fact)
        parts += _course([entry["figures"].get(row.key) for entry in history], y)
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> float:
    return round(LABELS + SCALE * value, 1)


def _legend(history: list[dict[str, Any]]) -> Iterator[str]:
    entries = (
        (_dot(0, 0, OURS), f"Nutgraf {history[-1]['version']}"),
        (_diamond(0, 0, OTHERS), "best other system, same data"),
        (_diamond(0, 0, PUBLISHED), "published, other texts or the whole set"),
    )
    for number, (mark, text) in enumerate(entries):
        x = LABELS + (0, 110, 290)[number]
        yield f'<g transform="translate({x},20)">{mark}<text x="10" y="4">{escape(text)}</text></g>'
    versions = f"{history[0]['version']} → {history[-1]['version']}" if len(history) > 1 else history[-1]["version"]
    x = LABELS + SCALE + GAP
    yield f'<text x="{x}" y="46">by version: {escape(versions)}</text>'


def _axis(height: int) -> Iterator[str]:
    for tenth in range(0, 11, 2):
        x = _x(tenth / 10)
        yield f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{height - BOTTOM}" stroke="{LINE}"/>'
        for y in (TOP - 8, height - BOTTOM + 14):
            yield f'<text x="{x}" y="{y}" text-anchor="middle">{tenth / 10:.1f}</text>'


def _row(row: Measure, figure: float, y: float, first_of_fact: bool) -> Iterator[str]:
    if first_of_fact:
        top = y - ROW / 2
        yield f'<line x1="10" y1="{top}" x2="{WIDTH - 10}" y2="{top}" stroke="{LINE}"/>'
        yield f'<text x="10" y="{y + 4}" font-weight="bold">{escape(row.fact)}</text>'
    yield f'<text x="{LABELS - 14}" y="{y + 4}" text-anchor="end">{escape(_label(row))}</text>'
    others = [value for value in (row.measured, row.published) if value is not None]
    if others:
        ends = sorted([figure, *others])
        yield f'<line x1="{_x(ends[0])}" y1="{y}" x2="{_x(ends[-1])}" y2="{y}" stroke="{LINE}" stroke-width="2"/>'
    if row.published is not None:
        yield _diamond(_x(row.published), y, PUBLISHED, f"{row.published:.3f} {row.published_by}")
    if row.measured is not None:
        yield _diamond(_x(row.measured), y, OTHERS, f"{row.measured:.3f} {row.measured_by}")
    yield _dot(_x(figure), y, OURS, f"{figure:.3f}")
    yield f'<text x="{LABELS + SCALE + 12}" y="{y + 4}" fill="{OURS}">{figure:.3f}</text>'


def _label(row: Measure) -> str:
    corpus = {"geo_lgl_trnews_geovirus_gwn": "", "event_coding_plover_cameo": ""}.get(row.set, row.set)
    return f"{row.name} ({corpus})" if row.fact in ("mentions", "dates", "cleaning") else row.name


def _course(figures: list[dict[str, float] | None], y: float) -> Iterator[str]:
    """The figure in each version, left to right; the row's height is 0.2, around the newest."""
    newest = (figures[-1] or {})["figure"]
    step = COURSE / max(1, len(figures) - 1)
    left = LABELS + SCALE + GAP
    points = [
        (round(left + step * i, 1), round(y - max(-0.1, min(0.1, of["figure"] - newest)) * ROW * 4.5, 1))
        for i, of in enumerate(figures)
        if of is not None
    ]
    if len(points) > 1:
        path = " ".join(f"{px},{py}" for px, py in points)
        yield f'<polyline points="{path}" fill="none" stroke="{OURS}" stroke-width="1.2"/>'
    yield from (f'<circle cx="{px}" cy="{py}" r="1.8" fill="{OURS}"/>' for px, py in points)


def _dot(x: float, y: float, colour: str, title: str = "") -> str:
    return f'<circle cx="{x}" cy="{y}" r="4.5" fill="{colour}">{_title(title)}</circle>'


def _diamond(x: float, y: float, colour: str, title: str = "") -> str:
    points = f"{x},{y - 5} {x + 5},{y} {x},{y + 5} {x - 5},{y}"
    return f'<polygon points="{points}" fill="#ffffff" stroke="{colour}" stroke-width="1.8">{_title(title)}</polygon>'


def _title(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""
