"""Setting: the date and the place that a clause gives its event, and whose words the clause is in."""

from datetime import date

from spacy.tokens import Token

from etl.facts.dates import DateExpression
from etl.facts.events.plover import VERBAL, Code
from etl.facts.events.quoted_text import QuotedText
from etl.facts.places import Place
from etl.facts.reading import Reading

WHERE = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "off", "along", "throughout"})
BOUNDS = frozenset(
    {"since", "until", "till", "before", "after"}
)  # `since May` says when a state began, not when an act was
WAYS = frozenset({"to", "from", "into", "toward", "towards", "for", "through"})
MOTION = frozenset({
    "fly", "travel", "go", "return", "arrive", "head", "move", "send", "deploy", "march", "flee", "withdraw", "come",
    "visit", "enter", "leave", "reach", "sail", "drive", "retreat", "evacuate", "advance", "walk",
})  # fmt: skip
WORDS = VERBAL - {"AGREE"}  # classes of acts that are done in words
AROUND = (
    "nsubj",
    "nsubjpass",
    "relcl",
    "appos",
    "acl",
    "poss",
    "amod",
    "compound",
)  # ways out of the clause's own phrases


class Setting:
    """Looks up, by trigger, what the clauses of an article say of when, where and by whom told."""

    def __init__(self, reading: Reading) -> None:
        self._dates: dict[int, tuple[date, date]] = {}
        self._places: dict[int, Place] = {}
        self._things: dict[int, Place] = {}  # places of what is acted on: `the houses in Tonga`
        for expression in reading.of(DateExpression):
            if expression.date_start and expression.date_end and expression.type in ("DATE", "TIME"):
                trigger = _clause(reading, expression.start_char, expression.end_char, place=False)
                if trigger is not None:
                    self._dates.setdefault(trigger.i, (expression.date_start, expression.date_end))
        for place in reading.of(Place):
            if place.kind == "named" and place.null_reason is None:
                trigger = _clause(reading, place.start_char, place.end_char, place=True)
                if trigger is not None:
                    found = self._places if _is_beside(reading, place) else self._things
                    found.setdefault(trigger.i, place)
        self._quoted = QuotedText(reading)

    def date(self, trigger: Token) -> tuple[date, date] | None:
        """First and last day of the interval in the trigger's clause."""
        return self._dates.get(trigger.i)

    def place(self, trigger: Token, code: Code | None) -> Place | None:
        """The place in the trigger's clause. Who blames, bans or praises a thing may be far from where it is."""
        away = code is not None and code.event_type in WORDS
        return self._places.get(trigger.i) or (None if away else self._things.get(trigger.i))

    def speaker(self, char: int) -> str | None:
        """Who says the words that hold a character."""
        said = self._quoted.at(char)
        return said.speaker if said is not None else None


def _is_beside(reading: Reading, place: Place) -> bool:
    """Whether a place stands with its verb, and not inside the object: `in Doha` of `met rebels in Doha`."""
    span = reading.doc.char_span(place.start_char, place.end_char, alignment_mode="expand")
    token = span.root if span is not None else None
    while token is not None and token.pos_ not in ("VERB", "AUX") and token.head != token:
        if token.dep_ == "dobj":
            return False
        token = token.head
    return True


def _clause(reading: Reading, start: int, end: int, *, place: bool) -> Token | None:
    """The verb, or the noun of an event, whose clause a stretch of text stands in."""
    span = reading.doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    token = span.root
    preposition = ""
    while token.pos_ not in ("VERB", "AUX"):
        if token.dep_ in AROUND or token.head == token:
            return None
        if token.pos_ in ("ADP", "SCONJ") and not preposition:
            preposition = token.lower_
            if not place and preposition in BOUNDS:
                return None
        if place and token.dep_ == "agent":
            return None
        if token.dep_ == "dobj":
            preposition = preposition or "to"
        token = token.head
    if not place or preposition in WHERE:
        return token
    return token if preposition in WAYS and token.lemma_.lower() in MOTION else None
