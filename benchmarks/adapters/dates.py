"""Date expressions → TIMEX3 (TempEval-3, MEANTIME) and TEI dates (GUM)."""

from typing import Any

from etl.facts.dates import DateExpression
from etl.facts.reading import Reading

# TEI has no name for these periods: it writes from the first day to the last.
WRITTEN_AS_DAYS = frozenset(["week", "weekend", "season", "decade", "century", "quarter", "half_year"])


def timexes(reading: Reading) -> list[dict[str, Any]]:
    """One TIMEX3 an expression; `rule` is kept for the list of errors."""
    return [_prediction(row, row.value) for row in reading.of(DateExpression)]


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
    return [
        _prediction(row, _tei(row))
        for row in reading.of(DateExpression)
        if row.type in ("DATE", "TIME") and row.date_start
    ]


def _prediction(row: DateExpression, value: str | None) -> dict[str, Any]:
    return {"start": row.start_char, "end": row.end_char, "value": value or "-", "type": row.type, "rule": row.rule}


def _tei(row: DateExpression) -> str | None:
    if row.type in ("DATE", "TIME") and row.granularity in WRITTEN_AS_DAYS:
        return f"{row.date_start}/{row.date_end}"
    return row.value
