"""Silences: what somebody is reported not to have spoken about or not to want: `did not mention the deal`, `would not
say whether …`, `does not want to leave`.

The negation belongs to the cue, so that no row reads as if the content had been said.
"""

from spacy.tokens import Token

from etl.facts.quotations.complements import clause_of, direct_object, infinitive
from etl.facts.quotations.extents import trimmed
from etl.schema import Span

UNTOUCHED = frozenset(["mention", "discuss", "disclose", "reveal", "address", "specify"])
UNWANTED = frozenset(["want", "plan", "intend"])
UNSAID = frozenset(["say", "indicate", "disclose", "reveal", "specify", "explain", "state"])
OPEN_QUESTIONS = frozenset(["whether", "if", "how", "what", "who", "when", "where", "why"])
UNREAL = frozenset(["could", "should", "might", "may", "must", "can"])  # "could say": nobody has said it
NEGATIONS = frozenset(["not", "n't", "n’t", "never"])


def silence(verb: Token, name: str) -> tuple[int, list[Span]] | None:
    """First character of the negated verb, and the characters of what is not spoken about; None where it is no such."""
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "neg")]
    if not any(child.lower_ in NEGATIONS for child in helpers):
        return None
    if any(child.lower_ in UNREAL or child.tag_ == "TO" for child in helpers):
        return None
    told = _told(verb, name)
    spans = trimmed(verb.doc, told.left_edge.i, told.right_edge.i + 1) if told is not None else []
    return (min(child.idx for child in helpers), spans) if spans else None


def _told(verb: Token, name: str) -> Token | None:
    if name in UNSAID and (clause := clause_of(verb)) is not None and clause.i > verb.i:
        return clause if clause.left_edge.lower_ in OPEN_QUESTIONS else None
    if name in UNTOUCHED and (noun := direct_object(verb)) is not None:
        return noun if noun.pos_ != "PRON" else None
    if name in UNWANTED:
        return infinitive(verb)
    return None
