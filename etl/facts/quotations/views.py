"""Views: nouns and adjectives that report: `her claim that …`, `in her view`, `is sure that …`, `eager to …`."""

from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.quotations.attitudes import attitude_object
from etl.facts.quotations.complements import has_subject, is_to
from etl.facts.quotations.cue import Cue
from etl.facts.quotations.extents import around, trimmed
from etl.facts.quotations.subjects import clause_head, subject

DEMANDS = frozenset(["call", "demand", "appeal", "plea", "request"])
VIEWPOINTS = frozenset(["view", "opinion", "estimation", "judgment", "judgement", "reckoning", "telling"])
ATTITUDE = frozenset(["attitude"])


def noun_cue(noun: Token) -> Cue | None:
    """`her claim that …`, `a warning from the bank that …`, `made the claim that …`, `her hope is that …`."""
    if noun.lemma_.lower() not in words("cue_nouns"):
        return None
    clause = next((c for c in noun.rights if c.dep_ in ("acl", "ccomp") and c.tag_ != "VBG" and has_subject(c)), None)
    if clause is None and noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        clause = next((c for c in noun.head.rights if c.dep_ == "ccomp"), None)
    speaker = _owner(noun)
    if clause is None or clause.left_edge.lower_ != "that":
        return _demand(noun, speaker) if speaker is not None else None
    if speaker is None and noun.dep_ == "dobj":
        speaker = subject(noun.head)[0]
    return _of_clause(noun, noun.lemma_.lower(), clause, speaker)


def _demand(noun: Token, speaker: Token) -> Cue | None:
    """`her promise to leave`, `the union’s demand for higher wages`."""
    for child in noun.rights:
        if (child.dep_ == "acl" and is_to(child)) or (child.lower_ == "for" and noun.lemma_.lower() in DEMANDS):
            cue = _of_clause(noun, noun.lemma_.lower(), child, speaker)
            cue.frame = "infinitive" if child.dep_ == "acl" else "preposition"
            return cue
    return None


def _owner(noun: Token) -> Token | None:
    """Whose word or view it is: `her claim`, `a warning from the bank`, `fears among farmers`."""
    owner = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    for child in noun.rights:
        if owner is None and child.dep_ == "prep" and child.lower_ in ("by", "from", "among"):
            owner = next((c for c in child.children if c.dep_ == "pobj"), None)
    return owner


def adjective_cue(adjective: Token) -> Cue | None:
    """`is confident that …`, `was adamant that …`, `are convinced that …`, `made clear that …`."""
    holders = (*adjective.rights, *(adjective.head.rights if adjective.dep_ == "acomp" else ()))
    clauses = (c for c in holders if c.i > adjective.i and c.dep_ in ("ccomp", "advcl") and has_subject(c))
    clause = next((c for c in clauses if c.dep_ == "ccomp" or c.left_edge.lower_ == "that"), None)
    if clause is None or _is_negated(adjective):
        return None
    if adjective.dep_ == "ccomp" and adjective.head.lemma_ == "make":
        speaker = subject(adjective.head)[0]
    else:
        speaker = _holder(adjective)
    if speaker is None or speaker.lower_ == "it":
        return None
    return _of_clause(adjective, adjective.lower_, clause, speaker)


def attitude_cue(adjective: Token) -> Cue | None:
    """`is worried about the bridge`, `eager to leave`."""
    told = attitude_object(adjective)
    if told is None or _is_negated(adjective):
        return None
    speaker = _holder(adjective)
    cue = Cue(adjective, adjective.lower_, ATTITUDE, adjective.idx, adjective.idx + len(adjective), speaker, "attitude")
    cue.spans = trimmed(adjective.doc, told.left_edge.i, told.right_edge.i + 1)
    return cue


def _is_negated(adjective: Token) -> bool:
    return any(child.dep_ == "neg" for child in (*adjective.lefts, *adjective.head.children))


def _holder(adjective: Token) -> Token | None:
    """Who is so: `Smith is sure`, `sure as ever, Smith`."""
    own = next((child for child in adjective.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    return own if own is not None else subject(adjective.head)[0]


def viewpoint_cue(noun: Token) -> Cue | None:
    """`in her view, …`, `…, in the opinion of the court`."""
    preposition = noun.head
    if noun.lemma_.lower() not in VIEWPOINTS:
        return None
    if noun.dep_ != "pobj" or preposition.lower_ not in ("in", "by") or preposition.dep_ != "prep":
        return None
    speaker = _owner(noun)
    of = next((child for child in noun.rights if child.lower_ == "of"), None)
    if speaker is None and of is not None:
        speaker = next((c for c in of.children if c.dep_ == "pobj"), None)
    if speaker is None or preposition.head.pos_ not in ("VERB", "AUX"):
        return None
    cue = Cue(noun, noun.lemma_.lower(), frozenset(["clause"]), noun.idx, noun.idx + len(noun), speaker, "according")
    cue.spans = around(clause_head(preposition), preposition)
    return cue


def _of_clause(word: Token, name: str, clause: Token, speaker: Token | None) -> Cue:
    cue = Cue(word, name, frozenset(["clause"]), word.idx, word.idx + len(word), speaker, "clause")
    cue.spans = trimmed(word.doc, clause.left_edge.i, clause.right_edge.i + 1)
    return cue
