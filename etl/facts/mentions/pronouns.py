"""Whom `he`, `she` and `the senator` stand for. Where two people fit about equally well, nobody: no guess is stored."""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.coreference import Entity
from etl.facts.mentions.names import Name, plain

Kind = Literal["named", "pronoun", "nominal"]
GENDERS = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
OPENING, CLOSING, STRAIGHT = frozenset("“«"), frozenset("”»"), frozenset({'"', "''", "``"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
REACH = 3  # sentences that a pronoun looks back
MEMORY = 60  # mentions that a pronoun looks back
MARGIN = 12  # lead that the best person needs over the second
FULL_TITLES = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "amb": "ambassador"}


class Reference(NamedTuple):
    """Tokens that stand for an entity without naming it."""

    start: int
    end: int
    entity: Entity
    kind: Kind


class _Seen(NamedTuple):
    """A person mentioned: in which sentence, how prominently, at which token, subject of which verb."""

    entity: Entity
    sentence: int
    weight: int
    verb: int | None


def references(doc: Doc, names: list[Name], entities: list[Entity]) -> Iterator[Reference]:
    """Pronouns and titles that stand for people, in reading order. Linear in the length of the text."""
    holders = _holders(names, entities)
    named = {name.start: (name, entity) for name, entity in zip(names, entities, strict=True) if entity.person}
    memory: deque[_Seen] = deque(maxlen=MEMORY)
    known: set[Entity] = set()
    quoted = False
    for number, sentence in enumerate(doc.sents):
        for token in sentence:
            quoted = _within_quotes(token, quoted)
            if token.i in named:
                name, entity = named[token.i]
                known.add(entity)
                memory.append(_seen(entity, number, _root(doc, name)))
            elif quoted:  # who `he` is inside a quotation depends on its speaker, who is not known yet
                continue
            elif token.lower_ in GENDERS:
                if meant := _antecedent(token, number, memory):
                    memory.append(_seen(meant, number, token))
                    yield Reference(token.i, token.i + 1, meant, "pronoun")
            elif token.lower_ == "the" and (meant := _holder(token, holders)) and meant in known:
                memory.append(_seen(meant, number, token.nbor()))
                yield Reference(token.i, token.i + 2, meant, "nominal")


def _within_quotes(token: Token, quoted: bool) -> bool:
    """Whether a token stands in quotation marks; a new paragraph closes a quotation that was left open."""
    text = token.text
    if text in STRAIGHT:
        return not quoted
    if text in OPENING or text in CLOSING:
        return text in OPENING
    return quoted and not (token.is_space and "\n" in text)


def _root(doc: Doc, name: Name) -> Token:
    return next((t for t in doc[name.start : name.end] if not name.start <= t.head.i < name.end), doc[name.end - 1])


def _seen(entity: Entity, sentence: int, token: Token) -> _Seen:
    """Subjects are the ones that a text goes on to speak of; possessors the least."""
    for _ in range(4):  # each of `Reed, Klein and Bell` is as much the subject as the first
        if token.dep_ != "conj":
            break
        token = token.head
    if token.dep_ in SUBJECTS:
        return _Seen(entity, sentence, 30, token.head.i)
    return _Seen(entity, sentence, 0 if token.dep_ in ("poss", "compound") else 8, None)


def _antecedent(token: Token, sentence: int, memory: deque[_Seen]) -> Entity | None:
    """The person that a pronoun stands for, if one fits clearly better than all others."""
    gender = GENDERS[token.lower_]
    scores: dict[Entity, int] = {}
    for seen in memory:
        distance = sentence - seen.sentence
        if distance > REACH or seen.entity.gender not in (None, gender) or _is_barred(token, seen):
            continue
        score = 100 - 28 * distance + seen.weight + (15 if seen.entity.gender else 0)
        scores[seen.entity] = max(score, scores.get(seen.entity, 0))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN):
        return None
    if len(ranked) == 1 and ranked[0][0].gender is None:
        ranked[0][0].gender = gender
    return ranked[0][0]


def _is_barred(token: Token, seen: _Seen) -> bool:
    """An object is not its own clause's subject: in `Smith told him`, he is somebody else."""
    if token.dep_ in SUBJECTS or token.dep_ == "poss" or token.lower_.endswith("self"):
        return False
    head = token.head if token.dep_ != "pobj" else token.head.head
    return seen.verb is not None and seen.verb == head.i


def _holders(names: list[Name], entities: list[Entity]) -> dict[str, set[Entity]]:
    """The people whom the article gives each office before their name."""
    holders: defaultdict[str, set[Entity]] = defaultdict(set)
    for name, entity in zip(names, entities, strict=True):
        if entity.person:
            for title in map(plain, name.titles):
                holders[FULL_TITLES.get(title, title)].add(entity)
    return holders


def _holder(determiner: Token, holders: dict[str, set[Entity]]) -> Entity | None:
    """The one person whom `the senator` can mean; nobody where it is qualified (`the senator from Ohio`)."""
    if determiner.i + 2 >= len(determiner.doc):
        return None
    noun = determiner.nbor()
    if not noun.is_lower or noun.tag_ != "NN" or noun.dep_ in ("appos", "attr", "compound", "conj", "poss"):
        return None
    people = holders.get(noun.text, ())
    is_office = noun.text in words("offices") or noun.text in words("titles")
    is_qualified = any(child.i != determiner.i and child.dep_ != "case" for child in noun.children)
    return next(iter(people)) if len(people) == 1 and is_office and not is_qualified else None
