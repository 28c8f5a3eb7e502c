"""Frames: the verbs and nouns of a parse that name an event, each with who did it and to whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from etl.facts.events.moods import is_finite, is_infinitive
from etl.facts.events.plover import noun_code
from etl.facts.events.recipients import ACTING, recipient_of
from etl.facts.lexicon import words

SUBJECTS, PASSIVE_SUBJECTS = ("nsubj", "csubj"), ("nsubjpass", "csubjpass")
RELATIVES = frozenset({"who", "whom", "which", "that", "whose"})
CLAUSES = ("ROOT", "conj", "ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "parataxis", "dep")
# Prepositions whose object is whom an act is done to, the likeliest first.
TOWARDS = ("against", "with", "to", "on", "upon", "at", "from", "between", "for", "of", "into", "in", "over")
OPEN_CLASS = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")
# The object of these, not their subject, is the one who does what the infinitive says: `urged Iran to leave`.
OBJECT_CONTROL = words("object_control_verbs")

LIGHT = frozenset({"hold", "launch", "carry", "mount", "conduct", "stage", "begin", "start", "open", "resume", "make"})
TIMES = frozenset({"DATE", "TIME", "PERCENT", "ORDINAL"})
LEAVING = frozenset({("walk", "off"), ("walk", "out"), ("storm", "off"), ("storm", "out")})


@dataclass(slots=True)
class Frame:
    """An event trigger and the heads of its actor and recipient."""

    trigger: Token
    particle: Token | None
    actor: Token | None
    recipient: Token | None
    objects: tuple[Token, ...]  # what the trigger acts on, patient first, for the event's class
    passive: bool

    @property
    def lemma(self) -> str:
        """Dictionary form, with the particle: `call off`."""
        lemma = self.trigger.lemma_.lower()
        return f"{lemma} {self.particle.lower_}" if self.particle is not None else lemma

    def span(self) -> tuple[int, int]:
        """Characters of the trigger, its particle included where it stands right behind."""
        last = self.particle if self.particle is not None and self.particle.i == self.trigger.i + 1 else self.trigger
        return self.trigger.idx, last.idx + len(last)

    def text(self) -> str:
        """The trigger as printed, with its particle."""
        return self.trigger.text if self.particle is None else f"{self.trigger.text} {self.particle.text}"


def verb_frames(sentence: Phrase) -> Iterator[Frame]:
    """The verb frames of a sentence that have an actor or a recipient, in reading order."""
    for token in sentence:
        if is_eventive(token):
            frame = verb_frame(token)
            if frame.actor is not None or frame.recipient is not None:
                yield frame


def noun_frames(sentence: Phrase) -> Iterator[Frame]:
    """The nouns of a sentence that name an event and have a participant: `the attack on Basra`, `Iran's withdrawal`."""
    for token in sentence:
        if token.pos_ != "NOUN" or token.dep_ == "compound" or (known := noun_code(token.lemma_.lower())) is None:
            continue
        objects = [o for o in objects_of(token) if o.dep_ == "pobj" and o.head.lower_ in known[1]]
        actor = _noun_actor(token)
        recipient = recipient_of(tuple(objects))
        if recipient is not None and not _is_under_light_verb(token) and token.ent_type_ not in ("EVENT", "LAW"):
            yield Frame(token, None, actor, recipient, tuple(objects), passive=False)


def _noun_actor(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ == "poss" and child.pos_ in OPEN_CLASS:
            return child
        if child.dep_ == "prep" and child.lower_ == "by":
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    described = (c for c in noun.children if c.dep_ in ("amod", "compound", "nmod") and c.ent_type_ in ACTING)
    return next(described, None)


def _is_under_light_verb(noun: Token) -> bool:
    """`held talks`: the verb carries the event."""
    return noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_.lower() in LIGHT


def is_eventive(token: Token) -> bool:
    """Whether a token is the full verb of a clause."""
    return token.pos_ == "VERB" and token.dep_ in CLAUSES and token.text[0].isalpha() and not _is_future_going(token)


def _is_future_going(verb: Token) -> bool:
    """`is going to frame it`: the auxiliary of a future, no motion."""
    return verb.lower_ == "going" and any(child.dep_ == "xcomp" and is_infinitive(child) for child in verb.children)


def verb_frame(verb: Token) -> Frame:
    """The frame of a verb."""
    passive = is_passive(verb)
    subject = subject_of(verb)
    objects = tuple(o for o in objects_of(verb) if o.ent_type_ not in TIMES)
    patient = subject if passive else recipient_of(objects)
    actor = _agent(verb) if passive else subject
    if passive and patient is None:
        patient = recipient_of(objects)
    particle = _particle(verb)
    patients = (patient, *objects) if passive and patient is not None else objects
    return Frame(verb, particle, actor, patient, patients, passive)


def _particle(verb: Token) -> Token | None:
    """`called the raid off`; also `walked off`, which parsers take for a preposition before `the job`."""
    for child in verb.children:
        if child.dep_ == "prt" or (child.i == verb.i + 1 and (verb.lemma_.lower(), child.lower_) in LEAVING):
            return child
    return None


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive, also where its auxiliary stands with the verb it is joined to."""
    if any(child.dep_ in ("auxpass", *PASSIVE_SUBJECTS) for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ in ("aux", *SUBJECTS) for child in verb.children):
        return False
    if verb.dep_ in ("acl", "advcl"):  # `Asked whether he would leave, he smiled`
        return True
    return verb.dep_ == "conj" and verb.head.pos_ == "VERB" and is_passive(verb.head)


def subject_of(verb: Token) -> Token | None:
    """Who stands as the subject of a verb: its own, its antecedent's, or the one it shares with the verb above it."""
    for _ in range(6):  # as many clauses as share a subject in practice; a bound, as parses may be odd
        own = next((child for child in verb.children if child.dep_ in (*SUBJECTS, *PASSIVE_SUBJECTS)), None)
        if own is not None:
            return _antecedent(verb, own)
        head = verb.head
        if verb.dep_ == "acl" and head.pos_ in OPEN_CLASS:
            return head if verb.tag_ in ("VBG", "VBN") else _holder(head)
        if verb.dep_ == "xcomp" and head.pos_ == "ADJ" and head.dep_ == "acomp":
            head, control = head.head, False  # `is ready to send`
        elif verb.dep_ == "pcomp" and head.dep_ == "prep":
            head, control = head.head, True
        else:
            control = verb.dep_ == "xcomp"
        if head.pos_ not in ("VERB", "AUX") or verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "ccomp"):
            return None
        if control and head.lemma_.lower() in OBJECT_CONTROL and (patient := _direct_object(head)) is not None:
            return patient
        verb = head
    return None


def _antecedent(verb: Token, subject: Token) -> Token:
    if subject.lower_ in RELATIVES and subject.tag_ in ("WDT", "WP", "IN", "DT"):
        clause = verb
        while clause.dep_ == "conj":
            clause = clause.head
        if clause.dep_ in ("relcl", "acl"):
            return clause.head
    return subject


def _holder(noun: Token) -> Token | None:
    """Whose plan or promise it is: `Iran's threat to close the strait`, `the council promised help to rebuild`."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    head = noun.head
    while head.dep_ == "prep":
        head = head.head
    return subject_of(head) if head.pos_ in ("VERB", "AUX") and noun.dep_ in ("dobj", "pobj", "attr") else None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None)
    return None


def _direct_object(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in ("dobj", "dative")), None)


def objects_of(head: Token) -> Iterator[Token]:
    """What a verb or noun acts on: direct object, subject of the clause it asks for, objects of its prepositions."""
    children = list(head.children)
    for child in children:
        if child.dep_ in ("dobj", "oprd") and child.pos_ in OPEN_CLASS:
            yield _relative_object(head, child)
    if head.dep_ == "relcl" and _lacks_object(children):
        yield head.head
    for child in children:
        if child.dep_ == "dative" and child.pos_ != "ADP":
            yield child
        elif child.dep_ == "ccomp" and not is_finite(child):  # `demanded that Iran leave`; what is told acts on nobody
            yield from (grand for grand in child.children if grand.dep_ in (*SUBJECTS, *PASSIVE_SUBJECTS))
    after = [child for child in children if child.dep_ in ("prep", "dative") and child.pos_ in ("ADP", "SCONJ", "ADV")]
    for preposition in sorted(after, key=_rank):
        yield from (grand for grand in preposition.children if grand.dep_ == "pobj")


def _lacks_object(children: list[Token]) -> bool:
    """`the bridge that rebels blew up`, but not `the man who fled`, `the city they fled to`."""
    if any(child.dep_ in ("dobj", *PASSIVE_SUBJECTS) for child in children):
        return False
    stranded = any(child.dep_ == "prep" and not list(child.children) for child in children)
    return not stranded and any(child.dep_ in SUBJECTS and child.lower_ not in RELATIVES for child in children)


def _relative_object(verb: Token, child: Token) -> Token:
    return verb.head if verb.dep_ == "relcl" and child.lower_ in RELATIVES else child


def _rank(preposition: Token) -> int:
    return TOWARDS.index(preposition.lower_) if preposition.lower_ in TOWARDS else len(TOWARDS)
