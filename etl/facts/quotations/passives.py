"""Passives: what is `expected to`, who is `accused of` what, what somebody `was asked`, whoever it is that says so."""

from spacy.tokens import Token

from etl.facts.quotations.complements import has_subject, is_to
from etl.facts.quotations.extents import COMPLEMENTS, trimmed
from etl.facts.quotations.subjects import agent
from etl.schema import Span

MIN_TOPIC = 2  # words: `asked about the bridge`, not `asked about it`
INTERROGATIVES = frozenset(["whether", "if", "what", "who", "why", "how", "when", "where", "which"])
QUESTIONS = frozenset(["ask", "question", "press"])


def passive_content(verb: Token, name: str, accepted: frozenset[str]) -> list[Span]:
    """Characters of what a verb in the passive reports, with the subject of which it is said; empty if it is none."""
    if verb.tag_ != "VBN" or any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.lefts):
        return []
    if name in QUESTIONS:
        return _question(verb)
    subject = next((child for child in verb.lefts if child.dep_ == "nsubjpass"), None)
    if subject is None or subject.tag_ in ("WP", "WDT", "EX"):
        return []
    source, complement = agent(verb), _complement(verb, accepted)
    if source is None and (complement is None or not ("passive" in accepted or "object" in accepted)):
        return []
    told = trimmed(verb.doc, complement.left_edge.i, complement.right_edge.i + 1) if complement is not None else []
    return trimmed(verb.doc, subject.left_edge.i, subject.right_edge.i + 1) + told


def _complement(verb: Token, accepted: frozenset[str]) -> Token | None:
    judges = bool(accepted & {"object", "naming"})
    for child in verb.rights:
        if "passive" in accepted and child.dep_ in ("xcomp", "ccomp") and is_to(child):
            return child
        if judges and child.dep_ == "prep" and child.lower_ in COMPLEMENTS and _has_noun(child):
            return child
        if "naming" in accepted and child.dep_ == "oprd":
            return child
    return None


def _has_noun(preposition: Token) -> bool:
    """Not `is quoted as | saying …`, which is a report by itself, nor `is accused of`, with what stands elsewhere."""
    return any(child.dep_ == "pobj" for child in preposition.rights)


def _question(verb: Token) -> list[Span]:
    """`was asked whether …`, `Asked about …, Smith said …`."""
    for child in verb.rights:
        if (
            child.dep_ in ("ccomp", "advcl", "xcomp")
            and child.left_edge.lower_ in INTERROGATIVES
            and has_subject(child)
        ):
            return trimmed(verb.doc, child.left_edge.i, child.right_edge.i + 1)
        if child.dep_ == "prep" and child.lower_ in ("about", "on") and child.right_edge.i - child.i >= MIN_TOPIC:
            return trimmed(verb.doc, child.i + 1, child.right_edge.i + 1)
    return []
