"""Attitudes: what somebody is `worried about`, `critical of`, `eager to` do."""

from functools import cache

from spacy.tokens import Token

from etl.facts.lexicon import entries
from etl.facts.quotations.complements import is_to

MIN_WORDS = 2  # behind the preposition: `critical of the deal`, not `critical of it`


@cache
def attitudes() -> dict[str, frozenset[str]]:
    """Adjectives of attitude, and what introduces its object: prepositions, `infinitive`."""
    rows = (entry.split() for entry in entries("attitude_adjectives"))
    return {row[0]: frozenset(row[1:]) for row in rows}


def attitude_object(adjective: Token) -> Token | None:
    """What the attitude is about, given by its head: the noun behind the preposition, or the infinitive."""
    accepted = attitudes().get(adjective.lower_, frozenset())
    for child in adjective.rights:
        if child.dep_ in ("xcomp", "ccomp", "advcl") and is_to(child) and "infinitive" in accepted:
            return child
        if child.dep_ == "prep" and child.lower_ in accepted and child.right_edge.i - child.i >= MIN_WORDS:
            return next((c for c in child.rights if c.dep_ in ("pobj", "pcomp")), None)
    return None
