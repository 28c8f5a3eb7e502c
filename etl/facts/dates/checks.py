"""Which words that look like an expression of time are one: `in May`, not `Ms. May`; `on the 18th`, no `18th hole`."""

import re
from collections.abc import Callable

from etl.facts.dates.clues import Clues
from etl.facts.dates.grammar import Expression

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


def is_date(clues: Clues, expression: Expression) -> bool:
    """Whether the words are a date, so far as the words around them and the model can tell."""
    check = _CHECKS.get(expression.rule)
    return check is None or check(clues, expression)


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
    """`New Year` with capitals is January 1; neither `a new year` nor `Persian New Year` is."""
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
    """`rose annually`, `will leave weekly`, `his daily life`, not `its quarterly report`."""
    token = clues.token_at(expression.start_char)
    if token.lower_ == "daily":
        if clues.word_before(expression.start_char) == "average":
            return False  # `an average daily volume of` is a rate
        return token.tag_ in ("JJ", "RB")
    after_verb = token.i > 0 and clues.doc[token.i - 1].pos_ == "VERB"
    ends = token.i + 1 == len(clues.doc) or clues.doc[token.i + 1].is_punct or clues.doc[token.i + 1].is_space
    if (token.dep_ == "advmod" and token.head.pos_ == "VERB") or (after_verb and ends):
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
