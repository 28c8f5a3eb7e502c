"""Cues: the words that report speech (`said`, `according to`), and what the grammar says hangs on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from etl.facts.complements import Frame, around, content, frames, has_subject, trimmed
from etl.facts.lexicon import words
from etl.facts.subjects import clause_head, lemma, subject
from etl.schema import Span

# "went on to say": what is said there was said; "asked him to say": it was not.
REPORTING_INFINITIVE = frozenset(["go", "continue", "proceed", "begin"])
# "could say", "should ask": nobody has said it.
UNREAL = frozenset(["could", "should", "might", "may", "must", "can"])
SOURCE_PREPOSITIONS = frozenset(["according", "per"])


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
    relative: Token | None = None  # the `who` that stands for the speaker beside the cue: "Smith, who said …"

    @property
    def speaks(self) -> bool:
        """Whether the word reports speech by itself; `want`, `see` do so only where the content is in marks."""
        return "attitude" not in self.frames

    @property
    def finite(self) -> bool:
        """Whether a subject must stand beside the word."""
        return self.token.tag_ in ("VBD", "VBZ", "VBP") and not self.passive

    @property
    def passive(self) -> bool:
        """Whether the subject is not the one who speaks: `was asked`."""
        return any(child.dep_ in ("auxpass", "nsubjpass") for child in self.token.lefts) or self.token.tag_ == "VBN"


def cues(sentence: Phrase, quoted: set[int]) -> Iterator[Cue]:
    """The cues of a sentence in reading order, but for those inside quotation marks (`quoted`: token indices)."""
    for token in sentence:
        if token.i in quoted:
            continue
        if token.lower_ in SOURCE_PREPOSITIONS:
            cue = _according(token)
        elif token.tag_ in ("NN", "NNS") and token.lemma_.lower() in words("cue_nouns"):
            cue = _noun(token)
        elif token.pos_ in ("VERB", "AUX"):
            cue = _verb(token)
        else:
            cue = None
        if cue is not None:
            yield cue


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
    cue.frame, cue.spans = content(token, known, speaker if relative is None else None)
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


def _noun(noun: Token) -> Cue | None:
    """`her claim that …`, `a warning from the bank that …`, `made the claim that …`."""
    clause = next((c for c in noun.rights if c.dep_ in ("acl", "ccomp") and c.tag_ != "VBG" and has_subject(c)), None)
    if clause is None or clause.left_edge.lower_ != "that":
        return None
    speaker = next((child for child in noun.lefts if child.dep_ == "poss"), None)
    for child in noun.rights:
        if speaker is None and child.dep_ == "prep" and child.lower_ in ("by", "from"):
            speaker = next((c for c in child.children if c.dep_ == "pobj"), None)
    if speaker is None and noun.dep_ == "dobj":
        speaker = subject(noun.head)[0]
    end = noun.idx + len(noun)
    cue = Cue(noun, noun.lemma_.lower(), frozenset(["clause"]), noun.idx, end, speaker, "clause")
    cue.spans = trimmed(noun.doc, clause.left_edge.i, clause.right_edge.i + 1)
    return cue
