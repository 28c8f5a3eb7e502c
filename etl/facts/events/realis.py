"""Realis: whether a text tells an event as having happened, as meant, as possible, as not having happened, or as past.

Read off the parse: negation, modals and conditions beside the event, and the words that govern it. What holds of a
governing verb passes down to its infinitives and participles.
"""

from datetime import date, timedelta
from functools import cache
from typing import cast

from spacy.tokens import Token

from etl.facts.events.moods import (
    CONDITIONS,
    SUBJECTS,
    Realis,
    has_no,
    is_finite,
    is_infinitive,
    is_negated,
    is_past,
    mood,
)
from etl.facts.lexicon import entries

DEPTH = 8  # clauses looked up through; no sentence nests deeper and stays readable
BACKGROUND = timedelta(days=365)
# Prepositions that ground an event in time or cause: `after the attack` takes the attack for granted.
GROUNDS = frozenset({"after", "following", "during", "since", "in", "amid", "despite"})
# `could see the fund raised`: what holds of these holds of what they bring about, whatever tense a tagger reads.
CAUSATIVES = frozenset({"see", "have", "get", "make", "let", "keep", "leave"})
OCCURRING = frozenset(
    {"begin", "start", "take", "happen", "occur", "come", "follow", "resume", "continue", "be", "end"}
)


@cache
def governors() -> dict[str, Realis]:
    """What each governing word makes of its complement."""
    pairs = (line.split(";") for line in entries("realis_governors"))
    return {word: cast(Realis, outcome) for word, outcome in pairs}


def realis(trigger: Token, published: date | None = None, start: date | None = None, end: date | None = None) -> Realis:
    """The realis of an event from its trigger; `start` and `end`: the interval the text gives the event, if any."""
    found = _of(trigger, DEPTH)
    if published is not None and found == "actual":
        if start is not None and start > published and not _is_reported_past(trigger):
            return "planned"
        if end is not None and end < published - BACKGROUND:
            return "historical"
    return found


def _is_reported_past(trigger: Token) -> bool:
    """`sank on 11 January`: a verb of the past outweighs a date that was taken for the coming one."""
    return trigger.pos_ == "VERB" and (is_past(trigger) or any(child.lemma_ == "have" for child in trigger.children))


def is_told(noun: Token) -> bool:
    """Whether a text gives an event named by a noun as having happened, and does not only speak of it.

    It has if something came of it (`the attack killed`), if it was the object of an act (`condemned the attack`) or if
    something is dated or caused by it (`after the attack`).
    """
    head = noun.head
    if noun.dep_ == "pobj":
        return head.lower_ in GROUNDS and not any(c.dep_ == "det" and c.lower_ in ("a", "an") for c in noun.children)
    if head.pos_ != "VERB" or not is_past(head) or head.lemma_.lower() in governors():
        return False
    if noun.dep_ == "nsubj":
        return any(child.dep_ == "dobj" for child in head.children) or head.lemma_.lower() in OCCURRING
    return noun.dep_ == "dobj"


def _of(token: Token, depth: int) -> Realis:
    """What holds of a word that names or governs an event."""
    if not depth:
        return "actual"
    if token.pos_ in ("VERB", "AUX"):
        return "negated" if is_negated(token) else mood(token) or _clause(token, depth)
    if token.pos_ in ("NOUN", "PROPN"):
        return _noun(token, depth)
    return _of(token.head, depth - 1) if token.head.pos_ in ("VERB", "AUX") else "actual"


def _clause(verb: Token, depth: int) -> Realis:
    """What the words above a verb without a mood of its own make of it."""
    kind, head = verb.dep_, verb.head
    if kind == "conj":
        return _joined(verb, depth)
    if kind == "pcomp":
        return _after_preposition(head, depth)
    if kind in ("xcomp", "ccomp"):
        return _complement(verb, depth)
    if kind in ("acl", "relcl") and is_infinitive(verb):
        return governors().get(head.lemma_.lower()) or "planned"
    if kind == "advcl" and not is_finite(verb):
        return "planned" if is_infinitive(verb) and not _is_result(head) else _of(head, depth - 1)
    return _of(head, depth - 1) if kind == "acl" and verb.tag_ == "VBG" else "actual"


def _joined(verb: Token, depth: int) -> Realis:
    """A verb joined to another shares its realis; one with a tense of its own only its condition."""
    if not is_finite(verb):
        return _of(verb.head, depth - 1)
    if any(child.dep_ in SUBJECTS for child in verb.children):
        return "actual"
    first = verb.head
    while first.dep_ == "conj":
        first = first.head
    conditional = any(child.dep_ == "mark" and child.lower_ in CONDITIONS for child in first.children)
    return "hypothetical" if conditional else "actual"


def _after_preposition(preposition: Token, depth: int) -> Realis:
    if preposition.lower_ == "without":
        return "negated"
    if preposition.lower_ in ("before", "until", "instead"):
        return "hypothetical"
    return _outcome(preposition.head, depth) or _of(preposition.head, depth - 1)


def _complement(verb: Token, depth: int) -> Realis:
    head = verb.head
    if head.lemma_.lower() in CAUSATIVES and not any(child.dep_ == "mark" for child in verb.children):
        return _of(head, depth - 1)
    if is_finite(verb):
        return "negated" if head.lemma_.lower() == "deny" else "actual"
    if outcome := _outcome(head, depth):
        return outcome
    above = _of(head, depth - 1)
    return "planned" if above == "actual" and head.pos_ in ("NOUN", "ADJ") and is_infinitive(verb) else above


def _outcome(head: Token, depth: int) -> Realis | None:
    """What a governing word makes of its complement, where it makes anything of it."""
    outcome = governors().get(head.lemma_.lower()) or governors().get(head.lower_)
    own = _of(head, depth - 1) if outcome else "actual"
    if own == "negated":
        return "negated" if outcome == "planned" else "hypothetical"  # did not refuse: it may have
    return "hypothetical" if outcome and own == "hypothetical" else outcome


def _noun(noun: Token, depth: int) -> Realis:
    """An event named by a noun shares what holds of the verb or noun that governs it: `called for an attack`."""
    head = _governor(noun)
    if has_no(noun) or (noun.head.dep_ == "prep" and noun.head.lower_ == "without"):
        return "negated"
    if head == noun:
        return "actual"
    if noun.dep_ in SUBJECTS:
        return _subject(noun, head)
    if noun.dep_ in ("dobj", "pobj", "attr", "oprd", "dative") and (outcome := _outcome(head, depth - 1)):
        return outcome
    return _of(head, depth - 1) if noun.dep_ in ("dobj", "conj", "attr") or head.pos_ == "NOUN" else "actual"


def _governor(noun: Token) -> Token:
    """The verb or noun above a noun and its prepositions. A preposition right behind a noun is taken to belong to it:
    parsers hang `for the withdrawal` of `laid out a timeline for the withdrawal` on the verb.
    """
    head = noun.head
    while head.pos_ == "ADP" and head.head != head:
        before = head.doc[head.i - 1] if head.i else head
        head = before if before.pos_ == "NOUN" and before.lemma_.lower() in governors() else head.head
    return head


def _subject(noun: Token, verb: Token) -> Realis:
    """`An attack could come`: what is said of its coming is said of the event; other verbs take it for granted."""
    if noun.dep_ == "nsubjpass":
        return governors().get(verb.lemma_.lower()) or ("negated" if is_negated(verb) else mood(verb) or "actual")
    if verb.lemma_.lower() not in OCCURRING:
        return "actual"
    return "negated" if is_negated(verb) else mood(verb) or "actual"


def _is_result(head: Token) -> bool:
    """`He left, only to return`: an infinitive of result, not of purpose."""
    return any(child.lower_ == "only" and child.dep_ == "advmod" and child.i > head.i for child in head.children)
