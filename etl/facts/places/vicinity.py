"""Vicinity: what an article's other names say of a place that its own name does not settle."""

import re

from etl.facts.places.gazetteer import Candidate, gazetteer
from etl.facts.places.toponyms import FACILITY, WINDOW, Toponym, toponyms_inside

WITHIN = re.compile(r",?\s+(?:in|at|near|outside)\s+(?:the\s+(?:\w+\s+)?(?:city|town|village|suburb)\s+of\s+)?")
COUNTY_LIST = re.compile(r"\s+(?:counties|Counties|Cos\.)")
IN_LIST = re.compile(r",\s*|,?\s+(?:and|or)\s+")
BODY_BEFORE = re.compile(
    r"\b(?:Police|Transport|Sport|NHS|Statistics|Tourism|Environment|Health|Cricket|Athletics|Hockey|Swimming|Visit"
    r"|Historic|Destination)\s+$"
)
# `British Embassy` lies under that flag; `Indian Orchard` does not.
INSTITUTION = re.compile(
    r"\b(?:embassy|consulate|commission|bank|council|court|parliament|union|agency|government|ministry|army|navy|police"
    r"|congress|senate|league|university|academy|institute|museum|hospital|school)\b",
    re.IGNORECASE,
)
WAY = re.compile(r"\b(?:street|avenue|road|highway|boulevard|lane|drive)s?$", re.IGNORECASE)  # named after far places
# Landforms that are the names of places, too: the bay of `Delaware Bay` is not the Somali region.
LANDFORMS = frozenset({"bay", "beach", "island", "islands", "lake", "mount", "mountain", "park", "river", "valley"})


def name_counties(text: str, toponyms: list[Toponym]) -> None:
    """`Suffolk` may be the county where the article speaks of `Suffolk County`; `Clay and Grant counties` are such."""
    counties = {toponym.key: toponym.candidates for toponym in toponyms if toponym.key.endswith(" county")}
    behind: Toponym | None = None  # the next name of a list
    for toponym in sorted(toponyms, key=lambda toponym: -toponym.start_char):
        listed = COUNTY_LIST.match(text, toponym.end_char) or _precedes(text, toponym, behind)
        found = _county_named(toponym.key) if listed else []
        behind = toponym if listed else None
        if found:
            toponym.key, toponym.candidates = f"{toponym.key} county", found
        else:
            more = counties.get(f"{toponym.key} county", [])
            toponym.candidates = list(dict.fromkeys([*toponym.candidates, *more]))


def _precedes(text: str, toponym: Toponym, behind: Toponym | None) -> bool:
    if behind is None or not 0 < behind.start_char - toponym.end_char < WINDOW:
        return False
    return bool(IN_LIST.fullmatch(text, toponym.end_char, behind.start_char))


def _county_named(key: str) -> list[Candidate]:
    return [c for c in gazetteer().lookup(f"{key} County") if c.entry.feature_code == "ADM2"]


def is_namesake(text: str, start: int) -> bool:
    """Whether a place is the second half of a body's name: `Police Scotland`, `Statistics Canada`."""
    return bool(BODY_BEFORE.search(text, max(0, start - WINDOW), start))


def holder(text: str, site: Toponym, starting: dict[int, Toponym], known: set[str]) -> Toponym | None:
    """The place that a site of no gazetteer is said to lie in, else the last that its own name holds.

    `starting`: the article's toponyms by start; `known`: the keys of those that a gazetteer holds.
    """
    name = text[site.start_char : site.end_char]
    behind = WITHIN.match(text, site.end_char, site.end_char + WINDOW)
    place = starting.get(behind.end()) if behind else None
    # A town that no gazetteer holds is not put into the middle of its state.
    if place and place.candidates and (FACILITY.search(name) or not gazetteer().areas(place.key)):
        return place
    if WAY.search(name):
        return None
    inside = [t for t in toponyms_inside(text, site.start_char, site.end_char, known) if t.candidates]
    fitting = [t for t in inside if (INSTITUTION.search(name) if t.demonym else t.key not in LANDFORMS)]
    return fitting[-1] if fitting else None
