"""PLOVER: the class and mode of an event, where its wording names one.

PLOVER (Political Language Ontology for Verifiable Event Records) sorts what political actors do to each other into 16
classes. It has no realis: it calls planned cooperation AGREE and planned conflict THREATEN, which `folded` restores.
"""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Literal, NamedTuple, cast

from etl.facts.events.moods import Realis
from etl.facts.lexicon import entries, words

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
COOPERATION = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
VERBAL = frozenset({"AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})


class Code(NamedTuple):
    """A class and, where the wording gives one, its mode."""

    event_type: EventType
    mode: str | None


class _Condition(NamedTuple):
    where: str  # what to look in: obj, prep or actor
    wanted: frozenset[str]
    holds: bool  # false: none of the words may stand there


class _Wording(NamedTuple):
    code: Code
    conditions: tuple[_Condition, ...]


@cache
def _verbs() -> dict[str, tuple[_Wording, ...]]:
    found: dict[str, list[_Wording]] = defaultdict(list)
    for line in entries("plover_verbs"):
        verb, event_type, mode, conditions = line.split(";")
        tests = tuple(_condition(part) for part in conditions.split(" & ") if part)
        found[verb].append(_Wording(Code(cast(EventType, event_type), mode or None), tests))
    return {verb: tuple(sorted(of, key=lambda w: -len(w.conditions))) for verb, of in found.items()}


def _condition(text: str) -> _Condition:
    where, _, wanted = text.partition(": ")
    listed = (words(word[1:]) if word.startswith("@") else {word} for word in wanted.split())
    return _Condition(where.removeprefix("!"), frozenset().union(*listed), not where.startswith("!"))


@cache
def _nouns() -> dict[str, tuple[Code, frozenset[str]]]:
    rows = (line.split(";") for line in entries("plover_nouns"))
    return {noun: (Code(cast(EventType, code), mode or None), frozenset(to.split())) for noun, code, mode, to in rows}


def code(lemmas: tuple[str, ...], context: Mapping[str, AbstractSet[str]]) -> Code | None:
    """The code of a verb; `lemmas`: with its particle or preposition first; `context`: the words in each place."""
    for lemma in lemmas:
        for wording in _verbs().get(lemma, ()):
            if all(bool(context[c.where] & c.wanted) == c.holds for c in wording.conditions):
                return wording.code
    return None


def is_coded(lemma: str) -> bool:
    """Whether some wording of a class begins with this verb, with or without its particle or preposition."""
    return lemma in _coded()


@cache
def _coded() -> frozenset[str]:
    return frozenset(lemma.split(" ")[0] for lemma in _verbs())


def noun_code(lemma: str) -> tuple[Code, frozenset[str]] | None:
    """The code of a noun that names an event, and the prepositions that lead to its recipient."""
    return _nouns().get(lemma)


def folded(event_type: EventType | None, realis: Realis) -> EventType | None:
    """The class that PLOVER's own manual gives, which folds intention and refusal into the class."""
    if event_type is None or realis in ("actual", "historical"):
        return event_type
    if realis == "negated":
        return "REJECT" if event_type in COOPERATION else None
    if event_type in VERBAL:
        return event_type
    return "AGREE" if event_type in COOPERATION else "THREATEN"


def vocabulary() -> frozenset[EventType]:
    """The classes that some wording names."""
    return frozenset(wording.code.event_type for of in _verbs().values() for wording in of)
