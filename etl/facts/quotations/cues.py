"""Cues: the words that report speech (`said`, `according to`), and what the grammar says hangs on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.quotations.attitudes import PREDICATES, attitude_object, attitude_phrases
from etl.facts.quotations.complements import content, direct_object, has_subject, is_to
from etl.facts.quotations.extents import around, trimmed
from etl.facts.quotations.frames import Frame, frames
from etl.facts.quotations.passives import passive_content
from etl.facts.quotations.silences import silence
from etl.facts.quotations.statements import says_something
from etl.facts.quotations.subjects import clause_head, lemma, subject
from etl.schema import Span

# "went on to say": what is said there was said; "asked him to say": it was not.
REPORTING_INFINITIVE = frozenset(["go", "continue", "proceed", "begin"])
# "could say", "should ask": nobody has said it.
UNREAL = frozenset(["could", "should", "might", "may", "must", "can"])
DEMANDS = frozenset(["call", "demand", "appeal", "plea", "request"])
VIEWPOINTS = frozenset(["view", "opinion", "estimation", "judgment", "judgement", "reckoning", "telling"])
EMPTY = frozenset(["express", "voice"])  # with what is felt: `expressed concern`
STATES = ("acomp", "ccomp", "ROOT", "conj", "advcl", "relcl")  # where `sure` and `convinced` stand in the parse
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
    def is_statement(self) -> bool:
        """Whether the content says something by itself; what is only named (`criticized the deal`) does not."""
        return says_something(self.token, self.frame)

    @property
    def names_a_thing(self) -> bool:
        """Whether the content is a noun phrase that is no pronoun: `endorsed Smith`, not `endorsed her`."""
        noun = direct_object(self.token)
        return noun is not None and noun.pos_ != "PRON" and lemma(self.token) not in EMPTY

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
        return _noun(token) or _viewpoint(token) or _attitude(token)
    if token.dep_ in STATES and token.lower_ in words("cue_adjectives") and (cue := _adjective(token)) is not None:
        return cue
    if token.lower_ in attitude_phrases():
        return _attitude(token)
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


def _noun(noun: Token) -> Cue | None:
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


def _adjective(adjective: Token) -> Cue | None:
    """`is confident that …`, `was adamant that …`, `are convinced that …`, `made clear that …`."""
    holders = (*adjective.rights, *(adjective.head.rights if adjective.dep_ == "acomp" else ()))
    clauses = (c for c in holders if c.i > adjective.i and c.dep_ in ("ccomp", "advcl") and has_subject(c))
    clause = next((c for c in clauses if c.dep_ == "ccomp" or c.left_edge.lower_ == "that"), None)
    if clause is None or any(child.dep_ == "neg" for child in (*adjective.lefts, *adjective.head.children)):
        return None
    own = next((child for child in adjective.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    if adjective.dep_ == "ccomp" and adjective.head.lemma_ == "make":
        speaker = subject(adjective.head)[0]
    else:
        speaker = own if own is not None else subject(adjective.head)[0]
    if speaker is None or speaker.lower_ == "it":
        return None
    return _of_clause(adjective, adjective.lower_, clause, speaker)


def _attitude(word: Token) -> Cue | None:
    """`is worried about the bridge`, `eager to leave`, `her criticism of the deal`."""
    told = attitude_object(word)
    if told is None:
        return None
    if word.pos_ == "NOUN":
        speaker = _owner(word) or (subject(word.head)[0] if word.dep_ == "dobj" else None)
    elif word.dep_ in PREDICATES and not any(child.dep_ == "neg" for child in (*word.lefts, *word.head.lefts)):
        own = next((child for child in word.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
        speaker = own if own is not None else subject(word.head)[0]
    else:
        return None
    cue = Cue(word, word.lower_, frozenset(["attitude", "stance"]), word.idx, word.idx + len(word), speaker, "attitude")
    cue.spans = trimmed(word.doc, told.left_edge.i, told.right_edge.i + 1)
    return cue if speaker is not None and speaker.i not in range(told.left_edge.i, told.right_edge.i + 1) else None


def _viewpoint(noun: Token) -> Cue | None:
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
