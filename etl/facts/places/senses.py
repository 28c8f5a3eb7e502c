"""Senses: which entry of the gazetteer each name of an article stands for.

An entry's score is the base-10 logarithm of its weight: its prominence in news at large, what the words beside the name
say, and how far the article's other names lie in the same country and state. One sense per name and article.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple

from etl.facts.places.gazetteer import Candidate, Entry
from etl.facts.places.toponyms import Toponym, abbreviations, holds

COUNTRY, REGION, CAPITAL = 9.0, 7.0, 2.0
STATES_KNOWN = {
    "US": 7.5,
    "CA": 7.0,
    "AU": 7.0,
    "GB": 7.0,
}  # states and provinces that English news names without their country
OTHER_NAME = -2.0  # the name is not the entry's main one
COMMON_NAME = 2.0  # listed as what the bare name usually means
SAID = 6.0  # the text names the area it lies in
WANTED = 4.0  # `the state of`, `the city of`
HOLDER = 4.0  # the name stands behind a place that lies in it: `Albany, Georgia`
SAME_COUNTRY, SAME_STATE = 2.5, 4.5
COUNTY = 3.0  # the county it lies in is named, too
MOST_CONTEXT = 5.5  # a hamlet named Russia stays unlikely however much of Ohio an article names
ROUNDS = 2


class Sense(NamedTuple):
    """The entry a name stands for, and how far it leads the next one: 0 (a tie) to 1."""

    entry: Entry
    lead: float


def senses(toponyms: list[Toponym]) -> dict[int, Sense]:
    """The sense of each toponym that has candidates, by start_char."""
    groups = _groups(toponyms)
    local = {key: _local_scores(group) for key, group in groups.items()}
    scores = local
    for _ in range(ROUNDS):
        support = _Support(scores.values())
        scores = {key: support.added(of) for key, of in local.items()}
    best = {key: _best(of) for key, of in scores.items() if of}
    return {t.start_char: best[key] for key, group in groups.items() if key in best for t in group}


def _groups(toponyms: list[Toponym]) -> dict[tuple[str, ...], list[Toponym]]:
    """Toponyms that share a sense: the same name, but apart where the text puts them in different areas."""
    areas: dict[str, list[Entry]] = defaultdict(list)
    for t in toponyms:
        areas[t.key] += [area for area in t.areas if any(holds(area, c.entry) for c in t.candidates)]
    groups: dict[tuple[str, ...], list[Toponym]] = defaultdict(list)
    for t in toponyms:
        said = {a for a in t.areas if a in areas[t.key]}
        first = areas[t.key][:1]
        alone = bool(said) and bool(first) and first[0] not in said
        groups[(t.key, next(iter(said)).name) if alone else (t.key,)].append(t)
    _mark_holders(toponyms)
    return groups


def _mark_holders(toponyms: list[Toponym]) -> None:
    """A name that stands right behind a place it contains is that area: `Buffalo, New York`."""
    for t, behind in pairwise(toponyms):
        held = [a for a in t.areas if any(holds(a, c.entry) for c in t.candidates)]
        if held and behind.start_char - t.end_char <= 3:
            behind.wants = "holder"


def _local_scores(group: list[Toponym]) -> dict[Candidate, float]:
    scores = {}
    for candidate in group[0].candidates:
        entry = candidate.entry
        said = any(holds(area, entry) for t in group for area in t.areas)
        scores[candidate] = prominence(candidate) + SAID * said + max(_wanted(t.wants, entry) for t in group)
    return scores


def _wanted(wants: str | None, entry: Entry) -> float:
    if wants == "holder":
        return HOLDER * (entry.feature_code in ("PCLI", "ADM1"))
    if wants == "area":
        return WANTED * entry.feature_code.startswith("ADM")
    return WANTED * (wants == "city" and entry.feature_code.startswith("PPL"))


def prominence(candidate: Candidate) -> float:
    """How much news there is of a place, before any context."""
    entry, main = candidate
    code, size = entry.feature_code, log10(entry.population + 10)
    if code in ("PCLI", "CONT"):
        return COUNTRY
    if code == "ADM1":
        return STATES_KNOWN.get(entry.country or "", 1.5 + 0.6 * size) + OTHER_NAME * 0.3 * (not main)
    if entry.geonameid is None:
        return REGION
    common = entry.geonameid in common_names()
    return size + CAPITAL * (code == "PPLC") + (COMMON_NAME if common else OTHER_NAME * (not main))


@cache
def common_names() -> frozenset[int | None]:
    """Ids of the cities that the list of abbreviations names."""
    return frozenset(c.entry.geonameid for c in abbreviations().values() if c.entry.feature_code.startswith("PPL"))


class _Support:
    """How much of an article's names lies in each country and state."""

    def __init__(self, scores: Iterable[dict[Candidate, float]]) -> None:
        self._country: Counter[str] = Counter()
        self._state: Counter[tuple[str, str]] = Counter()
        self._counties: dict[tuple[int, int], list[tuple[Entry, float]]] = defaultdict(list)  # by whole degrees
        for of in scores:
            country, state = _shares(of)
            self._country.update(country)
            self._state.update(state)
            for entry, weight in _county_shares(of):
                self._counties[floor(entry.latitude), floor(entry.longitude)].append((entry, weight))

    def added(self, local: dict[Candidate, float]) -> dict[Candidate, float]:
        """A name's scores with what the article's other names say."""
        country, state = _shares(local)
        scores = {}
        for candidate, score in local.items():
            entry = candidate.entry
            where = (entry.country or "", entry.admin1 or "")
            near = max(0.0, self._country[where[0]] - country.get(where[0], 0.0)) if entry.country else 0.0
            nearer = max(0.0, self._state[where] - state.get(where, 0.0)) if entry.admin1 else 0.0
            context = SAME_COUNTRY * log10(1 + near) + SAME_STATE * log10(1 + nearer)
            scores[candidate] = score + min(context + self._in_county(entry, local), MOST_CONTEXT)
        return scores

    def _in_county(self, entry: Entry, local: dict[Candidate, float]) -> float:
        """What a county named beside a town says: `Edgar County` names the Paris that lies in it."""
        if not entry.feature_code.startswith("PPL"):
            return 0.0
        row, column = floor(entry.latitude), floor(entry.longitude)
        around = [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        named = [pair for cell in around if cell in self._counties for pair in self._counties[cell]]
        shares = [share for county, share in named if _is_in(county, entry) and all(c.entry != county for c in local)]
        return COUNTY * max(shares, default=0.0)


def _is_in(county: Entry, town: Entry) -> bool:
    """Whether a town lies in the same state as a county and near its middle: towns carry no county in the gazetteer."""
    near = abs(county.latitude - town.latitude) < 0.4 and abs(county.longitude - town.longitude) < 0.5
    return near and (county.country, county.admin1) == (town.country, town.admin1)


def _county_shares(scores: dict[Candidate, float]) -> Iterator[tuple[Entry, float]]:
    """Each county that a name may stand for, with its share of the name's weight."""
    top = max(scores.values(), default=0.0)
    whole = sum(10 ** (score - top) for score in scores.values())
    for (entry, _), score in scores.items():
        if entry.feature_code == "ADM2":
            yield entry, 10 ** (score - top) / whole


def _shares(scores: dict[Candidate, float]) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """The weight of the likeliest candidate in each country and state, in shares of the name's whole weight."""
    if not scores:
        return {}, {}
    top = max(scores.values())
    weights = {c: 10 ** (score - top) for c, score in scores.items()}
    whole = sum(weights.values())
    country: dict[str, float] = {}
    state: dict[tuple[str, str], float] = {}
    for (entry, _), weight in weights.items():
        if entry.country:
            country[entry.country] = max(country.get(entry.country, 0.0), weight / whole)
            if entry.admin1:
                where = (entry.country, entry.admin1)
                state[where] = max(state.get(where, 0.0), weight / whole)
    return country, state


def _best(scores: dict[Candidate, float]) -> Sense:
    ranked = sorted(scores, key=lambda c: (-scores[c], c.entry.geonameid or 0))
    gap = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else 9.0
    return Sense(ranked[0].entry, 1 - 10**-gap)
