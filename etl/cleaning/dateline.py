"""The dateline: where a report was filed from, and the wire service, before its first sentence."""

import re
from typing import NamedTuple

from etl.cleaning.byline import agency_name
from etl.cleaning.lexicon import words

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /-][A-ZÀ-Þ.'’-]{2,}){0,4}"
_TITLED = r"[A-ZÀ-Þ][\w.'’-]+(?:[ /][A-ZÀ-Þ][\w.'’-]+){0,3}"
_REGION = r"(?:,\s+[A-ZÀ-Þ][\w.'’]*(?:\s[A-ZÀ-Þ][\w.'’]*){0,3})??"
_AGENCY = r"(?:\((?P<agency>[^()\n]{2,60})\)|/(?P<slashed>[A-Za-z .-]{2,30})/)"
_DASH = r"\s*(?:[-–—―_]{1,3}|:)\s+"
_SHAPES = [
    # KABUL, Sept 11 (Reuters) - · PARIS, Ky. (AP) — · MOSCOW, March 3 /TASS/.
    rf"(?P<place>{_CAPITALS}{_REGION})(?P<day>,?\s+{_DAY})?,?\s*{_AGENCY}(?:{_DASH}|\.\s+)",
    # Berlin (dpa) - · Kabul, 11 Sept (AFP) –
    rf"(?P<place>{_TITLED}{_REGION})(?P<day>,?\s+{_DAY})?,?\s*{_AGENCY}{_DASH}",
    # WASHINGTON — · NEW DELHI: · LONDON, 3 March –
    rf"(?P<place>{_CAPITALS}{_REGION})(?P<day>,?\s+{_DAY})?(?:{_DASH})",
    # Sept 11 (Reuters) - · (AP) —
    rf"(?P<place>)(?P<day>{_DAY}\s+)?{_AGENCY}{_DASH}",
]
_PATTERNS = [re.compile(shape) for shape in _SHAPES]


class Dateline(NamedTuple):
    """Place as printed, the day beside it as printed, the wire service, and the paragraph without them."""

    place: str | None
    day: str
    agency: str | None
    rest: str


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline that opens a paragraph; None where it opens with its first sentence."""
    head = paragraph[:160]
    for pattern in _PATTERNS:
        match = pattern.match(head)
        if not match or not _plausible(match, paragraph):
            continue
        found = match.groupdict()
        agency = found.get("agency") or found.get("slashed")
        place = found["place"].strip(" ,") or None
        return Dateline(place, (found["day"] or "").strip(" ,"), _service(agency), paragraph[match.end() :])
    return None


def _plausible(match: re.Match[str], paragraph: str) -> bool:
    found = match.groupdict()
    agency = found.get("agency") or found.get("slashed")
    rest = paragraph[match.end() :]
    if not rest or found["place"].strip(" :").casefold() in words("opening_labels"):
        return False
    if agency is not None:
        in_capitals = found["place"].split(",")[0].isupper()
        return agency_name(agency) is not None or (in_capitals and agency[0].isupper() and len(agency.split()) <= 4)
    return len(rest.split()) >= 8  # a headline in capitals with a dash is no dateline


def _service(credit: str | None) -> str | None:
    """The wire service of `(Reuters)` or `(AP/dpa)` by the name we store; one we do not know, as printed."""
    if not credit:
        return None
    known = (name for part in re.split(r"[/,-]", credit) if (name := agency_name(part)))
    return agency_name(credit) or next(known, None) or (credit if credit[0].isupper() else None)
