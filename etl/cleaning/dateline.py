"""The dateline: where a report was filed from, and the wire service, before its first sentence."""

import re
from typing import NamedTuple

from etl.cleaning.byline import agency_name
from etl.cleaning.lexicon import words

LONGEST = 160  # characters among which a dateline ends
SENTENCE_WORDS = 8  # a headline in capitals with a dash is no dateline
_MONTH = r"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Za-z]*\.?"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?"
_DAY = rf"(?P<day>,?\s+\(?{_DATE}\)?)?"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*[A-ZÀ-Þ.](?:[ /-][A-ZÀ-Þ.'’-]{2,}){0,4}"
_TITLED = r"[A-ZÀ-Þ][\w.'’-]+(?:[ /][A-ZÀ-Þ][\w.'’-]+){0,3}"
_REGION = r"(?:,\s+[A-ZÀ-Þ][\w.'’]*(?:\s[A-ZÀ-Þ][\w.'’]*){0,3})??"
_AGENCY = r"(?:\((?P<agency>[^()\n]{2,60})\)|/(?P<slashed>[A-Za-z .-]{2,30})/)"
_DASH = r"\s*(?:[-–—―_]{1,3}|:)\s+"
_SHAPES = [
    # KABUL, Sept 11 (Reuters) - · PARIS, Ky. (AP) — · MOSCOW, March 3. /TASS/.
    rf"(?P<place>{_CAPITALS}{_REGION}){_DAY}[,.]?\s*{_AGENCY}(?:{_DASH}|\.\s+)",
    # NEW YORK--(BUSINESS WIRE)--
    rf"(?P<place>{_CAPITALS}{_REGION}){_DAY}-{{2}}{_AGENCY}-{{2}}",
    # Berlin (dpa) - · Kabul, 11 Sept (AFP) –
    rf"(?P<place>{_TITLED}{_REGION}){_DAY},?\s*{_AGENCY}{_DASH}",
    # New Delhi, July 9 (PTI) The court …
    rf"(?P<place>{_TITLED}{_REGION})(?P<day>,?\s+{_DATE})\s+{_AGENCY}\s+(?=[A-Z\"“])",
    # WASHINGTON — · NEW DELHI: · LONDON, 3 March – · GENEVA (3 March 2026) –
    rf"(?P<place>{_CAPITALS}{_REGION}){_DAY}(?:{_DASH})",
    # Boston — · New Delhi:
    rf"(?P<city>{_TITLED}){_DAY}{_DASH}(?=[A-Z\"“])",
    # Sept 11 (Reuters) - · (AP) —
    rf"(?P<place>)(?P<day>{_DATE}\s+)?{_AGENCY}{_DASH}",
    # (CNN)The court …
    r"(?P<place>)(?P<day>)\((?P<wire>[A-Z]{2,7}|Reuters)\)\s*(?=[A-Z\"“])",
]
_PATTERNS = [re.compile(shape) for shape in _SHAPES]
_CALL_SIGN = re.compile(r"[KW][A-Z]{2,3}(?:-TV|-FM)?$")  # of American stations


class Dateline(NamedTuple):
    """Place as printed, the day beside it as printed, the wire service, and the paragraph without them."""

    place: str | None
    day: str
    agency: str | None
    rest: str


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline that opens a paragraph; None where it opens with its first sentence."""
    head = paragraph[:LONGEST]
    for pattern in _PATTERNS:
        match = pattern.match(head)
        if not match or not _plausible(match, paragraph):
            continue
        found = match.groupdict()
        place = (found.get("place") or found.get("city") or "").strip(" ,")
        day, rest = (found["day"] or "").strip(" ,()"), paragraph[match.end() :]
        dateline = Dateline(_tidy_place(place), day, _service(_credit(found)), rest)
        return dateline if place else _behind_service(dateline)
    return None


def _credit(found: dict[str, str | None]) -> str | None:
    return found.get("agency") or found.get("slashed") or found.get("wire")


def _behind_service(dateline: Dateline) -> Dateline:
    """`(ANSA) - ROME, JULY 9 - …`: the place stands behind the service."""
    inner = read_dateline(dateline.rest)
    return inner._replace(agency=dateline.agency) if inner and inner.place and not inner.agency else dateline


def _tidy_place(place: str) -> str | None:
    """`MOSCOW.` without its point; `ST. LOUIS, Mo.` and `WASHINGTON, D.C.` keep theirs."""
    return (place[:-1] if re.fullmatch(r"[^\W\d_]{4,}\.", place) else place) or None


def _plausible(match: re.Match[str], paragraph: str) -> bool:
    found = match.groupdict()
    rest = paragraph[match.end() :]
    place = (found.get("place") or "").strip(" :")
    if not rest or place.casefold() in words("opening_labels"):
        return False
    if found.get("city"):
        return found["city"].casefold() in words("dateline_cities") and len(rest.split()) >= SENTENCE_WORDS
    agency = _credit(found)
    if agency is None:
        return len(rest.split()) >= SENTENCE_WORDS
    if found.get("wire") or not place:
        return agency_name(agency) is not None
    in_capitals = place.split(",")[0].isupper()
    known = agency_name(agency) is not None or ("," in place and bool(_CALL_SIGN.match(agency)))
    return known or (in_capitals and agency[0].isupper() and len(agency.split()) <= 4)


def _service(credit: str | None) -> str | None:
    """The wire service of `(Reuters)` or `(AP/dpa)` by the name we store; one we do not know, as printed."""
    if not credit:
        return None
    known = (name for part in re.split(r"[/,-]", credit) if (name := agency_name(part)))
    return agency_name(credit) or next(known, None) or (credit if credit[0].isupper() else None)
