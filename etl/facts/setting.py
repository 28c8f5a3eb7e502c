"""Setting: the date and the place that a clause gives its event, and whose words the clause is in."""

from bisect import bisect_right
from datetime import date

from spacy.tokens import Token

from etl.facts.dates import DateExpression
from etl.facts.places import Place
from etl.facts.quotations import Quotation
from etl.facts.reading import Reading

WHERE = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "off", "along", "throughout"})
WAYS = frozenset({"to", "from", "into", "toward", "towards", "for", "through"})
MOTION = frozenset({
    "fly", "travel", "go", "return", "arrive", "head", "move", "send", "deploy", "march", "flee", "withdraw", "come",
    "visit", "enter", "leave", "reach", "sail", "drive", "retreat", "evacuate", "advance", "walk",
})  # fmt: skip
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
        for expression in reading.of(DateExpression):
            if expression.date_start and expression.date_end and expression.type in ("DATE", "TIME"):
                trigger = _clause(reading, expression.start_char, expression.end_char, place=False)
                if trigger is not None:
                    self._dates.setdefault(trigger.i, (expression.date_start, expression.date_end))
        for place in reading.of(Place):
            if place.kind == "named" and place.null_reason is None:
                trigger = _clause(reading, place.start_char, place.end_char, place=True)
                if trigger is not None:
                    self._places.setdefault(trigger.i, place)
        spans = sorted((*span, q.speaker) for q in reading.of(Quotation) for span in q.content_spans)
        self._quoted = [(start, end, speaker) for start, end, speaker in spans if speaker is not None]
        self._starts = [start for start, _, _ in self._quoted]

    def date(self, trigger: Token) -> tuple[date, date] | None:
        """First and last day of the interval in the trigger's clause."""
        return self._dates.get(trigger.i)

    def place(self, trigger: Token) -> Place | None:
        """The place in the trigger's clause."""
        return self._places.get(trigger.i)

    def speaker(self, char: int) -> str | None:
        """Who says the words that hold a character."""
        before = bisect_right(self._starts, char) - 1
        return self._quoted[before][2] if before >= 0 and char < self._quoted[before][1] else None


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
        if token.pos_ == "ADP" and not preposition:
            preposition = token.lower_
        if token.dep_ == "dobj":
            preposition = preposition or "to"
        token = token.head
    if not place or preposition in WHERE:
        return token
    return token if preposition in WAYS and token.lemma_.lower() in MOTION else None
