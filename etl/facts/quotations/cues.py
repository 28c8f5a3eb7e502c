"""Cues: the words that report speech (`said`, `according to`), and what the grammar says hangs on them."""

from collections.abc import Iterator

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.quotations.attitudes import attitudes
from etl.facts.quotations.complements import content, has_subject
from etl.facts.quotations.cue import Cue
from etl.facts.quotations.extents import around
from etl.facts.quotations.frames import frames
from etl.facts.quotations.passives import passive_content
from etl.facts.quotations.silences import UNREAL, silence
from etl.facts.quotations.subjects import clause_head, lemma, subject
from etl.facts.quotations.views import adjective_cue, attitude_cue, noun_cue, viewpoint_cue

# "went on to say": what is said there was said; "asked him to say": it was not.
REPORTING_INFINITIVE = frozenset(["go", "continue", "proceed", "begin"])
STATES = ("acomp", "ccomp", "ROOT", "conj", "advcl", "relcl")  # where `sure` and `convinced` stand in the parse
SOURCE_PREPOSITIONS = frozenset(["according", "per"])


def cues(sentence: Phrase, quoted: set[int]) -> Iterator[Cue]:
    """The cues of a sentence in reading order, but for those inside quotation marks (`quoted`: token indices)."""
    known: dict[int, Cue] = {}
    for token in sentence:
        cue = _cue(token) if token.i not in quoted else None
        if cue is not None:
            known[token.i] = cue
            outer = _beside(cue, known)
            if outer is not None:
                cue.speaker, cue.relative = outer.speaker, outer.relative
            yield cue


def _beside(cue: Cue, known: dict[int, Cue]) -> Cue | None:
    """The report beside which a verb stands that the parser joins to its clause: `said it was safe | and called …`."""
    clause = cue.token.head
    if cue.token.dep_ != "conj" or clause.dep_ != "ccomp" or has_subject(cue.token):
        return None
    outer = known.get(clause.head.i)
    ended = outer is not None and outer.spans and outer.spans[-1].end_char <= cue.start_char
    return outer if ended and clause.i < cue.token.i else None


def _cue(token: Token) -> Cue | None:
    if token.lower_ in SOURCE_PREPOSITIONS:
        return _according(token)
    if token.tag_ in ("NN", "NNS"):
        return noun_cue(token) or viewpoint_cue(token)
    if token.dep_ in STATES and token.lower_ in words("cue_adjectives") and (cue := adjective_cue(token)) is not None:
        return cue
    if token.dep_ in STATES and token.lower_ in attitudes():
        return attitude_cue(token)
    return _verb(token) if token.pos_ in ("VERB", "AUX") else None


def _verb(token: Token) -> Cue | None:
    name, end = lemma(token), token
    for child in token.rights:
        if child.dep_ == "prt" and f"{name} {child.lower_}" in frames():
            name, end = f"{name} {child.lower_}", child
    known = frames().get(name)
    if known is None:
        return None
    if not is_asserted(token):
        return _silence(token, name)
    speaker, relative = subject(token)
    cue = Cue(token, name, known, token.idx, end.idx + len(end), speaker, relative=relative)
    cue.frame, cue.spans = content(token, known, speaker if relative is None else None)
    if (not cue.spans or speaker is None) and (told := passive_content(token, name, known)):
        cue.frame, cue.spans = "passive", told
    return cue


def _silence(token: Token, name: str) -> Cue | None:
    """`did not mention the deal`, `would not say whether …`; the cue begins with `did not`."""
    found = silence(token, name)
    if found is None:
        return None
    start, spans = found
    speaker, relative = subject(token)
    end = token.idx + len(token)
    return Cue(token, f"not {name}", frozenset(["attitude"]), start, end, speaker, "silence", spans, relative)


def is_asserted(verb: Token) -> bool:
    """Whether the verb reports that something was said: not `did not say`, `could say`, `asked him to say`."""
    if any(child.dep_ == "neg" for child in verb.children):
        return False
    helpers = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    if any(helper.lower_ in UNREAL for helper in helpers):
        return False
    if any(helper.tag_ == "TO" for helper in helpers):
        return lemma(verb.head) in REPORTING_INFINITIVE
    return verb.tag_ != "VB" or bool(helpers)


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
    cue.spans = around(_sentence_head(token), token)
    behind = holder.right_edge.i + 1
    if len(cue.spans) > 1 and behind < len(token.doc) and token.doc[behind].lower_ in ("that", "which", "who"):
        cue.spans.pop()  # "according to figures | that the port released"
    return cue


def _sentence_head(token: Token) -> Token:
    """The head of what `according to …` holds for: behind a comma the whole clause, not a relative at its end."""
    head = clause_head(token)
    if token.i > 0 and token.nbor(-1).text == ",":
        while head.dep_ in ("relcl", "acl", "pcomp") and head.i < token.i:
            head = clause_head(head)
    return head
