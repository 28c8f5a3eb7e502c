"""Date expressions → TIMEX3 (TempEval-3, MEANTIME) and TEI dates (GUM)."""

import re
from typing import Any

from etl.facts.dates import DateExpression
from etl.facts.reading import Reading

WORD_JOINT = re.compile(r"\s+(?:to|through|thru|until|till|and)\s+")
DASH = re.compile(r"\s*[-–—]\s*")
# TEI has no name for these periods: it writes from the first day to the last.
WRITTEN_AS_DAYS = frozenset(["week", "weekend", "season", "decade", "century", "quarter", "half_year"])


def timexes(reading: Reading) -> list[dict[str, Any]]:
    """One TIMEX3 an expression, two where it is a range; `rule` is kept for the list of errors."""
    return [part for row in reading.of(DateExpression) for part in _ends(_prediction(row, row.value), row)]


def cases(reading: Reading) -> list[dict[str, Any]]:
    """The same with the first and the last day of the interval."""
    return [
        _prediction(row, row.value)
        | {
            "first_day": row.date_start.isoformat() if row.date_start else None,
            "last_day": row.date_end.isoformat() if row.date_end else None,
        }
        for row in reading.of(DateExpression)
    ]


def tei_dates(reading: Reading) -> list[dict[str, Any]]:
    """TEI's `date` names points and periods of the calendar: neither lengths nor repetitions."""
    named = [row for row in reading.of(DateExpression) if row.type in ("DATE", "TIME") and row.date_start]
    return [part for row in named for part in _ends(_prediction(row, _tei(row)), row)]


def _ends(whole: dict[str, Any], row: DateExpression) -> list[dict[str, Any]]:
    """Neither TimeML nor GUM has one expression for a range: `from 1991 to 1997` is 1991 and 1997."""
    joint = WORD_JOINT.search(row.surface) or DASH.search(row.surface)
    if row.rule != "range" or joint is None or not row.value:
        return [whole]
    first, _, last = row.value.partition("/")
    left, right = row.start_char + joint.start(), row.start_char + joint.end()
    return [whole | {"end": left, "value": first}, whole | {"start": right, "value": last}]


def _prediction(row: DateExpression, value: str | None) -> dict[str, Any]:
    return {"start": row.start_char, "end": row.end_char, "value": value or "-", "type": row.type, "rule": row.rule}


def _tei(row: DateExpression) -> str | None:
    if row.type in ("DATE", "TIME") and row.granularity in WRITTEN_AS_DAYS:
        return f"{row.date_start}/{row.date_end}"
    return row.value
