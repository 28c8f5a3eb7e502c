"""Whose age a number is: `Jane Roe, 44, said`, `who turned 71`."""

from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.quantities.measures import OLDEST, Measure
from etl.facts.quantities.phrases import NounPhrase, Phrases

PERSONS = frozenset(("he", "she", "who", "i"))


def aged(phrases: Phrases, measure: Measure) -> NounPhrase | None:
    """The person whose age a number is: `Jane Roe, 44, said`, `she is 44`."""
    token = phrases.token_at(measure.start_char)
    if measure.unit or measure.parts or not measure.low.is_integer() or not 0 < measure.low < OLDEST or token.i < 2:
        return None
    if person := _is_so_old(phrases, token, measure):
        return person
    before, name = phrases.doc[token.i - 1], phrases.doc[token.i - 2]
    follows = phrases.text[measure.end_char : measure.end_char + 1]
    if before.text == "," and name.ent_type_ == "PERSON" and follows in (",", ".", ";"):
        start = name.i
        while start and phrases.doc[start].ent_iob_ == "I" and phrases.doc[start - 1].ent_type_ == "PERSON":
            start -= 1
        return NounPhrase(phrases.doc[start].idx, name.idx + len(name), name)
    return None


def _is_so_old(phrases: Phrases, number: Token, measure: Measure) -> NounPhrase | None:
    """`Ann Poe, who turned 71`, `she is 44`: a bare number said of a person."""
    verb = number.head
    if verb.lemma_ not in ("be", "turn") or number.dep_ not in ("attr", "acomp", "dobj", "oprd") or number.i < verb.i:
        return None
    if phrases.noun_after(measure) is not None or any(True for _ in number.children):
        return None
    for child in verb.children:
        if child.dep_ == "nsubj" and _is_person(child):
            named = child.head.head if child.lower_ == "who" and child.head.dep_ == "relcl" else child
            return NounPhrase(named.idx, named.idx + len(named), named)
    return None


def _is_person(token: Token) -> bool:
    return token.ent_type_ == "PERSON" or token.lower_ in PERSONS or token.lower_ in words("kin_terms")
