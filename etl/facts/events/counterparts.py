"""Counterparts: whom an act between people, states and bodies is done to, where its object names only a thing."""

from collections.abc import Iterator

from spacy.tokens import Token

from etl.facts.events.frames import PASSIVE_SUBJECTS, SUBJECTS, Frame, verb_frame
from etl.facts.events.plover import EventType
from etl.facts.events.recipients import names_actor, recipient_of

# Prepositions that lead from a thing to whom it concerns; `in` and `on` lead to where it is.
CONCERNING = frozenset({"by", "of", "from", "with", "against", "between", "among", "to", "for", "into", "at"})
# Acts that are felt where they are done: `eased the curfew in Karachi`. Talks in Doha are no act towards Doha.
FELT_IN_PLACE = frozenset({"CONCEDE", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "THREATEN"})
PLACES = frozenset({"GPE", "LOC"})


def counterpart(frame: Frame, event_type: EventType) -> Token | None:
    """The recipient of an act: its own where that can act or suffer; else whom its objects concern (`rejected calls by
    Minsk`, `sent a letter to Oslo`), or whom the act that it agrees to or threatens would be done to. The purpose of a
    protest says whom it is against, the clause of a demand of whom it is demanded.
    """
    own = frame.recipient
    if own is not None and names_actor(own):
        return own
    return next((token for token in _concerned(frame, event_type) if token != frame.actor), own)


def _concerned(frame: Frame, event_type: EventType) -> Iterator[Token]:
    yield from _bidden(frame.trigger, event_type)
    objects = [o for o in frame.objects if o.dep_ != "pobj" or o.head.lower_ in CONCERNING]
    yield from (o for o in objects if o.dep_ == "pobj" and (names_actor(o) or o.head.dep_ == "dative"))
    for noun in frame.objects:
        yield from _below(noun)
    inner = list(_inner(frame.trigger, event_type))
    for act in inner:
        if (found := recipient_of(act.objects)) is not None and names_actor(found):
            yield found
        for noun in act.objects:
            if act.trigger.is_ancestor(noun):
                yield from _below(noun)
    if event_type in FELT_IN_PLACE:
        for act in (frame, *inner):
            yield from _around(act)


def _bidden(verb: Token, event_type: EventType) -> Iterator[Token]:
    """`demanded that Iran leave`, `threatened to strike unless Iran leaves`: who is to do what is asked."""
    clauses: list[Token] = []
    if event_type == "REQUEST":
        clauses = [child for child in verb.children if child.dep_ == "ccomp"]
    elif event_type == "THREATEN":
        threats = [verb, *(child for child in verb.children if child.dep_ == "xcomp")]
        clauses = [child for threat in threats for child in threat.children if child.dep_ == "advcl"]
        clauses = [c for c in clauses if any(mark.lower_ == "unless" for mark in c.children)]
    for clause in clauses:
        yield from (c for c in clause.children if c.dep_ in (*SUBJECTS, *PASSIVE_SUBJECTS) and names_actor(c))


def _inner(verb: Token, event_type: EventType) -> Iterator[Frame]:
    """The acts that an act agrees to, threatens or, where it is a protest, has for its purpose."""
    for child in verb.children:
        purpose = event_type == "PROTEST" and child.dep_ == "advcl"
        if child.pos_ == "VERB" and (child.dep_ in ("xcomp", "ccomp") or purpose):
            yield verb_frame(child)


def _around(frame: Frame) -> Iterator[Token]:
    """Where an act, or the thing that it acts on, is."""
    for head in (*frame.objects, frame.trigger):
        for child in head.children:
            if child.dep_ == "prep" and child.lower_ == "in":
                yield from (grand for grand in child.children if grand.dep_ == "pobj" and _is_place(grand))


def _is_place(noun: Token) -> bool:
    return noun.ent_type_ in PLACES or any(left.ent_type_ in PLACES for left in noun.lefts)  # `Sindh province`


def _below(noun: Token) -> Iterator[Token]:
    """Whom a thing concerns: `a ban by General Aoun`, `Haiti's efforts`, `a march staged by students`, `arms seized
    from peacekeepers`, `a formula for ending its dispute with Spain`.
    """
    for child in noun.children:
        if child.dep_ == "poss" and names_actor(child) and child.pos_ != "PRON":
            yield child
        elif child.dep_ == "prep" and child.lower_ in CONCERNING:
            yield from _behind(child)
        elif child.dep_ == "conj":
            yield from _below(child)
        elif child.dep_ == "acl" and child.pos_ == "VERB":
            act = verb_frame(child)
            if act.actor is not None and act.actor.dep_ == "pobj" and names_actor(act.actor):
                yield act.actor
            yield from _acted_on(act)


def _behind(preposition: Token) -> Iterator[Token]:
    for child in preposition.children:
        if child.dep_ == "pobj" and names_actor(child):
            yield child
        elif child.dep_ == "pobj":
            yield from _below(child)
        elif child.dep_ == "pcomp" and child.pos_ == "VERB":
            yield from _acted_on(verb_frame(child))


def _acted_on(act: Frame) -> Iterator[Token]:
    for noun in act.objects:
        if not act.trigger.is_ancestor(noun):
            continue  # the noun that a clause describes stands above it
        if noun.dep_ == "pobj" and noun.head.lower_ == "from" and noun.ent_type_ in PLACES:
            continue  # `ships diverted from Spain`: a way, no party
        if names_actor(noun):
            yield noun
        else:
            yield from _below(noun)
