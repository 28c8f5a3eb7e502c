"""A cue: a word that reports, whose word it is, and what the grammar says hangs on it."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from etl.facts.quotations.complements import direct_object
from etl.facts.quotations.frames import Frame
from etl.facts.quotations.statements import says_something
from etl.facts.quotations.subjects import lemma
from etl.schema import Span

AMOUNTS = ("MONEY", "PERCENT", "QUANTITY", "CARDINAL")
EMPTY = frozenset(["express", "voice"])  # with what is felt: `expressed concern`


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
        """Whether the object is a noun phrase of two words or more: `the offer`; not `offers`, `her`, `$2 million`."""
        noun = direct_object(self.token)
        if noun is None or noun.left_edge == noun.right_edge or noun.ent_type_ in AMOUNTS:
            return False
        return lemma(self.token) not in EMPTY

    @property
    def finite(self) -> bool:
        """Whether a subject must stand beside the word."""
        return self.token.tag_ in ("VBD", "VBZ", "VBP") and not self.passive

    @property
    def passive(self) -> bool:
        """Whether the subject is not the one who speaks: `was asked`."""
        return any(child.dep_ in ("auxpass", "nsubjpass") for child in self.token.lefts) or self.token.tag_ == "VBN"
