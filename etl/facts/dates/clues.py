"""What the parse knows about a time expression: the tense of its clause, and whether its words are dates at all."""

import re
from bisect import bisect_right
from collections.abc import Callable

from spacy.tokens import Doc, Token

from etl.facts.dates.context import Tense
from etl.facts.dates.grammar import Expression
from etl.facts.lexicon import words

FUTURE_AUXILIARIES = frozenset(("will", "'ll", "’ll", "wo", "shall", "would"))
# What these verbs and adjectives govern has not happened yet: `is due Friday`, `plans to meet in June`.
AHEAD = frozenset(
    (
        "expect", "plan", "schedule", "due", "set", "slate", "intend", "aim", "hope", "vow", "pledge", "promise",
        "prepare", "ready", "poise", "propose", "anticipate", "forecast", "await", "book", "likely",
    )
)  # fmt: skip
PRESENT_BE = frozenset(("is", "are", "am", "'s", "'re", "'m", "’s", "’re", "’m"))
SOON_AS = re.compile(r"\bas (?:soon|early) as $", re.IGNORECASE)
PAST_CUES = frozenset(("since", "ended"))
FUTURE_CUES = frozenset(("by", "until", "till", "due", "starting", "beginning", "effective", "payable"))
NAMES = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "NORP", "LAW"))
NOT_YEARS = frozenset(("MONEY", "PERCENT", "QUANTITY", "CARDINAL", "PRODUCT"))
# A bare figure is a year after these; elsewhere the model has to call it a date.
YEAR_CUES = frozenset(
    (
        "in", "since", "of", "by", "until", "till", "from", "to", "between", "and", "during", "before", "after",
        "through", "early", "late", "mid", "-", "–", "(", "year", "circa",
    )
)  # fmt: skip
# Names of months that are also names of people or words: alone they need a preposition or a call from the model.
AMBIGUOUS_MONTHS = frozenset(("march", "april", "may", "june", "august"))
MONTH_CUES = frozenset(
    (
        "in", "since", "by", "until", "till", "from", "to", "through", "of", "and", "before", "after", "during", "for",
        "between", "or", "early", "late", "mid", "-", "–", "this",
    )
)  # fmt: skip


WEEKDAY_CUES = frozenset(("on", "until", "till", "by", "since", "before", "after", "early", "late"))


class Clues:
    """The parse of one article, asked by character."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc, self.text = doc, text
        self.starts = [token.idx for token in doc]

    def token_at(self, char: int) -> Token:
        """The token that holds a character."""
        return self.doc[max(0, bisect_right(self.starts, char) - 1)]

    def word_before(self, char: int) -> str:
        """The word before a character, lower case; empty at the start of a line."""
        token = self.token_at(char)
        if token.i == 0 or token.is_sent_start:
            return ""
        return self.doc[token.i - 1].lower_

    def tense(self, start_char: int, end_char: int) -> Tense | None:
        """The tense of the clause that a stretch of text stands in; None where no verb governs it."""
        before = self.word_before(start_char)
        if before in PAST_CUES:
            return "past"
        if before in FUTURE_CUES or SOON_AS.search(self.text, max(0, start_char - 16), start_char):
            return "past" if before == "by" and self._was_over_by(start_char) else "future"
        first, last = self.token_at(start_char), self.token_at(end_char - 1)
        token = self.doc[first.i : last.i + 1].root
        for _ in range(12):
            if token.pos_ in ("VERB", "AUX"):
                return _tense_of(token)
            if token.lemma_.lower() in AHEAD:
                return "future"
            if token.head == token:
                return None
            token = token.head
        return None

    def _was_over_by(self, start_char: int) -> bool:
        """`had fled by Wednesday`: what was over by then lies in the past."""
        verb = self.token_at(start_char - 2).head
        return verb.tag_ == "VBN" and any(child.lower_ == "had" for child in verb.children)

    def looks_back(self, start_char: int) -> bool:
        """Whether an `in` hangs on a first, a last or a superlative: `for the first time in 40 years`."""
        head = self.token_at(start_char).head
        phrase = (head, *head.children)
        return any(word.tag_ in ("JJS", "RBS") or word.lower_ in ("first", "last", "only") for word in phrase)

    def is_date(self, expression: Expression) -> bool:
        """Whether the words are a date, so far as the words around them and the model can tell."""
        check = _CHECKS.get(expression.rule)
        return check is None or check(self, expression)


def _tense_of(verb: Token) -> Tense | None:
    """The tense of a verb; an infinitive or participle has that of the verb it hangs on.

    But what was agreed to happen need not have happened: through an infinitive, the past is no evidence.
    """
    through_infinitive = False
    for _ in range(6):
        helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if _looks_ahead(verb, helpers) or _is_timetable(verb, helpers) or _is_to_be_done(verb):
            return "future"
        if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and helpers):
            return None if through_infinitive else "past"
        if verb.tag_ in ("VBZ", "VBP") or verb.head == verb:
            return None
        through_infinitive = through_infinitive or verb.tag_ == "VB"
        verb = verb.head
    return None


def _is_timetable(verb: Token, helpers: set[str]) -> bool:
    """`Parliament votes on Tuesday`, `she is meeting them on Friday`: the present, of what has been set."""
    simple = verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() in words("scheduled_verbs")
    return simple or (verb.tag_ == "VBG" and bool(helpers & PRESENT_BE))


def _is_to_be_done(verb: Token) -> bool:
    """`guidelines to be published in May`, `the vote is to be held in May`.

    But `the first woman to be elected` was, and `a move to ban it` was made.
    """
    set_down = verb.dep_ == "xcomp" and verb.head.lower_ in PRESENT_BE
    if set_down and any(child.tag_ == "TO" for child in verb.children):
        return True
    passive = verb.tag_ == "VBN" and any(child.tag_ == "TO" for child in verb.children)
    if not passive or verb.dep_ not in ("acl", "relcl"):
        return False
    return not any(child.tag_ == "JJS" or child.lower_ in ("first", "last", "only") for child in verb.head.children)


def _looks_ahead(verb: Token, helpers: set[str]) -> bool:
    if helpers & FUTURE_AUXILIARIES or verb.lemma_.lower() in AHEAD:
        return True
    return verb.tag_ == "VBG" and verb.lemma_ == "go" and any(child.tag_ == "VB" for child in verb.children)


def _is_month(clues: Clues, expression: Expression) -> bool:
    parts = expression.parts
    if {"rel", "relyear", "mod"} & parts.keys():
        return True
    token = clues.token_at(expression.start_char)
    before = clues.word_before(expression.start_char)
    if token.ent_type_ == "DATE" and before not in ("ms.", "mrs.", "mr."):
        return True
    if parts["month"] in AMBIGUOUS_MONTHS:
        return before in MONTH_CUES and token.ent_type_ != "PERSON"
    return token.ent_type_ not in NAMES


def _is_year(clues: Clues, expression: Expression) -> bool:
    text, start, end = clues.text, expression.start_char, expression.end_char
    figure = expression.core_char
    if not text[end - 1].isdigit():
        return True  # `nineteen eighty-four`
    before = text[max(0, start - 1) : start]
    if before in ("$", "£", "€", "#", ".", "/", "+") or re.match(
        r"[\w%°$€£/]|[.,]\d|-\w|'s\b (?:worth|each)", text[end : end + 8]
    ):
        return False
    token = clues.token_at(end - 1)
    if "year2" in expression.parts:
        return text[start : start + 4].isdigit() and clues.word_before(start) not in ("room", "flight", "route")
    if not 1400 <= int(text[end - 4 : end]) <= 2100:
        return False
    if token.ent_type_ == "DATE":
        return True
    counts = token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ == "NNS"
    cued = clues.word_before(figure) in YEAR_CUES
    return cued and not counts and token.ent_type_ not in NOT_YEARS - {"CARDINAL"}


def _is_clock(clues: Clues, expression: Expression) -> bool:
    parts = expression.parts
    if "half" in parts or "noon" in parts or "zone" in parts or "when" in parts:
        return True
    return clues.word_before(expression.start_char) in ("at", "by", "until", "around", "about", "from", "to", "before")


def _is_reference(clues: Clues, expression: Expression) -> bool:
    """`current` as a noun flows, `most recent` compares: not times."""
    token = clues.token_at(expression.start_char)
    if token.lower_ == "recent":
        return token.dep_ == "amod" and clues.word_before(expression.start_char) not in ("more", "most")
    return not (token.lower_ == "current" and token.pos_ == "NOUN")


def _is_weekday(clues: Clues, expression: Expression) -> bool:
    """`Black Friday` is a holiday, `Friday Night Lights` a title, `Sheffield Wednesday` a club."""
    token = clues.token_at(expression.core_char)
    if clues.word_before(expression.start_char) in WEEKDAY_CUES:
        return True
    return token.ent_type_ not in ("PERSON", "ORG", "WORK_OF_ART", "FAC", "PRODUCT", "EVENT")


def _is_day_of_month(clues: Clues, expression: Expression) -> bool:
    """`Article 5, March`: the figure belongs to what stands before it."""
    return clues.text[expression.start_char - 1 : expression.start_char] not in ("$", "£", "€", "#")


def _is_holiday(clues: Clues, expression: Expression) -> bool:
    """`New Year` with capitals is January 1; neither `a new year` nor `Lunar New Year` is."""
    if expression.parts["holiday"] != "new year":
        return True
    token = clues.token_at(expression.end_char - len("New Year"))
    alone = token.i == 0 or clues.doc[token.i - 1].pos_ not in ("ADJ", "PROPN")
    return token.text == "New" and alone


def _is_numbered_day(clues: Clues, expression: Expression) -> bool:
    """`on the 18th`, where the model sees a date: neither `the 18th hole` nor `the 13th Amendment`."""
    if "weekday" in expression.parts:
        return True
    token = clues.token_at(expression.end_char - 1)
    numbers_noun = token.i + 1 < len(clues.doc) and clues.doc[token.i + 1].pos_ in ("NOUN", "PROPN", "ADJ")
    return token.ent_type_ == "DATE" and not numbers_noun


def _is_adverb(clues: Clues, expression: Expression) -> bool:
    """`rose annually`, `his daily life`, not `its quarterly report`."""
    token = clues.token_at(expression.start_char)
    if token.lower_ == "daily":
        if clues.word_before(expression.start_char) == "average":
            return False  # `an average daily volume of` is a rate
        return token.tag_ in ("JJ", "RB")
    if token.dep_ == "advmod" and token.head.pos_ == "VERB":
        return True
    return token.tag_ == "RB" and (token.dep_ not in ("amod", "compound") or token.lower_.endswith("ally"))


_CHECKS: dict[str, Callable[[Clues, Expression], bool]] = {
    "month": _is_month,
    "year": _is_year,
    "year_range": _is_year,
    "clock": _is_clock,
    "weekday": _is_weekday,
    "month_day": _is_day_of_month,
    "holiday": _is_holiday,
    "day_of_month": _is_numbered_day,
    "present_ref": _is_reference,
    "past_ref": _is_reference,
    "adverb_set": _is_adverb,
}
