"""Statements: noun phrases that say something by themselves."""

import re

from spacy.tokens import Token

from etl.facts.quotations.complements import COMPLEMENTS, direct_object, frames, has_subject, is_to
from etl.facts.quotations.subjects import lemma

NOMINALIZATION = re.compile(r"(?:[ts]ion|ment|ance|ence|ure|al|ing)$")


def is_statement(verb: Token) -> bool:
    """Whether the verb's object says something by itself: with its complement (`accused | the bank of fraud`), with a
    clause of its own (`announced plans to build`), or as an event and who is in it, where the verb takes a clause too
    (`announced the closure of the mine`); not `criticized the deal`, `rejected that condition`, `pledged $5 million`.
    """
    noun = direct_object(verb)
    if noun is None or noun.pos_ == "PRON":
        return False
    of_noun = frozenset(["for", "as", "of"] if lemma(verb) == "accuse" else ["for", "as"])
    for holder, prepositions in ((verb, COMPLEMENTS), (noun, of_noun)):
        if any(child.dep_ == "prep" and child.lower_ in prepositions for child in holder.rights):
            return True
    if any(child.dep_ in ("acl", "ccomp") and (has_subject(child) or is_to(child)) for child in noun.rights):
        return True
    concealed = "clause" in frames().get(lemma(verb), ())
    return concealed and bool(NOMINALIZATION.search(noun.lemma_)) and any(child.dep_ == "prep" for child in noun.rights)
