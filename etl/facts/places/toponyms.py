"""Toponyms: what a place name in a text may stand for, and what the words around it say about that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from etl.facts.lexicon import entries
from etl.facts.places.gazetteer import Candidate, Entry, fold, folded, gazetteer

ACRONYM = re.compile(r"(?:[A-Z]\.?){2,3}")
# A park or a street may bear a town's name, so these are no towns.
FACILITY = re.compile(
    r"\b(?:park|cent(?:er|re)|street|avenue|road|highway|bridge|airport|hospital|stadium|arena|house|square|tower"
    r"|building|school|university|church|hall|station|plaza|museum|hotel|estate|garden|theat(?:er|re))s?$",
    re.I,
)
LEADING = re.compile(r"(?:the|all of|mainland|downtown|midtown|central|inner|greater|metro|rural|upstate)\s+", re.I)
FORMAL = re.compile(
    r"(?:the\s+)?(?:\w+\s+){0,2}(?P<kind>republic|kingdom|state|commonwealth|federation|emirate|province|county|city|town)"
    r"\s+of\s+(?:the\s+)?(?P<name>.+)",
    re.I,
)
COUNTY = re.compile(r"[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){0,2}\s(?:County|Parish)")
DIRECTION = re.compile(
    r"(?:the\s+)?(?:(?:north|south|east|west)(?:ern|[- ]?(?:east|west)(?:ern)?)?|upper|lower|eastern|western)[- ]+",
    re.I,
)
ONLY_DIRECTION = re.compile(
    r"(?:the\s+)?(?:north|south|east|west|northern|southern|eastern|western|central|upper|lower)", re.I
)
KIND = re.compile(
    r"\s+(?P<area>province|governorate|prefecture|oblast|region|state|department|canton)$"
    r"|\s+(?:city|district|municipality|township|town|village|area|metropolitan area|peninsula)$",
    re.I,
)
WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_][\w-]*(?<![-])")
POSSESSIVE = re.compile(r"['’]s?$")
COUNTIES = re.compile(r"\s+(?:Co\.|Counties|Parishes)$")
PLACE_AND_AREA = re.compile(r"(.+?),\s*(.+)")
TRAILING_AREA = re.compile(r"(.+?)\s+([A-Z][A-Za-z.]*\.[A-Za-z.]*|D\.?C\.?)$")
AREA_AFTER = re.compile(r"\s*(?:,\s*|\()((?:[A-Z][\w.’'-]*)(?:\s(?:of|and|[A-Z][\w.’'-]*)){0,3})")
STATE_AFTER = re.compile(r"\s+(?:state|province|governorate|oblast)\b")
STATE_BEFORE = re.compile(r"\b(?:state|states|province|commonwealth|upstate)\s+(?:of\s+)?(?:the\s+)?$", re.I)
CITY_BEFORE = re.compile(r"\b(?:city|town|village|capital|suburb|port|downtown)\s+(?:of\s+)?$", re.I)
CITY_AFTER = re.compile(r"\s+(?:city|suburb)\b")
WINDOW = 50  # characters looked at on either side of a name


@dataclass(slots=True)
class Toponym:
    """A place name at one spot of the text with its candidates and what its surroundings ask for."""

    start_char: int
    end_char: int
    key: str
    candidates: list[Candidate]
    demonym: bool = False
    areas: list[Entry] = field(default_factory=list)  # what the text says it lies in: `Paris, Texas`
    area_span: tuple[int, int] | None = None  # where it says so
    wants: str | None = None  # `area` or `city`, where a word beside the name says so


@cache
def abbreviations() -> dict[str, Candidate]:
    """Abbreviated names, as printed, and the state or city that each stands for."""
    found: dict[str, Candidate] = {}
    for line in entries("place_abbreviations"):
        short, country, admin1, name = line.split(";")
        for candidate in gazetteer().lookup(name):
            entry = candidate.entry
            code = "PPL" if admin1 == "-" else "ADM1"
            same = entry.country == country and entry.feature_code.startswith(code)
            best = found.get(short)
            if same and (best is None or best.entry.population < entry.population):
                found[short] = Candidate(entry, True)
    return found


@cache
def demonyms() -> dict[str, str]:
    """Folded demonyms and the name of the place that each belongs to."""
    pairs = (line.split(";") for line in entries("demonyms"))
    return {fold(word): place for words, place in pairs for word in words.split("|")}


def read_toponym(text: str, start: int, end: int) -> Toponym:
    """The toponym at a stretch of text."""
    name = POSSESSIVE.sub("", " ".join(text[start:end].split()))
    areas: list[Entry] = []
    if name not in abbreviations() and (inside := PLACE_AND_AREA.fullmatch(name) or TRAILING_AREA.fullmatch(name)):
        areas = areas_named(inside[2])
        name = inside[1] if areas else name
    after = None if areas else area_after(text, end)
    areas = areas or (areas_named(text[slice(*after)]) if after else [])
    if place := demonyms().get(folded(name)):
        return Toponym(start, end, fold(place), candidates(place)[0], demonym=True)
    found, wants = candidates(name)
    if FACILITY.search(name):
        found = [c for c in found if not c.entry.feature_code.startswith("PPL") or c.entry.geonameid is None]
    wants = wants or _wanted(text[max(0, start - WINDOW) : start], text[end : end + WINDOW])
    return Toponym(start, end, fold(name), found, areas=areas, area_span=after, wants=wants)


def candidates(name: str) -> tuple[list[Candidate], str | None]:
    """What a name may stand for, and whether its own words ask for an area (`Hebei Province`) or a city."""
    name = COUNTIES.sub(" County", name)
    if ONLY_DIRECTION.fullmatch(name):
        return [], None
    if ACRONYM.fullmatch(name) and name not in abbreviations():  # EU is not the French town of Eu
        return [c for c in gazetteer().lookup(name) if c.entry.feature_code in ("PCLI", "PCLH", "RGNE")], None
    if short := abbreviations().get(name) or abbreviations().get(f"{name}."):
        others = [] if "." in name or name.isupper() else gazetteer().lookup(name)
        return [short, *(c for c in others if c.entry != short.entry)], None
    found = gazetteer().lookup(name)
    return (found, None) if found else _longer_form(name)


def _longer_form(name: str) -> tuple[list[Candidate], str | None]:
    """The same for what the gazetteer holds by a shorter name, as `northern Iraq`, `Hebei Province`."""
    if "-" in name and (found := [c for c in gazetteer().lookup(f"{name} County") if c.entry.feature_code == "ADM2"]):
        return found, "area"  # Miami-Dade
    if formal := FORMAL.fullmatch(name):
        found, inner = candidates(formal["name"])
        return found, inner or ("city" if formal["kind"].lower() in ("city", "town") else "area")
    for rule in (LEADING, DIRECTION, KIND):
        if match := rule.search(name) if rule is KIND else rule.match(name):
            rest = name[: match.start()] if rule is KIND else name[match.end() :]
            found, inner = candidates(rest)
            if found:
                return found, "area" if rule is KIND and match["area"] else inner
    return [], None


def areas_named(name: str) -> list[Entry]:
    """The countries and states that a name or abbreviation may stand for."""
    name = name.strip()
    short = abbreviations().get(name)
    if short and short.entry.feature_code == "ADM1":
        return [short.entry]
    return [c.entry for c in gazetteer().areas(name)]


def area_after(text: str, end: int) -> tuple[int, int] | None:
    """Where the words stand that put a name in an area: the state in `, Texas`, `, Ont.`, ` (Idaho)`."""
    match = AREA_AFTER.match(text, end, end + WINDOW)
    if not match:
        return None
    start = match.start(1)
    ends = [start + word.end() for word in re.finditer(r"\S+", match[1])]
    for stop in reversed(ends):
        name = POSSESSIVE.sub("", text[start:stop])
        if areas_named(name):
            return start, start + len(name)
        if name.endswith(".") and areas_named(name[:-1]):
            return start, start + len(name) - 1
    return None


def toponyms_inside(text: str, start: int, end: int, known: set[str]) -> Iterator[Toponym]:
    """The places inside the name of something else: `Kentucky State Police`, `the Syrian army`.

    Countries and states always count; cities only where the article also names them alone (`known`: their keys).
    """
    words = [(start + m.start(), start + m.end()) for m in WORD.finditer(text[start:end])]
    place = 0
    while place < len(words):
        for length in (4, 3, 2, 1):
            span = words[place][0], words[min(place + length, len(words)) - 1][1]
            part = text[slice(*span)]
            if _is_place(part, known):
                yield read_toponym(text, *span)
                place += length - 1
                break
        place += 1


def _is_place(name: str, known: set[str]) -> bool:
    if not name[:1].isupper() or ONLY_DIRECTION.fullmatch(name):
        return False
    key = folded(name)
    if key in known or key in demonyms() or (name in abbreviations() and not name.isupper()):
        return True
    if COUNTY.fullmatch(name) and any(c.entry.feature_code == "ADM2" for c in gazetteer().lookup(name)):
        return True
    return any(c.main or "." in name or len(name) > 4 or name == "UK" for c in gazetteer().areas(name))


def holds(area: Entry, entry: Entry) -> bool:
    """Whether an area contains a place."""
    if area.country != entry.country or area == entry or entry.feature_code == "PCLI":
        return False
    return area.admin1 is None or (area.admin1 == entry.admin1 and entry.feature_code != "ADM1")


def _wanted(before: str, after: str) -> str | None:
    if STATE_AFTER.match(after) or STATE_BEFORE.search(before):
        return "area"
    return "city" if CITY_BEFORE.search(before) or CITY_AFTER.match(after) else None
