"""Cues: the words that report speech (`said`, `according to`), and what the grammar says hangs on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from etl.facts.lexicon import entries
from etl.schema import Span

Frame = Literal["clause", "parenthetical", "infinitive", "object", "naming", "preposition", "according", "none"]

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
# "went on to say", "was quick to note", "took to Twitter to announce": what is said there was said.
REPORTING_INFINITIVE = frozenset(
    ["go", "continue", "proceed", "begin", "take", "turn", "use", "come", "appear", "issue", "release"]
)
# "could say", "should ask": nobody has said it.
UNREAL = frozenset(["could", "should", "might", "may", "must", "can"])
COMPARISON = frozenset(["than", "like", "unlike"])
ADDED = frozenset(
    [
        "add",
        "note",
        "say",
        "argue",
        "explain",
        "call",
        "cite",
        "claim",
        "tell",
        "insist",
        "warn",
        "write",
        "suggest",
        "stress",
    ]
)
SOURCE_PREPOSITIONS = frozenset(["according", "per"])
MAX_CLIMB = 6


@dataclass(slots=True)
class Cue:
    """A word that reports, who speaks, and the content that the parse hangs on it."""

    token: Token
    lemma: str
    frames: frozenset[str]
    start_char: int
    end_char: int
    speaker: Token | None
    frame: Frame = "none"
    spans: list[Span] = field(default_factory=list)
    relative: bool = False  # the subject is `who`, `which`: "Smith, who said …"


@cache
def frames() -> dict[str, frozenset[str]]:
    """Reporting verbs (`say`, `point out`) and the frames of their content."""
    rows = (entry.split() for entry in entries("cue_verbs"))
    return {row[0].replace("_", " "): frozenset(row[1:]) for row in rows}


def cues(sentence: Phrase, quoted: set[int]) -> Iterator[Cue]:
    """The cues of a sentence in reading order, but for those inside quotation marks (`quoted`: token indices)."""
    for token in sentence:
        if token.i in quoted:
            continue
        if token.lower_ in SOURCE_PREPOSITIONS:
            cue = _according(token)
        elif token.pos_ in ("VERB", "AUX", "NOUN", "PROPN") and token.tag_.startswith("VB"):
            cue = _verb(token)
        else:
            cue = None
        if cue is not None:
            yield cue


def lemma(token: Token) -> str:
    """Dictionary form; the model reads `hoping` as a form of `hop`."""
    if token.lemma_ == "hop" and "pp" not in token.lower_:
        return "hope"
    return token.lemma_.lower()


def _verb(token: Token) -> Cue | None:
    name, end = lemma(token), token
    for child in token.rights:
        if child.dep_ == "prt" and f"{name} {child.lower_}" in frames():
            name, end = f"{name} {child.lower_}", child
    known = frames().get(name)
    if known is None or not _is_asserted(token):
        return None
    speaker, relative = subject(token)
    cue = Cue(token, name, known, token.idx, end.idx + len(end), speaker, relative=relative)
    cue.frame, cue.spans = _content(cue)
    return cue


def _is_asserted(verb: Token) -> bool:
    """Whether the verb reports that something was said: not `did not say`, `could say`, `asked him to say`."""
    if any(child.dep_ == "neg" for child in verb.children):
        return False
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    if any(helper.lower_ in UNREAL for helper in helpers):
        return False
    if any(helper.tag_ == "TO" for helper in helpers):
        return lemma(verb.head) in REPORTING_INFINITIVE
    return verb.tag_ != "VB" or bool(helpers)


def subject(verb: Token) -> tuple[Token | None, bool]:
    """Head of the phrase that speaks, and whether it was reached through a relative pronoun.

    The subject of an active verb, the agent of a passive one; else that of the verb it is joined to or controlled by.
    """
    for _ in range(MAX_CLIMB):
        own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
        if own is not None:
            return _own_subject(verb, own)
        agent = _agent(verb)
        if agent is not None:
            return agent, False
        head = verb.head
        if verb.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN", "PRON"):
            return (head, False) if verb.tag_ == "VBG" else (None, False)
        if verb.dep_ == "prep" or head.pos_ in ("ADP", "SCONJ"):
            head = head.head if head.pos_ in ("ADP", "SCONJ") else head
        if head == verb or verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "prep", "dep", "aux"):
            return None, False
        if head.pos_ not in ("VERB", "AUX"):
            return None, False
        verb = head
    return None, False


def _own_subject(verb: Token, own: Token) -> tuple[Token | None, bool]:
    if own.dep_ == "nsubjpass":
        return _agent(verb), False
    if own.dep_ in ("csubj", "csubjpass", "expl"):
        return None, False
    if own.tag_ in ("WP", "WDT") or (own.lower_ == "that" and verb.dep_ == "relcl"):
        return (verb.head, True) if verb.dep_ == "relcl" else (None, True)
    return own, False


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((grandchild for grandchild in child.children if grandchild.dep_ == "pobj"), None)
    return None


def _according(token: Token) -> Cue | None:
    """`according to X, Y` and `per X`: the clause it is attached to, without the phrase itself."""
    to = next((child for child in token.children if child.lower_ == "to"), None)
    holder = to if token.lower_ == "according" else token
    speaker = next((child for child in holder.children if child.dep_ == "pobj"), None) if holder is not None else None
    if holder is None or speaker is None or (token.lower_ == "per" and speaker.ent_type_ not in ("PERSON", "ORG")):
        return None
    end = holder.idx + len(holder)
    name = "according to" if token.lower_ == "according" else "per"
    cue = Cue(token, name, frozenset(["clause"]), token.idx, end, speaker, "according")
    cue.spans = around(clause_head(token), token)
    return cue


def clause_head(token: Token) -> Token:
    """The verb (or head of a verbless sentence) of the clause that holds the token."""
    head = token.head
    while head.head != head and head.pos_ not in ("VERB", "AUX"):
        head = head.head
    return head


def _content(cue: Cue) -> tuple[Frame, list[Span]]:
    verb = cue.token
    if "clause" in cue.frames:
        clause = _clause(verb)
        if clause is not None:
            return "clause", span_of(clause, cue)
        if _is_parenthetical(cue):
            return "parenthetical", around(clause_head(verb), verb)
    for frame, find in (("infinitive", _infinitive), ("object", _object), ("naming", _naming)):
        if frame in cue.frames and (found := find(verb)) is not None:
            return frame, span_of(found, cue)  # type: ignore[return-value]
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in cue.frames and child.n_rights:
            return "preposition", _trimmed(child.doc, child.i + 1, child.right_edge.i + 1)
    return "none", []


def _clause(verb: Token) -> Token | None:
    """The clause that is the verb's complement."""
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i not in (verb.i - 1,):
            return child
    for child in verb.children:  # "told reporters it was over", with the clause hung on the listener
        if child.dep_ in ("dobj", "dative"):
            inner = next((c for c in child.rights if c.dep_ in ("ccomp", "acl") and _is_finite(c)), None)
            if inner is not None:
                return inner
    return None


def _is_finite(verb: Token) -> bool:
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def _is_parenthetical(cue: Cue) -> bool:
    """`X, Smith said, Y`; `as Smith put it`; not `more than Smith said`, `similar to what Smith said`."""
    verb = cue.token
    if cue.speaker is None or cue.relative:
        return False
    marks = {child.lower_ for child in verb.lefts if child.dep_ in ("mark", "advmod", "dobj", "prep")}
    if verb.dep_ == "parataxis":
        return not marks & COMPARISON
    if verb.dep_ == "advcl":
        return "as" in marks
    return False


def _infinitive(verb: Token) -> Token | None:
    for child in verb.rights:
        if child.dep_ in ("xcomp", "ccomp") and any(c.tag_ == "TO" for c in child.lefts):
            return child
    return None


def _object(verb: Token) -> Token | None:
    return next((child for child in verb.rights if child.dep_ == "dobj" and child.tag_ not in ("WP", "WDT")), None)


def _naming(verb: Token) -> Token | None:
    """The complement of `call it a failure`, `describe her as brave`; the object is taken along by `span_of`."""
    for child in verb.rights:
        if child.dep_ in ("oprd", "ccomp", "xcomp") or (child.dep_ == "prep" and child.lower_ == "as"):
            return child
    return None


def span_of(head: Token, cue: Cue) -> list[Span]:
    """Characters of a content that stands on one side of its cue."""
    verb = cue.token
    start, end = head.left_edge.i, head.right_edge.i + 1
    if start <= verb.i < end:
        return around(head, verb)
    if start > verb.i:
        start = min([start, *(c.left_edge.i for c in verb.rights if c.dep_ == "dobj" and cue.frames & {"naming"})])
        end = _until_next_report(verb, start, end)
    return _trimmed(head.doc, start, end)


def _until_next_report(verb: Token, start: int, end: int) -> int:
    """`said it was over, adding that …`: what is added is a report of its own, and no part of the first."""
    doc = verb.doc
    for token in doc[start:end]:
        if token.tag_ == "VBG" and token.i > start and doc[token.i - 1].text == "," and lemma(token) in ADDED:
            return token.i
    return end


def around(head: Token, inserted: Token) -> list[Span]:
    """Characters of a clause without the report that is inserted in it, as one or two spans."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    hole_start, hole_end = inserted.left_edge.i, inserted.right_edge.i + 1
    return _trimmed(head.doc, start, min(hole_start, end)) + _trimmed(head.doc, max(hole_end, start), end)


def _trimmed(doc, start: int, end: int) -> list[Span]:  # type: ignore[no-untyped-def]
    """The tokens as characters, without punctuation, space and a subordinating `that` at the edges."""
    while start < end and (doc[start].is_space or (doc[start].is_punct and doc[start].text not in "$£€#@(“\"‘'")):
        start += 1
    while end > start and (doc[end - 1].is_space or (doc[end - 1].is_punct and doc[end - 1].text not in ")”\"’'%")):
        end -= 1
    if end - start > 1 and doc[start].lower_ == "that" and doc[start].dep_ == "mark":
        start += 1
    return [Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))] if start < end else []
