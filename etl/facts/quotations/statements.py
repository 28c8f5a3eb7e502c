"""Statements: what is reported and says something by itself; what is only named does not."""

import re

from spacy.tokens import Token

from etl.facts.quotations.complements import direct_object, has_subject, is_to
from etl.facts.quotations.extents import COMPLEMENTS
from etl.facts.quotations.frames import Frame, frames
from etl.facts.quotations.subjects import lemma

NOMINALIZATION = re.compile(r"(?:[ts]ion|ment|ance|ence|ure|al|ing)$")
MIN_WORDS = 4  # of a noun phrase that says something: `the raids of last week`, not `the raids`
MIN_TOPIC_WORDS = 3  # behind a preposition: `spoke about | the need for rain`, not `referred to | Ada Smith`
TOPICS = frozenset(["about", "on", "to", "with"])


def says_something(verb: Token, frame: Frame) -> bool:
    """Whether a content in the article's own words, found in a frame of the verb, says something by itself."""
    if frame == "object":
        return _is_told(verb)
    if frame == "preposition":
        topic = next((child for child in verb.rights if child.dep_ == "prep" and child.lower_ in TOPICS), None)
        return topic is None or topic.right_edge.i - topic.i >= MIN_TOPIC_WORDS
    return frame != "infinitive" or not any(child.lemma_ == "comment" for child in verb.rights)


def _is_told(verb: Token) -> bool:
    """Whether the verb's object says something by itself: with its complement (`accused | the bank of fraud`), with a
    clause of its own (`announced plans to build`), as an event and who is in it, where the verb takes a clause too
    (`announced the closure of the mine`), or as a matter told in some words (`praised the crews who dug all night`);
    not `criticized the deal`, `rejected that condition`, nor a name or a deed (`attacked a police station in Dover`).
    """
    noun, known = direct_object(verb), frames().get(lemma(verb), frozenset())
    if noun is None:
        return True  # a gerund: it was found because it says something
    is_long = noun.right_edge.i - noun.left_edge.i >= MIN_WORDS - 1
    if is_long and "deed" not in known and noun.pos_ not in ("PROPN", "PRON"):
        return True
    of_noun = frozenset(["for", "as", "of"] if lemma(verb) == "accuse" else ["for", "as"])
    for holder, prepositions in ((verb, COMPLEMENTS), (noun, of_noun)):
        if any(child.dep_ == "prep" and child.lower_ in prepositions for child in holder.rights):
            return True
    if any(child.dep_ in ("acl", "ccomp") and (has_subject(child) or is_to(child)) for child in noun.rights):
        return True
    concealed = "clause" in known
    return concealed and bool(NOMINALIZATION.search(noun.lemma_)) and any(child.dep_ == "prep" for child in noun.rights)
