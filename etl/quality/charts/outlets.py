"""How each outlet is read, day by day, against its own month: from `marts.outlet_daily`, by the rules of its checks."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, NamedTuple

import duckdb

from etl.quality.charts.chart import ALARM, HEIGHT, INK, SERIES, SOFT, TOP, WIDTH, Chart, Panel, draw
from expectations.drift import DAYS, MEASURES, Measure

SHOWN, PERIOD = 8, 90  # outlets, days
Row = dict[str, Any]


class Drawn(NamedTuple):
    """A measure's name as a heading, and what a day must have enough of."""

    title: str
    of: str


DRAWN = {
    "facts_per_article": Drawn("Facts per article", "articles"),
    "speaker_known": Drawn("Quotations with a speaker", "quotations"),
    "dates_resolved": Drawn("Dates resolved to days", "dates"),
}


def outlets(connection: duckdb.DuckDBPyConnection) -> list[Chart]:
    """A chart per measure, a panel per outlet; none where the mart is empty, or not built yet in its present form."""
    measures = [measure for measure in MEASURES if measure.column in DRAWN]
    there = connection.execute(
        "select column_name from duckdb_columns() "
        "where database_name = 'lake' and schema_name = 'marts' and table_name = 'outlet_daily'"
    ).fetchall()
    if not {f"usual_{measure.column}" for measure in measures} <= {name for (name,) in there}:
        return []
    days, hidden = _days(connection, measures)
    return [_chart(measure, days, hidden) for measure in measures] if days else []


def _days(connection: duckdb.DuckDBPyConnection, measures: list[Measure]) -> tuple[dict[str, list[Row]], int]:
    """The days of the outlets with most articles, those first; and how many outlets are left out."""
    columns = ", ".join(
        f"{m.column}, if(usual_days >= {DAYS}, usual_{m.column}, null) as {m.column}_usual, "
        f"if(usual_days >= {DAYS}, greatest({m.low}, 0), null) as {m.column}_low, "
        f"if(usual_days >= {DAYS}, {f'least({m.high}, 1)' if m.points else m.high}, null) as {m.column}_high, "
        f"{m.outside} as {m.column}_outside"
        for m in measures
    )
    found = connection.execute(
        "with recent as (select * from lake.marts.outlet_daily where outlet is not null and n_read > 0 "
        f"and day > (select max(day) from lake.marts.outlet_daily) - {PERIOD}), "
        "ranked as (select outlet, row_number() over (order by sum(n_read) desc, outlet) as place "
        "from recent group by outlet) "
        f"select outlet, place, day, n_read, {columns} from recent join ranked using (outlet) order by place, day"
    )
    names = [column[0] for column in found.description]
    days: dict[str, list[Row]] = defaultdict(list)
    places = 0
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        places = row["place"]
        if places <= SHOWN:
            days[row["outlet"]].append(row)
    return days, max(0, places - SHOWN)


def _chart(measure: Measure, days: dict[str, list[Row]], hidden: int) -> Chart:
    every = sorted({row["day"] for rows in days.values() for row in rows})
    panels = [_panel(measure, outlet, rows) for outlet, rows in days.items()]
    note = (
        f"Day by day, in the last {PERIOD} at most. Dashed: the outlet's median of the 28 days before. Red: a day "
        f"outside the band, {_allowed(measure)}, with at least {measure.enough} {DRAWN[measure.column].of}."
    )
    if hidden:
        note += f" Shown are the {SHOWN} outlets with most articles; the other {hidden} stand in outlet_daily."
    return Chart(
        title=DRAWN[measure.column].title,
        note=note,
        svg=draw(_specification(measure, every[0], every[-1]), panels),
        columns=("Outlet", "Last day", "Articles", "Value", "Usual", "Lowest", "Highest", "Days out of bounds"),
        rows=[_in_words(measure, outlet, rows) for outlet, rows in days.items()],
    )


def _allowed(measure: Measure) -> str:
    if measure.factor:
        return f"1/{measure.factor:g} of the median to {measure.factor:g} times it"
    assert measure.points
    return f"{measure.points * 100:g} points to either side"


def _panel(measure: Measure, outlet: str, rows: list[Row]) -> Panel:
    column = measure.column
    drawn = [
        {
            "day": row["day"].isoformat(),
            "value": row[column],
            "usual": row[f"{column}_usual"],
            "low": row[f"{column}_low"],
            "high": row[f"{column}_high"],
            "outside": row[f"{column}_outside"],
        }
        for row in rows
        if row[column] is not None
    ]
    last = [{**drawn[-1], "label": _number(measure, drawn[-1]["value"])}] if drawn else []
    _, day, _, value, usual, *_, outside = _in_words(measure, outlet, rows)
    says = f"{DRAWN[column].title.lower()} {value} on {day}, usual {usual}, days out of bounds: {outside}"
    return Panel(name=outlet, says=says, data={"days": drawn, "last": last})


def _in_words(measure: Measure, outlet: str, rows: list[Row]) -> tuple[str, ...]:
    column, newest = measure.column, rows[-1]
    values = [row[column] for row in rows if row[column] is not None]
    return (
        outlet,
        newest["day"].isoformat(),
        f"{newest['n_read']:,}",
        _number(measure, newest[column]),
        _number(measure, newest[f"{column}_usual"]),
        _number(measure, min(values, default=None)),
        _number(measure, max(values, default=None)),
        str(sum(row[f"{column}_outside"] for row in rows)),
    )


def _number(measure: Measure, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.0f} %" if measure.points else f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _specification(measure: Measure, first: date, last: date) -> Any:
    """Band, median, days, what lies outside, and the last day's value beside its point."""
    import altair as alt  # noqa: PLC0415  an audit that draws nothing should not pay for it

    ends = [day.isoformat() for day in (first, max(last, first + timedelta(days=1)))]
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc", domain=ends),
        axis=alt.Axis(values=ends, format="%-d %b", grid=False, labelFlush=True, labelPadding=4),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, 1]) if measure.points else alt.Scale(zero=True, nice=True),
        axis=alt.Axis(
            values=[0, 0.5, 1] if measure.points else alt.Undefined,
            tickCount=2,
            labelAlign="left",
            labelBaseline="bottom",
            labelPadding=0,
            format=".0%" if measure.points else "~s",
            labelExpr=TOP,
        ),
    )
    days = alt.Chart(alt.NamedData("days")).encode(x=x)
    newest = alt.Chart(alt.NamedData("last")).encode(x=x, y=y)
    return alt.layer(
        days.mark_area(color=SERIES, opacity=0.13).encode(y=alt.Y("low:Q"), y2="high:Q"),
        days.mark_line(color=SOFT, strokeWidth=1, strokeDash=[3, 3]).encode(y="usual:Q"),
        days.mark_line(color=SERIES, strokeWidth=1.4, strokeJoin="round").encode(y=y),
        newest.mark_circle(color=SERIES, size=18, opacity=1),
        days.transform_filter("datum.outside").mark_circle(color=ALARM, size=22, opacity=1).encode(y=y),
        newest.mark_text(align="left", dx=6, color=INK, fontWeight=600).encode(text="label:N"),
    ).properties(width=WIDTH, height=HEIGHT)
