"""Mentions → named entities and people. The sets mark names; our pronouns and descriptions are no names.

CoNLL marks the bare name, as we do. MEANTIME and GUM mark the noun phrase that names, and only phrases written as names
are scored (`name_like`), so that our phrases are held to the same:

* the phrase begins with the determiner, the honorific and the title before a name (`President Ada Diaz`), which we keep
  apart as a role. With a title in small letters (`the singer Ada Diaz`) it is no phrase that is scored: MEANTIME marks
  the bare name inside it as well, GUM does not;
* a place and the larger one after it (`Leeds, England`) are one phrase, and the larger one is another inside it;
* GUM: the possessive ending belongs to the phrase, as do a possessor before a person (`Labour's Ada Diaz`) and `of` or
  `from` with a name after one (`Ada Diaz of the Civic Party`);
* MEANTIME types the adjective of a place (`German`) as the place, GUM a people in the plural (`Afghans`) as persons;
  both are NORP with us.
"""

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from benchmarks.scoring.entities import name_like
from etl.facts.lexicon import words
from etl.facts.mentions import Mention, mention_at
from etl.facts.places.gazetteer import folded
from etl.facts.places.toponyms import demonyms
from etl.facts.reading import Reading
from etl.facts.roles import Role

PLACES = ("GPE", "LOC", "FAC")
Row = list  # [start, end, label]


def names(reading: Reading) -> list[Row]:
    """[start, end, OntoNotes label] of each named mention."""
    return [[m.start_char, m.end_char, m.label] for m in _named(reading)]


def noun_phrases(reading: Reading) -> list[Row]:
    """The phrases of MEANTIME."""
    return [[*_meantime_phrase(reading, m), _meantime_label(m)] for m in _named(reading)]


def possessive_noun_phrases(reading: Reading) -> list[Row]:
    """The phrases of GUM."""
    return [[*phrase, _gum_label(m)] for m in _named(reading) if (phrase := _gum_phrase(reading, m))]


def people(reading: Reading) -> list[list]:
    """[start, end, entity number] of each named person."""
    return [[m.start_char, m.end_char, m.entity_no] for m in _named(reading) if m.label == "PERSON"]


def _named(reading: Reading) -> list[Mention]:
    return [m for m in reading.of(Mention) if m.kind == "named"]


def _meantime_phrase(reading: Reading, mention: Mention) -> tuple[int, int]:
    start, end = _titled_start(reading, mention), _with_larger_place(reading, mention)
    if name_like(reading.text, start, end):
        return start, end
    return _with_determiner(reading, mention.start_char, mention.end_char), end


def _meantime_label(mention: Mention) -> str:
    return "GPE" if mention.label == "NORP" and folded(mention.surface) in demonyms() else mention.label


def _gum_phrase(reading: Reading, mention: Mention) -> tuple[int, int] | None:
    """Nothing where the name is part of a phrase that is not written as a name."""
    start = _titled_start(reading, mention)
    end = _with_possessive(reading, mention.start_char, _with_larger_place(reading, mention))
    if mention.label == "PERSON" and end == mention.end_char:
        start, end = _with_possessor(reading, start), _with_complement(reading, end)
    is_scored = name_like(reading.text, start, end) or not name_like(reading.text, mention.start_char, mention.end_char)
    return (start, end) if is_scored else None


def _gum_label(mention: Mention) -> str:
    return "PERSON" if mention.label == "NORP" and mention.surface.endswith("s") else mention.label


def _with_larger_place(reading: Reading, mention: Mention) -> int:
    """Where a place ends, with the larger one that a comma sets off: `Leeds, England`."""
    if mention.label not in PLACES or not reading.text.startswith(", ", mention.end_char):
        return mention.end_char
    following = mention_at(reading, mention.end_char + 2)
    is_larger = following and following.label == "GPE" and following.start_char == mention.end_char + 2
    return following.end_char if following and is_larger else mention.end_char


def _titled_start(reading: Reading, mention: Mention) -> int:
    """Where the phrase begins: at the determiner, the title or the honorific before the name."""
    titles = (r for r in reading.of(Role) if r.relation == "prenominal" and r.person_start_char == mention.start_char)
    start = min((r.title_start_char for r in titles), default=mention.start_char)
    before = _before(reading, start)
    if before is not None and before.text.rstrip(".") in words("honorifics"):
        start = before.idx
    return _with_determiner(reading, start, mention.end_char)


def _phrase(reading: Reading, start: int, end: int) -> Phrase | None:
    return reading.doc.char_span(start, end, alignment_mode="expand")


def _before(reading: Reading, start: int) -> Token | None:
    phrase = _phrase(reading, start, start + 1)
    return None if phrase is None or phrase.start == 0 else reading.doc[phrase.start - 1]


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


def _with_possessor(reading: Reading, start: int) -> int:
    """Where the possessor before a phrase begins: that of its name, else that of its last word."""
    before = _before(reading, start)
    if before is None or before.tag_ != "POS" or before.i == 0:
        return start
    owner = mention_at(reading, before.idx - 1)
    return _with_determiner(reading, owner.start_char, owner.end_char) if owner else reading.doc[before.i - 1].idx


def _with_complement(reading: Reading, end: int) -> int:
    """Where `of` or `from` and a name end that follow a phrase."""
    for preposition in (" of the ", " of ", " from the ", " from "):
        if reading.text.startswith(preposition, end):
            named = mention_at(reading, end + len(preposition))
            return named.end_char if named and named.label != "PERSON" else end
    return end
