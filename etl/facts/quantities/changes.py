"""The change that a number takes part in: `rose 5 percent`, `cut to 40`, `a 3 percent drop`, `up from 9`."""

import re
from functools import cache
from typing import Literal, NamedTuple

from spacy.tokens import Token

from etl.facts.lexicon import entries
from etl.facts.quantities.measures import Measure
from etl.facts.quantities.phrases import Phrases

Direction = Literal["up", "down", "to"]
ChangePart = Literal["by", "to", "from"]

PREPOSITIONS: dict[str, ChangePart] = {"by": "by", "to": "to", "from": "from", "at": "to", "of": "by"}
JUST_MOVED = re.compile(
    r"\b(up|down)\s(?P<part>from\s|to\s|by\s|at\s)?"
    r"(?:(?:about|around|roughly|nearly|almost|some|more than|less than|over|only|just|an?)\s)*$",
    re.IGNORECASE,
)
# `a $150,000 contract`, `the advance`: these nouns move nothing.
NO_CHANGE_NOUNS = frozenset(("contract", "advance", "retreat", "discount", "ease", "lift", "rally", "crash"))
MOVED_BY_PARTICLE = frozenset(
    (
        "go", "come", "move", "draw", "scale", "bring", "take", "push", "drive", "edge", "inch", "tick", "creep", "end",
        "close", "finish", "open", "trade", "wind", "pare", "shoot", "pull", "send", "step", "ramp", "dial", "cut",
        "head", "whittle", "drag", "bid", "mark", "slow", "speed", "nudge", "bounce", "roll",
    )
)  # fmt: skip
SLOT = frozenset(("npadvmod", "dobj", "advmod", "attr", "oprd", "dep", "nmod", "obj", "appos", "conj", "quantmod"))


class Change(NamedTuple):
    """A change that a number takes part in: its direction, and whether the number is its size, its end or its start."""

    direction: Direction
    part: ChangePart
    word: Token


@cache
def directions() -> dict[str, Direction]:
    """Lemmas that move a number, with the direction."""
    pairs = (entry.split("\t") for entry in entries("change_verbs"))
    return {lemma: "up" if way == "up" else "down" for lemma, way in pairs}


def change_of(phrases: Phrases, measure: Measure) -> Change | None:
    """The change that a measure takes part in."""
    before = phrases.text[max(0, measure.start_char - 40) : measure.start_char]
    head = phrases.head_of(measure)
    if match := JUST_MOVED.search(before):
        part = (match["part"] or "by").strip().replace("at", "to")
        direction: Direction = "up" if match[1].lower() == "up" else "down"
        if not (direction == "up" and part == "to"):  # `up to` is a bound
            adverb = phrases.token_at(measure.start_char - len(before) + match.start())
            return Change(direction, part, adverb.head)  # type: ignore[arg-type]
    return _of_noun(phrases, measure, head) or _of_verb(head)


def _of_noun(phrases: Phrases, measure: Measure, head: Token) -> Change | None:
    """`a 3 percent drop`, `an increase of 40 jobs`."""
    after = phrases.noun_after(measure)
    nouns = [after.head] if after and measure.unit else []
    if head.dep_ == "pobj" and head.head.lower_ in ("of", "by", "from", "to"):
        nouns.append(head.head.head)
    for noun in nouns:
        direction = directions().get(noun.lemma_.lower())
        if direction and noun.pos_ == "NOUN" and noun.lemma_.lower() not in NO_CHANGE_NOUNS:
            preposition = head.head.lower_ if not (after and noun.i == after.head.i) else "of"
            return Change(direction, PREPOSITIONS[preposition], noun)
    return None


def _of_verb(head: Token) -> Change | None:
    part: ChangePart = "by"
    token = head
    for _ in range(4):
        if token.dep_ == "pobj" and token.head.lower_ in PREPOSITIONS and token.head.lower_ != "of":
            part = PREPOSITIONS[token.head.lower_]
            token = token.head.head
        elif token.dep_ in SLOT:
            token = token.head
        else:
            return None
        direction = _moved(token)
        if direction and not (head.dep_ == "dobj" and token.lemma_.lower() in ("raise", "boost", "lift", "expand")):
            return Change(direction, part, token)
        if token.pos_ == "VERB":
            return None
    return None


def _moved(token: Token) -> Direction | None:
    """The direction of a verb, its particle first: `draw down`, `go up`, `rise`."""
    if token.pos_ not in ("VERB", "AUX"):
        return None
    for child in token.children:
        particle = child.dep_ in ("prt", "advmod") and child.lower_ in ("up", "down", "back")
        if particle and token.lemma_.lower() in MOVED_BY_PARTICLE:
            return "up" if child.lower_ == "up" else "down"
        if child.dep_ in ("acomp", "advmod", "oprd") and child.lower_ in ("higher", "lower"):
            return "up" if child.lower_ == "higher" else "down"
    return directions().get(token.lemma_.lower())
