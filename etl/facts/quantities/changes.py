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
STATED = re.compile(r"\b(to|from)\s(?:(?:about|around|roughly|nearly|almost|some|only|just|an?)\s)*$", re.IGNORECASE)
# `a $150,000 contract`, `the advance`: these nouns move nothing.
NO_CHANGE_NOUNS = frozenset(("contract", "advance", "retreat", "discount", "ease", "lift", "rally", "crash"))
MOVED_BY_PARTICLE = frozenset(
    (
        "go", "come", "move", "draw", "scale", "bring", "take", "push", "drive", "edge", "inch", "tick", "creep", "end",
        "close", "finish", "open", "trade", "wind", "pare", "shoot", "pull", "send", "step", "ramp", "dial", "cut",
        "head", "whittle", "drag", "bid", "mark", "slow", "speed", "nudge", "bounce", "roll",
    )
)  # fmt: skip
BEFORE_NUMBER = frozenset(
    (
        "about",
        "around",
        "roughly",
        "nearly",
        "almost",
        "some",
        "only",
        "just",
        "a",
        "an",
        "more",
        "less",
        "than",
        "over",
    )
)
RAISED = frozenset(("raise", "boost", "lift", "expand"))
SHARES = frozenset(("percentage", "percentage point", "basis point"))
LEVEL_NOUNS = frozenset(("rate", "level", "total", "record", "high", "low", "average", "pace", "price", "sum"))
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
        adverb = phrases.token_at(measure.start_char - len(before) + match.start())
        moves = _pushed(phrases, adverb)
        particle = adverb.dep_ == "prt" and not moves  # `gave up 50 yards`, `set up 3 funds`
        if moves or not (particle or (direction == "up" and part == "to")):  # else `up to` is a bound
            return Change(direction, part, adverb.head)  # type: ignore[arg-type]
    change = _of_noun(phrases, measure, head) or _of_verb(head) or _of_verb_before(phrases, measure)
    if change and change.part == "by" and (stated := STATED.search(before)):
        return change._replace(part=PREPOSITIONS[stated[1].lower()])
    return change


def _pushed(phrases: Phrases, adverb: Token) -> bool:
    """Whether `up` or `down` belongs to a verb of motion: `crept up to`, `inched back up to`."""
    before = adverb.i - (2 if adverb.i > 1 and phrases.doc[adverb.i - 1].lower_ == "back" else 1)
    return before >= 0 and phrases.doc[before].lemma_.lower() in MOVED_BY_PARTICLE


def carried_on(text: str, last: tuple[Measure, Change | None] | None, measure: Measure) -> Change | None:
    """The change of the number before it: `from 5 percent | to 4.8 percent`, `to €3 million | ($3.4 million)`."""
    if last is None or last[1] is None:
        return None
    between = text[last[0].end_char : measure.start_char].strip()
    if between == "to" and last[1].part == "from":
        return last[1]._replace(part="to")
    return last[1] if between == "(" else None


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
        raised = token.dep_ == "dobj"  # `raised $5 million` moves nothing, `raised to $5 million` does
        if token.dep_ == "pobj" and token.head.lower_ in PREPOSITIONS and token.head.lower_ != "of":
            part = PREPOSITIONS[token.head.lower_]
            token = token.head.head
        elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in LEVEL_NOUNS:
            token = token.head.head  # `eased to an annual rate of 3 percent`
        elif token.dep_ in SLOT:
            token = token.head
        else:
            return None
        direction = _moved(token)
        if direction and not (raised and token.lemma_.lower() in RAISED):
            return Change(direction, part, token)
        if token.pos_ == "VERB":
            return None
    return None


def _of_verb_before(phrases: Phrases, measure: Measure) -> Change | None:
    """`increased by $3 million`, `slid 4.8%`: the verb, its preposition too, stands at once before the number."""
    position = phrases.token_at(measure.start_char).i - 1
    while position > 0 and phrases.doc[position].lower_ in BEFORE_NUMBER:
        position -= 1
    if position < 1:
        return None
    if measure.unit in SHARES and (moved := _moved(phrases.doc[position])):
        return Change(moved, "by", phrases.doc[position])
    if phrases.doc[position].lower_ not in ("by", "to", "from"):
        return None
    verb = phrases.doc[position - 1]
    direction = _moved(verb)
    return Change(direction, PREPOSITIONS[phrases.doc[position].lower_], verb) if direction else None


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
