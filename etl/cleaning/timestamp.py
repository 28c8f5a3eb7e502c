"""A printed date and time → a moment in UTC, with how exact and how sure it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from etl.article import DateSource, Precision
from etl.cleaning.day_order import Surroundings, Vote, decide, line_votes, weekday_votes
from etl.cleaning.lexicon import entries

NO_ZONE = "no zone printed: read as UTC"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DIGIT = re.compile(r"\d")
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"


@dataclass(frozen=True, slots=True)
class Timestamp:
    """When something was published or changed.

    `at`: UTC; the day's start where only the day is known. `on`: the calendar day in the printed zone.
    """

    at: datetime
    on: date
    precision: Precision
    confidence: float
    evidence: str
    source: DateSource = "byline"


class Printed(NamedTuple):
    """The pieces of a date as found in a line: its day, its time of day, and which characters they fill."""

    day: date | None
    clock: time | None
    zone: tzinfo | None
    confidence: float
    evidence: str
    spans: list[tuple[int, int]]


@cache
def _months() -> dict[str, int]:
    rows = (entry.split() for entry in entries("months"))
    return {name: int(number) for number, *names in rows for name in names}


@cache
def _zones() -> dict[str, tuple[tzinfo, str]]:
    rows = (entry.split() for entry in entries("zones"))
    return {name: (_offset(where) or ZoneInfo(where), order) for name, where, order in rows}


def _offset(printed: str) -> tzinfo | None:
    match = re.fullmatch(r"([+-])(\d{1,2}):?(\d\d)?", printed)
    if not match:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-size if match[1] == "-" else size) if size < timedelta(hours=15) else None


@cache
def _date_patterns() -> list[re.Pattern[str]]:
    month = "(?P<month>" + "|".join(sorted(_months(), key=len, reverse=True)) + r")\b\.?"
    shapes = [
        rf"(?<!\d){_YEAR}(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)",
        rf"\b{month}\s+(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?:at\s+)?{_YEAR}(?!\d(?!\d?:\d\d))",
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}[\s-]*(?:of\s+|de\s+)?{month},?[\s-]*(?:del?\s+)?{_YEAR}(?!\d)",
        r"(?<![\d/.])(?P<first>\d{1,2})(?P<sep>[/.-])(?P<second>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/])",
    ]
    return [re.compile(shape, re.IGNORECASE) for shape in shapes]


_CLOCK = re.compile(
    r"(?<![\d:.,$€£])(?:(?P<hour>\d{1,2})(?P<sep>[:.h])(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?!\d)"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    r"|(?P<hour12>\d{1,2})\s*(?P<half12>[ap])\.?m\b\.?"
    r"|(?P<military>\d{4})(?=\s?(?:GMT|UTC|hrs?\b|hours\b)))",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s*(?:uhr\s*)?\(?(?:(?P<base>UTC|GMT)\s*(?P<shift>[+-]\s?\d{1,2}(?::?\d\d)?)|(?P<iso>[+-]\d\d:?\d\d)|(?P<name>[A-Z]{1,4})\b)\)?"
)


def read_timestamp(line: str, around: Surroundings | None = None) -> Timestamp | None:
    """The moment that a line prints; None where it names no full day (day, month and year)."""
    return moment(find_printed(line, around or Surroundings()))


def moment(printed: Printed) -> Timestamp | None:
    """The moment that the found pieces give; None without a day."""
    if printed.day is None:
        return None
    if printed.clock is None:
        at = datetime.combine(printed.day, time(), UTC)
        return Timestamp(at, printed.day, "day", printed.confidence, printed.evidence)
    local = datetime.combine(printed.day, printed.clock, printed.zone or UTC)
    precision: Precision = "second" if printed.clock.second else "minute"
    confidence = printed.confidence if printed.zone else min(printed.confidence, 0.7)
    evidence = printed.evidence if printed.zone else f"{printed.evidence}; {NO_ZONE}"
    return Timestamp(local.astimezone(UTC), printed.day, precision, confidence, evidence)


def find_printed(line: str, around: Surroundings) -> Printed:
    """The first date of a line and the first time of day beside it."""
    line = line[:400]  # a byline is short; nothing below may depend on the length of an article
    if not _DIGIT.search(line):
        return Printed(None, None, None, 0.0, "", [])
    match = next((found for pattern in _date_patterns() if (found := pattern.search(line))), None)
    rest = line if match is None else line[: match.start()] + " " * len(match[0]) + line[match.end() :]
    clock, zone, zone_order, spans = _find_clock(rest)
    day, confidence, evidence = None, 0.0, ""
    if match:
        day, confidence, evidence = _read_day(match, rest, zone_order, around)
        spans = [match.span(), *spans]
    if evidence:
        evidence = f"{' '.join(line[start:end] for start, end in sorted(spans))!r}: {evidence}"
    return Printed(day, clock, zone, confidence, evidence, sorted(spans))


def _read_day(
    match: re.Match[str], rest: str, zone_order: str | None, around: Surroundings
) -> tuple[date | None, float, str]:
    found = match.groupdict()
    year = int(found["year"])
    if "first" not in found:
        month = int(found["m"]) if "m" in found else _months()[found["month"].lower()]
        try:
            return date(year, month, int(found["day"])), 0.99, "year first" if "m" in found else "month by name"
        except ValueError:
            return None, 0.0, ""
    year += 2000 if year < 100 else 0
    first, second = int(found["first"]), int(found["second"])
    votes: list[Vote] = [*line_votes(rest, found["sep"], zone_order), *weekday_votes(rest, first, second, year)]
    decision = decide(first, second, year, votes, around)
    return (decision.day, decision.confidence, decision.evidence) if decision else (None, 0.0, "")


def _find_clock(line: str) -> tuple[time | None, tzinfo | None, str | None, list[tuple[int, int]]]:
    for match in _CLOCK.finditer(line):
        clock = _clock(match)
        if clock is None:
            continue
        zone, order, end = _find_zone(line, match.end())
        return clock, zone, order, [(match.start(), end)]
    return None, None, None, []


def _clock(match: re.Match[str]) -> time | None:
    if match["military"]:
        hour, minute = divmod(int(match["military"]), 100)
    else:
        hour, minute = int(match["hour"] or match["hour12"]), int(match["minute"] or 0)
    half = (match["half"] or match["half12"] or "").lower()
    if half and not 1 <= hour <= 12:
        half = "" if hour <= 24 and match["minute"] else "x"  # "16:40 PM" is printed often enough
    if half in ("a", "p"):
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute, int(match["second"] or 0)) if half != "x" else None
    except ValueError:
        return None


def _find_zone(line: str, position: int) -> tuple[tzinfo | None, str | None, int]:
    match = _ZONE.match(line, position)
    if not match:
        return None, None, position
    if match["name"]:
        zone, order = _zones().get(match["name"], (None, None))
        return zone, order, match.end() if zone else position
    return _offset((match["shift"] or match["iso"]).replace(" ", "")), None, match.end()


# ── published and updated ────────────────────────────────────────────────────────────────────────────────────────────

_LABEL = re.compile(
    r"\b(?:(?:first |originally |date )?(?P<published>published|posted|created|released|issued|erstellt|veröffentlicht|"
    r"publi[ée]e?|publicad[oa]|pubblicato)|(?:last |latest )?(?P<modified>updated?|modified|edited|revised|"
    r"aktualisiert|stand|mise? à jour|actualizad[oa]|aggiornato))(?:\s+(?:on|at|am|le|el|il))?\b\s*:?",
    re.IGNORECASE,
)


class Stamps(NamedTuple):
    """What a date line says: when the article appeared and when it was last changed."""

    published: Timestamp | None
    modified: Timestamp | None


def read_stamps(line: str, around: Surroundings | None = None) -> Stamps:
    """Published and updated times of a line; a lone update time stands for both, with less confidence."""
    around = around or Surroundings()
    found: dict[str, Printed] = {}
    for kind, segment in _segments(line):
        printed = find_printed(segment, around)
        if (printed.day or printed.clock) and kind not in found:
            found[kind] = printed
    published, modified = found.get("published"), found.get("modified")
    stamps = Stamps(
        moment(_on_day_of(published, modified)) if published else None,
        moment(_on_day_of(modified, published)) if modified else None,
    )
    if stamps.modified and not stamps.published:
        reason = f"{stamps.modified.evidence}; only an update time is printed"
        confidence = round(stamps.modified.confidence * 0.6, 2)
        return Stamps(replace(stamps.modified, confidence=confidence, evidence=reason), stamps.modified)
    return stamps


# Words that join the pieces of a date: `July 9 at 4:40 p.m.`, `9 juillet à 18h40`, `16:40 Uhr`.
_BETWEEN = re.compile(
    r"(?:^|(?<=\s))(?:at|on|am|um|uhr|à|às|a las|alle|om|le|el|il|@)\s*(?=[\s,]*(?:\||$))", re.IGNORECASE
)


def without_stamps(line: str) -> str:
    """The line without its dates, times, weekdays and labels: what is left is credits, if it is a byline."""
    for _ in range(4):
        spans = find_printed(line, Surroundings()).spans
        if not spans:
            break
        for start, end in reversed(spans):
            line = f"{line[:start]} | {line[end:]}"
    return _BETWEEN.sub(" ", _weekdays().sub(" ", _LABEL.sub(" | ", line)))


@cache
def _weekdays() -> re.Pattern[str]:
    names = " ".join(entries("weekdays")).split()
    return re.compile(r"\b(?:" + "|".join(sorted(names, key=len, reverse=True)) + r")\b\.?,?", re.IGNORECASE)


def _segments(line: str) -> Iterator[tuple[str, str]]:
    labels = list(_LABEL.finditer(line[:400]))
    starts = [match.start() for match in labels] + [len(line)]
    if starts[0] > 0:
        # What stands before a first label belongs to the publication, or is the date of "<date> (updated)".
        yield "published", line[: starts[0]]
    for match, end in zip(labels, starts[1:], strict=True):
        yield ("published" if match["published"] else "modified"), line[match.start() : end]


def _on_day_of(printed: Printed, other: Printed | None) -> Printed:
    """A time without a day ("Updated 18:05") belongs to the day of the other stamp."""
    if printed.day or not other or not other.day:
        return printed
    zone = printed.zone or other.zone
    return printed._replace(day=other.day, zone=zone, confidence=other.confidence, evidence=other.evidence)
