"""What a feed, a sitemap or a dump says of an article, put beside what its page says.

A page speaks for itself, so the listing fills what it leaves open. A plain text of a dump has no way to say it: there
the listing is right.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from etl.cleaning.byline import author_names
from etl.cleaning.day_order import Surroundings
from etl.cleaning.draft import Draft
from etl.cleaning.headline import tidy_headline
from etl.cleaning.markup import line_key
from etl.cleaning.origin import Origin
from etl.cleaning.timestamp import Timestamp, read_timestamp

_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")  # seconds or milliseconds since 1970
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)Z?)?")  # 20260310, 20260310T140500Z
CLEAR = 0.5  # below this confidence the page's date is a guess


def listed_timestamp(printed: str | None, around: Surroundings) -> Timestamp | None:
    """The time that a listing gives, in any form that feeds and dumps print; None where it gives no full day."""
    printed = (printed or "").strip()
    stamp = _machine_time(printed) or read_timestamp(printed, around)
    return replace(stamp, source="given", evidence=f"{printed!r}: given beside the page") if stamp else None


def fill(draft: Draft, origin: Origin, around: Surroundings) -> Draft:
    """The draft of a page with what its listing knows and the page does not say."""
    title = draft.title or tidy_headline(origin.listed_title)
    # What a feed carries in full often opens with its headline as plain words.
    repeated = bool(title and draft.paragraphs and line_key(draft.paragraphs[0]) == line_key(title))
    return replace(
        draft,
        title=title,
        paragraphs=draft.paragraphs[1:] if repeated else draft.paragraphs,
        authors=draft.authors or author_names(origin.listed_authors),
        published=_clearer(draft.published, listed_timestamp(origin.listed_published, around)),
    )


def overrule(draft: Draft, origin: Origin, around: Surroundings) -> Draft:
    """The draft of a plain text with what its listing says; the title went into the reading of the text already."""
    return replace(
        draft,
        authors=author_names(origin.listed_authors) or draft.authors,
        published=_finer(listed_timestamp(origin.listed_published, around), draft.published),
    )


def _finer(listed: Timestamp | None, printed: Timestamp | None) -> Timestamp | None:
    """The listing's time; the text's where that tells the hour of the listed day."""
    if listed and printed and listed.precision == "day" and printed.precision != "day" and listed.on == printed.on:
        return printed
    return listed or printed


def _clearer(printed: Timestamp | None, listed: Timestamp | None) -> Timestamp | None:
    """The page's own time; the listing's where the page has none, only guesses, or knows no more than the same day."""
    if printed is None or listed is None:
        return printed or listed
    if printed.confidence < CLEAR or printed.source == "text":
        return listed
    same_day = abs(listed.on - printed.on) <= timedelta(days=1)  # the two may count in different zones
    finer = printed.precision == "day" and listed.precision != "day"
    # The page's own day stays: it is what `Friday` is counted from.
    return replace(listed, on=printed.on) if same_day and finer else printed


def _machine_time(printed: str) -> Timestamp | None:
    if _EPOCH.fullmatch(printed):
        seconds = float(printed) / (1000 if len(printed.partition(".")[0]) == 13 else 1)
        at = datetime.fromtimestamp(seconds, UTC)
        return Timestamp(at, at.date(), "second", 0.99, "")
    match = _COMPACT.fullmatch(printed)
    if not match:
        return None
    try:
        at = datetime(*(int(group) for group in match.groups(default="0")), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return Timestamp(at, at.date(), "second" if match[4] else "day", 0.95, "")
