"""Counterparts: whom an act between people, states and bodies is done to, where its object names only a thing."""

from collections.abc import Iterator

from spacy.tokens import Token

from etl.facts.frames import Frame, is_acting, names_actor, recipient_of, verb_frame


def counterpart(frame: Frame) -> Token | None:
    """The recipient of an act between people, states and bodies: its own where it is one, else whom the object is
    of, by or with (`rejected calls by Minsk`), or whom the act agreed to or threatened would befall.
    """
    own = frame.recipient
    if own is not None and names_actor(own):
        return own
    if own is not None and (inner := next(_acting_below(own), None)) is not None:
        return inner
    if frame.passive and (other := next(filter(names_actor, _sides(frame)), None)) is not None:
        return other
    if own is None and (other := _joined_actor(frame.actor)) is not None:
        return other
    for child in frame.trigger.children:
        if (
            child.dep_ in ("xcomp", "ccomp", "advcl")
            and child.pos_ == "VERB"
            and (own is None or child.dep_ == "xcomp")
        ):
            below = verb_frame(child)
            found = recipient_of(below.objects)
            if found is not None and not is_acting(found):
                found = next(_acting_below(found), None)
            if found is not None and found is not frame.actor:
                return found
    return own


def _sides(frame: Frame) -> Iterator[Token]:
    """`an agreement reached between Peru and Chile`."""
    return (o for o in frame.objects if o.dep_ == "pobj" and o.head.lower_ in ("between", "with", "against"))


def _acting_below(noun: Token) -> Iterator[Token]:
    """Names that the prepositions and possessives of a noun lead to: `a ban by General Aoun`, `Haiti's efforts`."""
    for child in noun.children:
        if child.dep_ == "poss" and is_acting(child):
            yield child
        elif child.dep_ == "prep":
            for grand in child.children:
                if grand.dep_ == "pobj":
                    if names_actor(grand):
                        yield grand
                    else:
                        yield from _acting_below(grand)


def _joined_actor(actor: Token | None) -> Token | None:
    """`Israel and Lebanon resumed talks`: the one with the other."""
    return None if actor is None else next((child for child in actor.children if child.dep_ == "conj"), None)
