"""The noun phrases around a measure in the parse: what is counted, whose age it is, what moved."""

from bisect import bisect_right
from typing import NamedTuple

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.quantities.measures import Measure
from etl.facts.quantities.units import currencies, rate, unit_named

NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
BEFORE_NOUN = frozenset(("JJ", "JJR", "JJS", "VBN", "VBG", "HYPH", "POS", "RB", "RBR", "RBS", "CD"))
WITHIN_NOUN = frozenset(("HYPH", "POS"))
# Nouns that a number modifies without counting them: `a three-way race`, `the two-fold`, `one-time`.
NOT_COUNTED = frozenset(
    ("way", "fold", "sided", "pronged", "star", "part", "dimensional", "handed", "off", "tier", "time")
)


class NounPhrase(NamedTuple):
    """A noun with what stands before it."""

    start_char: int
    end_char: int
    head: Token


class Counted(NamedTuple):
    """What a measure counts, its unit, and where the quantity's words end."""

    phrase: str | None
    unit: str | None
    end_char: int


class Phrases:
    """The parse of one article, asked about its measures."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc, self.text = doc, text
        self.starts = [token.idx for token in doc]

    def token_at(self, char: int) -> Token:
        """The token that holds a character."""
        return self.doc[max(0, bisect_right(self.starts, char) - 1)]

    def head_of(self, measure: Measure) -> Token:
        """The token that links the measure to its sentence: the noun it counts, else its unit or the number."""
        if measure.unit is None and (counted := self.noun_after(measure)):
            return counted.head
        token = self.token_at(max(measure.start_char, measure.end_char - 1))
        first = self.token_at(measure.start_char)
        for _ in range(8):
            if token.head.i < first.i or token.head == token or token.head.i > token.i + 4:
                break
            if token.dep_ not in (
                "nummod",
                "quantmod",
                "compound",
                "amod",
                "punct",
                "nmod",
                "advmod",
                "prep",
                "pobj",
                "npadvmod",
            ):
                break
            if self.starts[token.head.i] >= measure.end_char:
                break
            token = token.head
        return token

    def noun_after(self, measure: Measure) -> NounPhrase | None:
        """The noun phrase that follows a measure without a break."""
        position = self.token_at(measure.end_char - 1).i + 1
        if position < len(self.doc) and self.doc[position].tag_ == "HYPH":
            position += 1
        if position >= len(self.doc) or self.doc[position].lower_ in NOT_COUNTED:
            return None
        noun = None
        for token in self.doc[position : position + 8]:
            dated = token.ent_type_ in ("DATE", "TIME") and token.ent_iob_ == "B"
            if token.is_sent_start or token.is_space or dated:
                break
            if token.tag_ in NOUNS:
                noun = token
            elif noun is not None and token.tag_ in BEFORE_NOUN and token.nbor(-1).tag_ == "HYPH":
                continue  # `21 man-made | lakes`
            elif token.tag_ not in (BEFORE_NOUN if noun is None else WITHIN_NOUN) and not (
                noun is None and _joins_adjectives(token)
            ):
                break
        if noun is None or noun.text == "%" or noun.lower_ in NOT_COUNTED:
            return None
        return NounPhrase(self.doc[position].idx, noun.idx + len(noun), noun)

    def complement(
        self, end_char: int, prepositions: tuple[str, ...] = ("of",), *, bare: bool = False
    ) -> NounPhrase | None:
        """The noun phrase behind an `of` that follows: `members | of their forces`; `bare`: `half | the seats`."""
        position = self.token_at(end_char - 1).i + 1
        if position >= len(self.doc):
            return None
        if self.doc[position].lower_ in prepositions:
            position += 1
        elif not (bare and self.doc[position].tag_ in ("DT", "PRP$")):
            return None
        noun = None
        for token in self.doc[position : position + 8]:
            if token.is_sent_start or token.is_space:
                break
            if token.tag_ == "PRP" and noun is None:
                noun = token
                break  # `12 of them children`
            if token.tag_ in NOUNS:
                noun = token
            elif token.tag_ not in (*WITHIN_NOUN, *(() if noun else (*BEFORE_NOUN, "DT", "PDT", "PRP$", "$"))):
                break
        return NounPhrase(self.doc[position].idx, noun.idx + len(noun), noun) if noun is not None else None

    def counted(self, measure: Measure, mover: Token | None) -> Counted:
        """What is counted or measured, and where the quantity's words end; `mover`: the word that changed it."""
        after = self.noun_after(measure)
        if after is not None and measure.unit is None and (bound := self._bound_noun(measure, after)):
            return Counted(bound.text, None, bound.idx + len(bound))
        if after is not None and mover is not None and after.head.i == mover.i:
            after = None
        if after is not None:
            return self._counted_noun(measure, after)
        prepositions = ("of", "in") if measure.unit in currencies() else ("of",)
        of = self.complement(measure.end_char, prepositions, bare=measure.last.fraction)
        if of is not None:
            currency = unit_named(of.head.lower_)
            if measure.unit is None and currency in currencies() and any(child.tag_ == "CD" for child in of.head.lefts):
                return Counted(None, currency, measure.end_char)  # `3 million of the 5 million euros`
            return self._given(self.text[of.start_char : of.end_char], measure.unit, of.end_char)
        if mover is not None and (subject := self.subject(mover)):
            return Counted(self.text[subject.start_char : subject.end_char], measure.unit, measure.end_char)
        return Counted(None, measure.unit, measure.end_char)

    def _counted_noun(self, measure: Measure, after: NounPhrase) -> Counted:
        """`1,000 | members of their security forces`; `28 straight | days` is a unit; `tests per day` has a rate."""
        if measure.unit is not None and self.token_at(after.start_char).tag_ == "CD" and unit_named(after.head.lower_):
            return Counted(None, measure.unit, measure.end_char)  # `8 feet | 2 inches`
        if measure.unit is not None:
            return Counted(self.text[after.start_char : after.end_char], measure.unit, after.end_char)
        unit = unit_named(after.head.lower_)
        if unit is not None:
            return Counted(None, unit, after.end_char)
        of = self.complement(after.end_char)
        end = of.end_char if of is not None else after.end_char
        return self._given(self.text[after.start_char : end], None, end)

    def _given(self, counted: str, unit: str | None, end: int) -> Counted:
        """`2 million barrels of oil | a day`, `3,000 tests | per day`: what follows says what it is given for."""
        per = rate(self.text, end) if " per " not in (unit or "") else None
        return (
            Counted(counted, f"{unit or ''} per {per.name}".lstrip(), per.edge) if per else Counted(counted, unit, end)
        )

    def _bound_noun(self, measure: Measure, after: NounPhrase) -> Token | None:
        """The noun that a number modifies another with: `12-page | document`, `3 cylinder | engine`.

        A hyphen binds the number to the noun next to it; and no number above one counts a noun in the singular.
        """
        first = self.token_at(after.start_char)
        if measure.low <= 1 or first.tag_ not in ("NN", "NNS") or first.i == after.head.i:
            return None
        hyphen = self.text[measure.end_char : measure.end_char + 1] == "-"
        joined = self.text[first.idx + len(first) : first.idx + len(first) + 1] == "-"  # `12-member-strong`
        if joined or not self.text[first.idx].islower():
            return None
        head = after.head
        single = (
            first.tag_ == head.tag_ == "NN"
            and not head.text.endswith("s")
            and head.lower_ not in words("unchanged_plurals")
        )
        return first if hyphen or single else None

    def subject(self, verb: Token) -> NounPhrase | None:
        """The short noun phrase that is the subject of a verb: the noun with what stands before it."""
        for _ in range(3):
            for child in verb.children:
                if child.dep_ in ("nsubj", "nsubjpass") and child.tag_ in NOUNS:
                    left = [token for token in child.lefts if token.dep_ in ("compound", "amod", "poss", "nmod")]
                    first = min((token.left_edge.i for token in left), default=child.i)
                    return NounPhrase(self.doc[first].idx, child.idx + len(child), child)
            if verb.dep_ not in ("conj", "xcomp", "advcl") or verb.head == verb:
                return None
            verb = verb.head
        return None


def _joins_adjectives(token: Token) -> bool:
    """`40 small | and | medium-sized firms`."""
    if token.tag_ != "CC" or token.i + 1 >= len(token.doc) or not token.i:
        return False
    return token.nbor(-1).tag_ == token.nbor(1).tag_ == "JJ"
