"""How right extraction is, per version, on public gold data: from benchmarks/quality.json, where that is at hand."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from etl.quality.charts.chart import HEIGHT, INK, SERIES, SOFT, TOP, WIDTH, Chart, Panel, draw

Figures = dict[str, dict[str, float]]
PARTS = ("figure", "p", "r")


def gold(measured: Path) -> list[Chart]:
    """One chart, a panel per kind of fact. measured: folder of quality.json and measures.toml; none without them."""
    figures, measures = measured / "quality.json", measured / "measures.toml"
    if not (figures.is_file() and measures.is_file()):
        return []
    return _drawn(figures.read_text(encoding="utf-8"), measures.read_text(encoding="utf-8"))


@cache
def _drawn(figures: str, measures: str) -> list[Chart]:
    versions = json.loads(figures)["versions"]
    listed = tomllib.loads(measures)["measure"]
    shown = _headlines([measure for measure in listed if measure["key"] in versions[-1]["figures"]])
    if not shown:
        return []
    return [
        Chart(
            title="Extraction against gold data",
            note="What people marked in public test sets, by version of the extractor. Bold: F1, or the share named; "
            "thin: precision and recall. Dashed: the best other system on the same texts, where one was run.",
            svg=draw(_specification(), [_panel(measure, versions) for measure in shown]),
            columns=("Fact", "Measure", "Set", "Version", "F1 or share", "Precision", "Recall", "Best other system"),
            rows=[row for measure in shown for row in _in_words(measure, versions)],
        )
    ]


def _headlines(measures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each kind of fact its first measure, if possible one that another system was measured by too."""
    chosen: dict[str, dict[str, Any]] = {}
    for measure in measures:
        best = chosen.setdefault(measure["fact"], measure)
        if "measured" in measure and "measured" not in best:
            chosen[measure["fact"]] = measure
    return list(chosen.values())


def _panel(measure: dict[str, Any], versions: list[dict[str, Any]]) -> Panel:
    points = [
        {"version": entry["version"], "part": part, "value": found[part]}
        for entry in versions
        for found in [entry["figures"].get(measure["key"], {})]
        for part in PARTS
        if part in found
    ]
    newest, version = versions[-1]["figures"][measure["key"]], versions[-1]["version"]
    label = {"version": version, "value": newest["figure"], "label": f"{newest['figure']:.2f}"}
    says = f"{newest['figure']:.2f} in version {version}"
    other = [{"value": measure["measured"]}] if "measured" in measure else []
    if other:
        says += f"; {measure['measured_by']} {measure['measured']:.2f}"
    data = {"points": points, "labels": [label], "other": other}
    return Panel(name=measure["fact"].capitalize(), detail=measure["name"], says=says, data=data)


def _in_words(measure: dict[str, Any], versions: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    other = f"{measure['measured']:.3f} {measure['measured_by']}" if "measured" in measure else "–"
    named = (measure["fact"], measure["name"], measure["set"])
    measured = [(entry["version"], entry["figures"].get(measure["key"])) for entry in versions]
    return [
        (*named, version, *(f"{found[part]:.3f}" if part in found else "–" for part in PARTS), other)
        for version, found in measured
        if found
    ]


def _specification() -> Any:
    """A line per figure over the versions, the newest one's value beside it, the other system's as a rule."""
    import altair as alt  # noqa: PLC0415  an audit that draws nothing should not pay for it

    x = alt.X("version:O", sort=None, axis=alt.Axis(labelAngle=0, labelPadding=4), scale=alt.Scale(padding=0.15))
    axis = alt.Axis(values=[0, 0.5, 1], labelAlign="left", labelBaseline="bottom", labelPadding=0, labelExpr=TOP)
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    points = alt.Chart(alt.NamedData("points")).encode(x=x, y=y)
    thin = points.transform_filter("datum.part != 'figure'")
    bold = points.transform_filter("datum.part == 'figure'")
    labels = alt.Chart(alt.NamedData("labels")).encode(x=x, y=y, text="label:N")
    other = alt.Chart(alt.NamedData("other"))
    return alt.layer(
        other.mark_rule(color=SOFT, strokeDash=[3, 3]).encode(y=y),
        thin.mark_line(color=SERIES, strokeWidth=1, opacity=0.55).encode(detail="part:N"),
        thin.mark_circle(color=SERIES, size=10, opacity=0.55),
        bold.mark_line(color=SERIES, strokeWidth=1.8),
        bold.mark_circle(color=SERIES, size=24, opacity=1),
        labels.mark_text(align="left", dx=8, color=INK, fontWeight=600),
    ).properties(width=WIDTH, height=HEIGHT)
