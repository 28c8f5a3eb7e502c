"""Participants: who the heads of an event's arguments stand for, and what that says of the event's class."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from etl.facts.events.counterparts import counterpart
from etl.facts.events.frames import Frame, subject_of
from etl.facts.events.moods import FUTURE
from etl.facts.events.plover import Code, code, is_coded, noun_code
from etl.facts.events.quoted_text import QuotedText
from etl.facts.events.recipients import names_actor
from etl.facts.lexicon import words
from etl.facts.quotations.speakers import Speakers, phrase
from etl.facts.reading import Reading
from etl.facts.roles import Role

LISTED = 5  # names of a joint actor
PHRASE = 24  # tokens of an object looked through for the words that decide its class
FIRST_PERSON = frozenset({"i", "me", "myself"})
# Prepositions that lead from a harm to what caused it: `killed in a crash`.
CAUSING = frozenset({"in", "by", "from", "of", "during", "with"})
REPORTED_PRONOUNS = frozenset({"it", "they", "he", "she"})
ACTOR = "<actor>"  # among the words of an object: it is somebody who can act
BODY = "<body>"  # it is, or is described by, a state, a people or a body
STATE = "<state>"  # among the words of an actor: it is a state or a people
OWN_ACT = "own-act"  # among the prepositions: a clause on what the actor itself will do
DUTY = "duty"  # among the prepositions: a clause on what somebody else must do
BODIES = frozenset({"GPE", "NORP", "ORG"})
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
        self._quoted = QuotedText(reading)
        self._titles: dict[int, set[str]] = defaultdict(set)
        for role in reading.of(Role):
            self._titles[role.entity_no].update(role.title.lower().split())

    def behind(self, head: Token | None) -> Participant:
        """Name, entity and characters of an argument. The name is null for a pronoun that stands for nobody known; the
        entity is null where several are named together (`Peru and Chile`).
        """
        if head is None:
            return NOBODY
        found = self._alone(head)
        if found.name is None:
            return found
        others = [name for token in _joined(head) if (name := self._alone(token).name) and name != found.name]
        return found._replace(name=_listed([found.name, *others]), entity_no=None) if others else found

    def _alone(self, head: Token) -> Participant:
        mention = self._speakers.mention(head)
        start, end = phrase(head)
        if mention is not None:
            return Participant(mention.canonical, mention.entity_no, start, end)
        if head.pos_ == "PRON":
            if head.lower_ in FIRST_PERSON and (said := self._quoted.at(start)) is not None:
                return Participant(said.speaker, said.speaker_entity_no, start, end)
            reporter = _reporter(head)
            return self._alone(reporter) if reporter is not None else Participant(None, None, start, end)
        for child in head.children:  # `opposition leader Jane Doe`
            if child.dep_ == "appos" and (name := self._speakers.mention(child)) and name.label == "PERSON":
                return Participant(name.canonical, name.entity_no, *phrase(child))
        if head.dep_ == "appos" and (name := self._speakers.mention(head.head)) and name.label == "PERSON":
            return Participant(name.canonical, name.entity_no, start, end)  # `Jane Doe, the judge who`
        return Participant(self._text[start:end], None, start, end)

    def recipient(self, frame: Frame, code: Code | None) -> Token | None:
        """The head of the recipient: of an act with a class somebody who can act, where the text names one."""
        return counterpart(frame, code.event_type) if code is not None else frame.recipient

    def recipient_of(self, frame: Frame, code: Code | None, actor: Participant) -> Participant:
        """Whom an act is done to; nobody where a pronoun would make that the actor (`praised what she called`)."""
        head = self.recipient(frame, code)
        found = self.behind(head)
        same = found.name is not None and (found.name, found.entity_no) == (actor.name, actor.entity_no)
        return NOBODY if same and head is not None and not head.lower_.endswith(("self", "selves")) else found

    def code(self, frame: Frame) -> Code | None:
        """The PLOVER class of a frame, where its wording names one."""
        if frame.trigger.pos_ == "NOUN":
            known = noun_code(frame.lemma)
            return known[0] if known else None
        found = self._verb_code(frame)
        if found is not None and found.event_type == "ASSAULT" and _causes(frame) & words("natural_causes"):
            return None
        return found

    def _verb_code(self, frame: Frame) -> Code | None:
        if not (is_coded(frame.trigger.lemma_.lower()) or is_coded(frame.lemma.split(" ")[0])):
            return None  # most verbs have no class; their context need not be gathered
        prepositions = set(_prepositions(frame.trigger))
        objects = frame.objects[:1] if frame.objects and frame.objects[0].dep_ != "pobj" else frame.objects
        lemma = frame.trigger.lemma_.lower()
        lemmas = (frame.lemma, *(f"{lemma} {word}" for word in sorted(prepositions)), lemma)
        if frame.particle is not None:
            lemmas = lemmas[:1]
        context = {
            "obj": {word for token in objects for word in _words(token)}
            | {ACTOR for token in objects if names_actor(token)},
            "prep": prepositions,
            "actor": self._actor_words(frame.actor),
        }
        return code(lemmas, context)

    def _actor_words(self, actor: Token | None) -> set[str]:
        if actor is None:
            return set()
        number = self._alone(actor).entity_no
        kinds = {STATE} if actor.ent_type_ in ("GPE", "NORP") else set()
        if any(part.ent_type_ in BODIES for part in (actor, *actor.lefts)):
            kinds |= {BODY}
        return _words(actor) | kinds | (self._titles.get(number, set()) if number is not None else set())


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
    return subject if subject is not None and subject.pos_ != "PRON" and subject.i < pronoun.i else None


def _causes(frame: Frame) -> set[str]:
    """The head nouns of what harms: the actor (`two nights of heavy rain`), or what a passive names as the cause."""
    heads = [frame.actor] if frame.actor is not None else []
    heads += [
        o for o in frame.objects if o.dep_ == "pobj" and o.head.lower_ in CAUSING and o.head.head == frame.trigger
    ]
    for head in tuple(heads):
        heads += [o for child in head.children if child.lower_ == "of" for o in child.children if o.dep_ == "pobj"]
    articles = ((head, child) for head in heads for child in head.children if child.dep_ == "det")
    return {h.lemma_.lower() for h in heads} | {f"{det.lower_} {head.lemma_.lower()}" for head, det in articles}


def _prepositions(verb: Token) -> Iterator[str]:
    """The prepositions that follow a verb, also the one that opens a clause: `called for Iran to leave`."""
    for child in verb.children:
        if child.dep_ in ("prep", "dative", "prt", "agent"):
            yield child.lower_
        elif child.dep_ == "xcomp":
            yield "to-verb"
        elif child.dep_ in ("advcl", "ccomp"):
            if _is_own_act(verb, child):
                yield OWN_ACT
            if _is_duty(child):
                yield DUTY
            yield from (mark.lower_ for mark in child.children if mark.dep_ == "mark" and mark.lower_ == "for")


def _is_duty(clause: Token) -> bool:
    """`said that Iran must leave`: what is told is what a state, a people or a body has to do."""
    must = any(child.dep_ == "aux" and child.lower_ == "must" for child in clause.children)
    subjects = (child for child in clause.children if child.dep_ == "nsubj")
    return must and any(part.ent_type_ in BODIES for subject in subjects for part in (subject, *subject.lefts))


def _is_own_act(verb: Token, clause: Token) -> bool:
    """`warned that it would retaliate`: what is told is what the teller is going to do."""
    subject = next((child for child in clause.children if child.dep_ == "nsubj"), None)
    ahead = any(child.dep_ == "aux" and child.lower_ in FUTURE for child in clause.children)
    if subject is None or not ahead or clause.dep_ != "ccomp":
        return False
    actor = subject_of(verb)
    return subject.pos_ == "PRON" or (actor is not None and subject.lemma_ == actor.lemma_)


def _words(head: Token) -> set[str]:
    """Lower-case words and dictionary forms of a noun phrase without its clauses."""
    found: set[str] = set()
    queue = [head]
    while queue and len(found) < 2 * PHRASE:
        token = queue.pop()
        found |= {token.lower_, token.lemma_.lower()}
        queue += [child for child in token.children if child.dep_ not in OUTSIDE]
    return found
