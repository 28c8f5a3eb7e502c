"""From a time expression to an interval: which resolver reads which rule, and what cannot be resolved."""

from collections.abc import Callable

from etl.facts.dates import days as date_days
from etl.facts.dates import lengths as date_lengths
from etl.facts.dates import periods as date_periods
from etl.facts.dates import quarters as date_quarters
from etl.facts.dates import spans as date_spans
from etl.facts.dates.context import Context, NoPublicationDateError, Parts, Resolved, undated
from etl.facts.dates.grammar import Expression

Resolver = Callable[[Parts, Context], Resolved | None]

RESOLVERS: dict[str, Resolver] = {
    "iso_date": date_days.iso_date,
    "numeric_date": date_days.numeric_date,
    "full_date": date_days.full_date,
    "day_range": date_days.day_range,
    "month_day": date_days.month_day,
    "day_of_month": date_days.day_of_month,
    "weekday": date_days.weekday,
    "weekdays": date_days.weekdays,
    "relative_day": date_days.relative_day,
    "half_day": date_days.half_day,
    "clock": date_days.clock,
    "holiday": date_days.holiday,
    "month_year": date_periods.month_year,
    "month": date_periods.month,
    "year": date_periods.year,
    "year_range": date_periods.year_range,
    "decade": date_periods.decade,
    "century": date_periods.century,
    "fiscal_year": date_periods.fiscal_year,
    "fiscal_rel": date_periods.fiscal_rel,
    "season": date_periods.season,
    "quarter": date_quarters.quarter,
    "quarter_ended": date_quarters.quarter_ended,
    "year_ago_period": date_quarters.year_ago_period,
    "half_year": date_quarters.half_year,
    "weekend": date_periods.weekend,
    "week_of": date_periods.week_of,
    "week_in": date_periods.week_in,
    "rel_unit": date_periods.rel_unit,
    "the_unit": date_periods.the_unit,
    "bare_unit": date_periods.the_unit,
    "year_end": date_periods.year_end,
    "ago": date_lengths.ago,
    "from_now": date_lengths.from_now,
    "in_units": date_lengths.in_units,
    "offset": date_lengths.offset,
    "past_span": date_spans.span,
    "duration": date_lengths.duration,
    "vague_duration": date_lengths.vague_duration,
    "rate": date_lengths.rate,
    "set": date_lengths.repeated,
    "adverb_set": date_lengths.adverb_set,
    "present_ref": date_lengths.present_ref,
    "past_ref": date_lengths.past_ref,
    "future_ref": date_lengths.future_ref,
}


def resolve(expression: Expression, context: Context) -> Resolved | None:
    """What an expression says; None where it is no expression of time."""
    try:
        return RESOLVERS[expression.rule](expression.parts, context)
    except NoPublicationDateError:
        return undated(None, "unresolved", "no_publication_date")
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return undated(None, "unresolved", "out_of_calendar")
