"""Moods: what a verb's own auxiliaries, negations and conjunctions say of the event it names."""

from typing import Literal

from spacy.tokens import Token

Realis = Literal["actual", "planned", "hypothetical", "negated", "historical"]

FUTURE = frozenset({"will", "'ll", "’ll", "wo", "shall", "sha", "would", "'d", "’d"})
POSSIBLE = frozenset({"may", "might", "could", "can", "ca", "should", "must", "ought", "need"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
NEGATIVES = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "none", "nobody", "nothing"})
SUBJECTS = ("nsubj", "nsubjpass")
AUXILIARIES = ("aux", "auxpass")


def is_negated(verb: Token) -> bool:
    """Whether a verb is denied: by `not`, by `neither … nor`, or by a subject or object that is nobody."""
    return any(_negates(child) for child in verb.children) or (
        verb.dep_ == "conj" and any(child.dep_ == "cc" and child.lower_ == "nor" for child in verb.head.children)
    )


def _negates(child: Token) -> bool:
    if child.dep_ == "neg" or child.lower_ in ("not", "n't", "n’t"):
        return not _is_not_only(child)
    if child.dep_ in ("preconj", "cc"):
        return child.lower_ in ("neither", "nor")
    if child.dep_ == "prep" and child.lower_ == "by":  # by no means
        return any(grand.lower_ == "means" and has_no(grand) for grand in child.children)
    if child.dep_ == "advmod":
        return child.lower_ in ("never", "hardly", "barely", "nowhere")
    return child.dep_ in (*SUBJECTS, "dobj") and (child.lower_ in NEGATIVES or has_no(child))


def _is_not_only(negation: Token) -> bool:
    following = negation.doc[negation.i + 1 : negation.i + 2]
    return following.text.lower() in ("only", "just", "merely")


def has_no(noun: Token) -> bool:
    """Whether a noun is denied by its determiner: `no attack`."""
    return any(child.dep_ == "det" and child.lower_ in ("no", "neither") for child in noun.children)


def mood(verb: Token) -> Realis | None:
    """What a verb's own auxiliaries, its conjunction or a question mark say; null where they say nothing."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in AUXILIARIES}
    marks = {child.lower_ for child in verb.children if child.dep_ in ("mark", "advmod") and child.i < verb.i}
    if marks & CONDITIONS or _is_inverted_condition(verb) or _is_asked(verb) or auxiliaries & POSSIBLE:
        return "hypothetical"
    if "have" in auxiliaries and auxiliaries & FUTURE - {"will"}:
        return "hypothetical"  # would have: it did not
    if auxiliaries & FUTURE or _is_going_to(verb):
        return "hypothetical" if "would" in auxiliaries and _has_condition(verb) else "planned"
    return "hypothetical" if marks & {"before", "until"} and not is_past(verb) else None


def _is_asked(verb: Token) -> bool:
    return verb.dep_ == "ROOT" and verb.sent[-1].text == "?"


def _is_inverted_condition(verb: Token) -> bool:
    """`Should the talks fail, …`."""
    return verb.dep_ == "advcl" and verb.sent[0].lower_ in ("should", "had", "were") and verb.sent[0].head == verb


def _is_going_to(verb: Token) -> bool:
    """`is going to visit`, `is to visit`."""
    head = verb.head
    if verb.dep_ != "xcomp" or not is_infinitive(verb):
        return False
    return head.lemma_ == "be" or (head.lower_ == "going" and any(child.lemma_ == "be" for child in head.children))


def _has_condition(verb: Token) -> bool:
    clauses = (child for child in verb.children if child.dep_ == "advcl")
    return any(mark.dep_ == "mark" and mark.lower_ in CONDITIONS for clause in clauses for mark in clause.children)


def is_past(verb: Token) -> bool:
    """Whether a verb or its auxiliary stands in the past tense."""
    return verb.tag_ == "VBD" or any(child.dep_ in AUXILIARIES and child.tag_ == "VBD" for child in verb.children)


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is an infinitive with `to`."""
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


def is_finite(verb: Token) -> bool:
    """Whether a verb or its auxiliary is inflected for tense, or stands with a modal."""
    finite = ("VBD", "VBZ", "VBP")
    return verb.tag_ in finite or any(c.dep_ in AUXILIARIES and c.tag_ in (*finite, "MD") for c in verb.children)
