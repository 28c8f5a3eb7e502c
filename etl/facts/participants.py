"""Participants: who the heads of an event's arguments stand for, and what that says of the event's class."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from etl.facts.counterparts import counterpart
from etl.facts.frames import Frame, subject_of
from etl.facts.plover import Code, code, noun_code
from etl.facts.reading import Reading
from etl.facts.roles import Role
from etl.facts.speakers import Speakers, phrase

LISTED = 5  # names of a joint actor
PHRASE = 24  # tokens of an object looked through for the words that decide its class
REPORTED_PRONOUNS = frozenset({"it", "they", "he", "she"})
OUTSIDE = ("relcl", "advcl", "acl", "appos")


class Participant(NamedTuple):
    """Who takes part in an event, by the fullest name of the article; offsets are those of the phrase as printed."""

    name: str | None
    entity_no: int | None
    start_char: int | None
    end_char: int | None


NOBODY = Participant(None, None, None, None)


class Participants:
    """Resolves the arguments of an article's frames."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.text
        self._speakers = Speakers(reading)
        self._titles: dict[int, set[str]] = defaultdict(set)
        for role in reading.of(Role):
            self._titles[role.entity_no].update(role.title.lower().split())

    def behind(self, head: Token | None) -> Participant:
        """Name, entity and characters of an argument; the name is null for a pronoun that stands for nobody known."""
        if head is None:
            return NOBODY
        found = self._alone(head)
        if found.name is None:
            return found
        others = [self._alone(token).name for token in _joined(head)]
        return found._replace(name=_listed([found.name, *(name for name in others if name)]))

    def _alone(self, head: Token) -> Participant:
        mention = self._speakers.mention(head)
        start, end = phrase(head)
        if mention is not None:
            return Participant(mention.canonical, mention.entity_no, start, end)
        if head.pos_ == "PRON":
            reporter = _reporter(head)
            return self._alone(reporter) if reporter is not None else Participant(None, None, start, end)
        for child in head.children:  # `opposition leader Jane Doe`
            if child.dep_ == "appos" and (name := self._speakers.mention(child)) and name.label == "PERSON":
                return Participant(name.canonical, name.entity_no, *phrase(child))
        return Participant(self._text[start:end], None, start, end)

    def recipient(self, frame: Frame, code: Code | None) -> Token | None:
        """The head of the recipient: of an act with a class somebody who can act, where the text names one."""
        return counterpart(frame, protest=code.event_type == "PROTEST") if code is not None else frame.recipient

    def code(self, frame: Frame) -> Code | None:
        """The PLOVER class of a frame, where its wording names one."""
        if frame.trigger.pos_ == "NOUN":
            known = noun_code(frame.lemma)
            return known[0] if known else None
        prepositions = set(_prepositions(frame.trigger))
        objects = frame.objects[:1] if frame.objects and frame.objects[0].dep_ != "pobj" else frame.objects
        lemma = frame.trigger.lemma_.lower()
        lemmas = (frame.lemma, *(f"{lemma} {word}" for word in sorted(prepositions)), lemma)
        if frame.particle is not None:
            lemmas = lemmas[:1]
        context = {
            "obj": {word for token in objects for word in _words(token)},
            "prep": prepositions,
            "actor": self._actor_words(frame.actor),
        }
        return code(lemmas, context)

    def _actor_words(self, actor: Token | None) -> set[str]:
        if actor is None:
            return set()
        number = self.behind(actor).entity_no
        return _words(actor) | (self._titles.get(number, set()) if number is not None else set())


def _joined(head: Token) -> Iterator[Token]:
    """What is joined to a noun by `and` or `or`: `Iraq, Syria and Libya`."""
    for child in head.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN"):
            yield child
            yield from _joined(child)


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))[:LISTED]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _reporter(pronoun: Token) -> Token | None:
    """`Iraq said it would comply`: the subject of a reported clause is who reports, where it is a pronoun."""
    verb = pronoun.head
    while verb.dep_ == "conj":
        verb = verb.head
    if pronoun.lower_ not in REPORTED_PRONOUNS or pronoun.dep_ not in ("nsubj", "nsubjpass") or verb.dep_ != "ccomp":
        return None
    subject = subject_of(verb.head) if verb.head.pos_ == "VERB" else None
    return subject if subject is not None and subject.pos_ != "PRON" else None


def _prepositions(verb: Token) -> Iterator[str]:
    """The prepositions that follow a verb, also the one that opens a clause: `called for Iran to leave`."""
    for child in verb.children:
        if child.dep_ in ("prep", "dative", "prt", "agent"):
            yield child.lower_
        elif child.dep_ == "xcomp":
            yield "to-verb"
        elif child.dep_ in ("advcl", "ccomp"):
            yield from (mark.lower_ for mark in child.children if mark.dep_ == "mark" and mark.lower_ == "for")


def _words(head: Token) -> set[str]:
    """Lower-case words and dictionary forms of a noun phrase without its clauses."""
    found: set[str] = set()
    queue = [head]
    while queue and len(found) < 2 * PHRASE:
        token = queue.pop()
        found |= {token.lower_, token.lemma_.lower()}
        queue += [child for child in token.children if child.dep_ not in OUTSIDE]
    return found
