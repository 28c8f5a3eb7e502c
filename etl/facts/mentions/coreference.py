"""Which names of an article belong to one entity, and which name is the fullest."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc

from etl.facts.lexicon import words
from etl.facts.mentions.names import Name, PersonName, compatible, entity_key, gender, initials, key, person_name, plain

Words = tuple[str, ...]


@dataclass(eq=False, slots=True)
class Entity:
    """Somebody or something that an article names."""

    labels: Counter[str] = field(default_factory=Counter)
    names: Counter[Words] = field(default_factory=Counter)
    person: PersonName | None = None
    gender: str | None = None
    _canonical: str = ""

    @property
    def label(self) -> str:
        """Type: PERSON for people; for the rest what the name itself says, else the majority, the first in a tie."""
        if self.person:
            return "PERSON"
        label = self.labels.most_common(1)[0][0]
        return "ORG" if any(_is_organization(name, label) for name in self.names) else label

    @property
    def canonical(self) -> str:
        """The fullest name in the article, of equally long ones one that is not in capitals, then the first."""
        if not self._canonical:
            fullest = max(self.names, key=_fullness)
            self._canonical = " ".join(fullest)
        return self._canonical

    def add(self, name: Name) -> None:
        """Count a mention in."""
        self._canonical = ""
        self.labels[name.label] += 1
        self.names[name.printed] += 1
        if self.person:
            self.gender = gender(name.titles, None) or self.gender


def _fullness(name: Words) -> tuple[int, int, bool]:
    return len(name), sum(len(word) for word in name), not all(word.isupper() for word in name)


def _is_organization(name: Words, label: str) -> bool:
    if " ".join(name) in words("organizations"):
        return True
    return label in NAMES_OF_THE_SAME_FORM and len(name) > 1 and name[-1].lower() in words("organization_words")


NAMES_OF_THE_SAME_FORM = frozenset({"GPE", "NORP", "PRODUCT", "LOC", "WORK_OF_ART"})


def link(doc: Doc, names: list[Name]) -> list[Entity]:
    """The entity of each name, in the order of the names. Linear in their number."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        votes[key(" ".join(name.printed))][name.label] += 1
    majority = {printed: labels.most_common(1)[0][0] for printed, labels in votes.items()}
    people = _People(name for name in names if _is_full_name(name, majority))
    groups = _Groups(doc, names)
    linked = []
    for number, name in enumerate(names):
        is_person = majority[key(" ".join(name.printed))] == "PERSON"
        entity = people.find(name, number, is_person) or groups.find(name)
        entity.add(name)
        linked.append(entity)
    return linked


def _is_full_name(name: Name, majority: dict[str, str]) -> bool:
    return len(name.printed) > 1 and majority[key(" ".join(name.printed))] == "PERSON"


class _People:
    """The people of an article, first from their full names, then found by parts of them."""

    def __init__(self, full_names: Iterator[Name]) -> None:
        self.by_surname: defaultdict[str, list[Entity]] = defaultdict(list)
        self.by_ending: defaultdict[Words, list[Entity]] = defaultdict(list)
        self.by_beginning: defaultdict[Words, list[Entity]] = defaultdict(list)
        self.last_seen: dict[Entity, int] = {}
        self.addressed: dict[Words, Entity] = {}  # `Mrs. Clinton` stays the one whom it meant first
        distinct = dict.fromkeys(person_name(name.printed) for name in full_names)
        for name in sorted(distinct, key=lambda name: -len(name.given)):
            if not any(compatible(entity.person, name) for entity in self.by_surname[name.surname] if entity.person):
                self._add(name)

    def _add(self, name: PersonName) -> Entity:
        entity = Entity(person=name, gender=gender((), name.given[0] if name.given else None))
        self.by_surname[name.surname].append(entity)
        parts = (*name.given, *name.surname.split())
        for cut in range(len(parts)):
            self.by_ending[parts[cut:]].append(entity)
            if cut:
                self.by_beginning[parts[:cut]].append(entity)
        return entity

    def find(self, name: Name, number: int, is_person: bool) -> Entity | None:
        """The person that the name stands for; nothing where it is no person's name."""
        parsed = person_name(name.printed)
        parts = (*parsed.given, *parsed.surname.split())
        if parsed.given and is_person:
            known = [e for e in self.by_surname[parsed.surname] if e.person and compatible(e.person, parsed)]
        else:
            known = self._by_part(name, parts, is_person)
        said = gender(name.titles, None)
        fitting = [e for e in known if not said or not e.gender or e.gender == said]
        if not fitting and not is_person:
            return None
        address = (*map(plain, name.titles), *parts)
        found = self.addressed.get(address) if name.titles else None
        if found is None:
            found = max(fitting, key=lambda e: self.last_seen.get(e, -1)) if fitting else self._add(parsed)
        self.last_seen[found] = number
        self.addressed[address] = found
        return found

    def _by_part(self, name: Name, parts: Words, is_person: bool) -> list[Entity]:
        """People with that surname, else with that given name; a place's name stays a place's where it is marked so."""
        if name.label != "PERSON" and name.printed[0] in words("place_words"):
            return []
        if found := self.by_ending.get(parts):
            return found
        return self.by_beginning.get(parts, []) if is_person else []


class _Groups:
    """Everything that is no person: names are one entity's where they are equal, aliases, or acronym and expansion."""

    def __init__(self, doc: Doc, names: list[Name]) -> None:
        self.entities: dict[str, Entity] = {}
        self.expansions: dict[str, str] = {}
        for full, short in _acronyms(names):
            self.expansions.setdefault(short, full)
        for full, short in _explained(doc, names):
            self.expansions[short] = full

    def find(self, name: Name) -> Entity:
        """The entity that the name stands for."""
        found = _group_key(name)
        found = self.expansions.get(found, found)
        return self.entities.setdefault(found, Entity())


def _group_key(name: Name) -> str:
    found = entity_key(" ".join(name.printed))
    if name.is_team:
        return f"{found} (team)"
    return found[:-1] if name.label == "NORP" and len(found) > 4 and found[-1] == "s" and found[-2] != "s" else found


def _explained(doc: Doc, names: list[Name]) -> Iterator[tuple[str, str]]:
    """Expansion and acronym where the text itself ties them: `International Monetary Fund (IMF)`, or the reverse."""
    for name, following in pairwise(names):
        if (
            name.end + 1 != following.start
            or doc[name.end].text != "("
            or doc[min(following.end, len(doc) - 1)].text != ")"
        ):
            continue
        for full, short in ((name, following), (following, name)):
            if _is_acronym(short) and (len(full.printed) > 1 and short.label != "PERSON"):
                yield _group_key(full), _group_key(short)


def _acronyms(names: list[Name]) -> Iterator[tuple[str, str]]:
    """Expansion and acronym where only one name of the article has these initials."""
    short_forms = {plain(name.printed[0]).upper(): _group_key(name) for name in names if _is_acronym(name)}
    fulls: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        if len(name.printed) > 1 and name.label not in ("PERSON", "NORP"):
            for letters in initials(name.printed) & short_forms.keys():
                fulls[letters].add(_group_key(name))
    for letters, keys in fulls.items():
        if len(keys) == 1:
            yield keys.pop(), short_forms[letters]


def _is_acronym(name: Name) -> bool:
    word = name.printed[0].replace(".", "")
    return len(name.printed) == 1 and 2 <= len(word) <= 8 and word.isupper()
