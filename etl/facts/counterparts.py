"""Counterparts: whom an act between people, states and bodies is done to, where its object names only a thing."""

from collections.abc import Iterator

from spacy.tokens import Token

from etl.facts.frames import Frame, names_actor, recipient_of, verb_frame

# Prepositions that lead from a thing to whom it concerns; `in` and `on` lead to where it is.
CONCERNING = frozenset({"by", "of", "from", "with", "against", "between", "to", "for", "into", "at"})


def counterpart(frame: Frame, *, protest: bool = False) -> Token | None:
    """The recipient of an act: its own where that can act or suffer; else whom its objects concern (`rejected calls by
    Minsk`, `sent a letter to Oslo`), or whom the act that it agrees to or threatens would be done to. The purpose of a
    protest says whom it is against.
    """
    own = frame.recipient
    if own is not None and names_actor(own):
        return own
    return next(_concerned(frame, protest), own)


def _concerned(frame: Frame, protest: bool) -> Iterator[Token]:
    objects = [o for o in frame.objects if o.dep_ != "pobj" or o.head.lower_ in CONCERNING]
    yield from (o for o in objects if o.dep_ == "pobj" and (names_actor(o) or o.head.dep_ == "dative"))
    for noun in frame.objects:
        yield from _below(noun)
    for child in frame.trigger.children:
        if child.pos_ == "VERB" and (child.dep_ in ("xcomp", "ccomp") or (protest and child.dep_ == "advcl")):
            inner = verb_frame(child)
            found = recipient_of(inner.objects)
            if found is not None and names_actor(found) and found != frame.actor:
                yield found
            for noun in inner.objects:
                yield from _below(noun)


def _below(noun: Token) -> Iterator[Token]:
    """Whom a thing concerns: `a ban by General Aoun`, `Haiti's efforts`, `a march staged by students`."""
    for child in noun.children:
        if child.dep_ == "poss" and names_actor(child) and child.pos_ != "PRON":
            yield child
        elif child.dep_ == "prep" and child.lower_ in CONCERNING:
            for grand in child.children:
                if grand.dep_ == "pobj" and names_actor(grand):
                    yield grand
                elif grand.dep_ == "pobj":
                    yield from _below(grand)
        elif child.dep_ == "acl" and (agent := verb_frame(child).actor) is not None and agent.dep_ == "pobj":
            yield from (token for token in (agent,) if names_actor(token))
