"""Mentions → named entities and people. The sets mark names; our pronouns and descriptions are no names.

CoNLL marks the bare name, as we do. MEANTIME and GUM mark the noun phrase that names: with its determiner and with the
title before a name (`President Ada Diaz`), which we keep apart as a role; GUM with the possessive ending, too.
"""

from spacy.tokens import Span as Phrase

from etl.facts.mentions import Mention
from etl.facts.reading import Reading
from etl.facts.roles import Role


def names(reading: Reading) -> list[list]:
    """[start, end, OntoNotes label] of each named mention."""
    return [[m.start_char, m.end_char, m.label] for m in _named(reading)]


def noun_phrases(reading: Reading) -> list[list]:
    """The same with the title before the name and the determiner before both."""
    titles = {r.person_start_char: r.title_start_char for r in reading.of(Role) if r.relation == "prenominal"}
    return [
        [_with_determiner(reading, titles.get(m.start_char, m.start_char), m.end_char), m.end_char, m.label]
        for m in _named(reading)
    ]


def possessive_noun_phrases(reading: Reading) -> list[list]:
    """The same with the possessive ending."""
    return [[start, _with_possessive(reading, start, end), label] for start, end, label in noun_phrases(reading)]


def people(reading: Reading) -> list[list]:
    """[start, end, entity number] of each named person."""
    return [[m.start_char, m.end_char, m.entity_no] for m in _named(reading) if m.label == "PERSON"]


def _named(reading: Reading) -> list[Mention]:
    return [m for m in reading.of(Mention) if m.kind == "named"]


def _phrase(reading: Reading, start: int, end: int) -> Phrase | None:
    return reading.doc.char_span(start, end, alignment_mode="expand")


def _with_determiner(reading: Reading, start: int, end: int) -> int:
    phrase = _phrase(reading, start, end)
    if phrase is None or phrase.start == 0:
        return start
    before = reading.doc[phrase.start - 1]
    return before.idx if before.tag_ == "DT" and before.head in phrase else start


def _with_possessive(reading: Reading, start: int, end: int) -> int:
    phrase = _phrase(reading, start, end)
    if phrase is None or phrase.end == len(reading.doc):
        return end
    after = reading.doc[phrase.end]
    return after.idx + len(after) if after.tag_ == "POS" and after.head in phrase else end
