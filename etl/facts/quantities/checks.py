"""Which numbers state no quantity: names, scores, list numbers, years, telephone numbers, pronouns."""

import re

from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.quantities.measures import Measure
from etl.facts.quantities.phrases import Phrases

NAMES = frozenset(("PERSON", "ORG", "GPE", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW", "LOC", "NORP"))
# `no one`, `the one`: pronouns. `one day`, `one thing`: no count.
NOT_ONE = frozenset(("no", "any", "every", "each", "the", "this", "that", "which", "another", "zero"))
ONE_VAGUE = frozenset(("day", "time", "thing", "point", "way"))
SLOTS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "attr", "nummod", "appos", "conj"))
YEAR = re.compile(r"1\d{3}|2[01]\d\d")
LIST_NUMBER = re.compile(r"\s?[.)]\s")
CODE = re.compile(r"[-–/:]\d")
ADDRESS = re.compile(
    r"\d{1,5}(?:\s[A-Z0-9][\w.]*){1,4}\s(?:St|Street|Ave|Avenue|Road|Rd|Way|Drive|Dr|Lane|Boulevard|Blvd|Place|Square|Court)\b"
)
SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}")


def states_quantity(phrases: Phrases, measure: Measure) -> bool:
    """Whether a measure states how many or how much of something."""
    first, last = phrases.token_at(measure.start_char), phrases.token_at(measure.last.start_char)
    if measure.unit is None:
        if _is_name(phrases, measure, first, last) or _is_label(phrases, measure, first) or _is_code(phrases, measure):
            return False
        if measure.last.in_words and not _counts_in_words(phrases, measure, last):
            return False
    return not _is_year(phrases, measure, last)


def _is_name(phrases: Phrases, measure: Measure, first: Token, last: Token) -> bool:
    """Part of a name: `Boeing 737`, `Group of Seven`, `S&P 500 companies`."""
    if last.ent_type_ in NAMES and (last.ent_iob_ == "I" or measure.last.in_words):
        return True
    opens = first.i == 0 or first.is_sent_start
    before = phrases.doc[first.i - 1] if not opens else None
    if measure.last.in_words and last.text[:1].isupper():
        return before is not None and before.text not in ('"', "“", "'", "‘", ":", "``", "—", "–")
    after = phrases.noun_after(measure)
    numbered = not measure.last.in_words and measure.low.is_integer()
    if numbered and after is not None and after.head.tag_ == "NNP":
        return True
    if before is None or before.tag_ not in ("NNP", "NNPS"):
        return False
    if before.ent_type_ not in ("GPE", "NORP", "DATE", "PERSON") and before.text.isupper():
        return True
    return after is None or after.head.tag_ != "NNS" or phrases.token_at(after.start_char).tag_ == "NNP"


def _is_label(phrases: Phrases, measure: Measure, first: Token) -> bool:
    """`Game 6`, `No. 1`, `1. Preheat the oven`."""
    text = phrases.text
    line_start = text.rfind("\n", 0, measure.start_char) + 1
    if not text[line_start : measure.start_char].strip() and LIST_NUMBER.match(text, measure.end_char):
        return True
    before = phrases.doc[first.i - 1] if first.i else None
    if before is None or before.lower_ not in words("label_nouns"):
        return False
    return before.text[0].isupper() or before.lower_ in ("no.", "number", "page", "room")


def _is_code(phrases: Phrases, measure: Measure) -> bool:
    """`3-2`, `555-1234`, `(4)`, `0401`, `49 Ranch Road`: what hyphens, brackets, a zero or a street make a code."""
    if ADDRESS.match(phrases.text, measure.start_char):
        return True
    text, printed = phrases.text, phrases.text[measure.last.start_char : measure.last.end_char]
    before, after = text[measure.start_char - 1 : measure.start_char], text[measure.end_char : measure.end_char + 2]
    if (printed[0] == "0" and printed[1:2].isdigit()) or (before == "(" and after[:1] == ")"):
        return True
    if measure.parts and measure.joint in ("-", "–") and SCORE.fullmatch(text[measure.start_char : measure.end_char]):
        noun = phrases.noun_after(measure)
        return noun is None or noun.head.tag_ != "NNS"
    return bool(CODE.match(after)) or (before in ("-", "–", "#", "@", "_", "/") and not measure.parts)


def _counts_in_words(phrases: Phrases, measure: Measure, last: Token) -> bool:
    """Whether a number word has a noun or stands for one (`four women`, `two were hurt`, `one of them`)."""
    after = phrases.noun_after(measure)
    of = phrases.complement(measure.end_char, bare=measure.last.fraction)
    before = phrases.doc[last.i - 1].lower_ if last.i else ""
    if measure.last.fraction:
        return before not in ("first", "second", "last", "other")  # `the second half of the game`
    hyphen = phrases.text[measure.end_char : measure.end_char + 1] == "-"
    if hyphen and after is None:
        return False  # `a three-way race`
    if measure.low == measure.high == 1:
        if before in NOT_ONE:
            return False
        single = after is not None and after.head.tag_ == "NN" and after.head.lower_ not in ONE_VAGUE
        return (single and not hyphen) or of is not None
    return after is not None or of is not None or (measure.low > 1 and last.dep_ in SLOTS)


def _is_year(phrases: Phrases, measure: Measure, last: Token) -> bool:
    printed = phrases.text[measure.last.start_char : measure.last.end_char]
    if measure.unit is not None or not YEAR.fullmatch(printed):
        return False
    after = phrases.noun_after(measure)
    return last.ent_type_ == "DATE" or (
        printed[:2] in ("19", "20", "21") and (after is None or after.head.tag_ != "NNS")
    )
