"""Quantities → values, units and changes as NewsQuant writes them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from etl.facts.quantities import Quantity
from etl.facts.quantities.units import rate
from etl.facts.reading import Reading

BTU = "million british thermal units"
SYMBOLS = {"exact": "=", "about": "~", "at_least": ">", "at_most": "<"}


def newsquant(reading: Reading) -> list[dict[str, Any]]:
    """One prediction a row: a range as two values; bound and change in one column, a bound first.

    NewsQuant leaves ages in apposition out (`Jane Roe, 44,`) and calls `from 5 to 7` a range.
    """
    rows = [q for q in reading.of(Quantity) if not _is_apposed_age(q, reading.text)]
    return [
        {
            "value": q.value_low if q.value_low == q.value_high else [q.value_low, q.value_high],
            "unit": _unit(q, reading),
            "change": _change(q),
            "start": q.start_char,
            "end": q.end_char,
            "found_by": reading.found_by.get(q.fact_id),
        }
        for q in _ranges(rows, reading.text)
    ]


def _is_apposed_age(q: Quantity, text: str) -> bool:
    return q.unit == "year of age" and q.surface.isdecimal() and text.endswith(", ", 0, q.start_char)


def _ranges(rows: list[Quantity], text: str) -> Iterator[Quantity]:
    """The rows, the level left and the level reached as one if `to` joins them."""
    held: Quantity | None = None
    for q in [*rows, None]:
        if held is not None:
            joint = text[held.end_char : q.start_char].strip() if q else ""
            if q and held.change_part == "from" and q.change_part == "to" and joint == "to" and held.unit == q.unit:
                held = replace(q, value_low=held.value_low, start_char=held.start_char)
                continue
            yield held
        held = q


def _change(q: Quantity) -> str:
    """Only the size of a change has its direction, and no range has one."""
    if q.bound == "exact" and q.change in ("up", "down") and q.change_part == "by" and q.value_low == q.value_high:
        return q.change
    return SYMBOLS[q.bound]


def _unit(q: Quantity, reading: Reading) -> str:
    """NewsQuant calls the counted noun a unit (`4,500 troops`: troop); we keep unit and counted noun apart."""
    if q.unit and not q.unit.startswith("per "):
        # `C$6 ($4.46) per share`: what stands in brackets goes without.
        bracketed = reading.text.startswith(")", q.end_char) and rate(reading.text, q.end_char + 1)
        return (q.unit.partition(" per ")[0] if bracketed else q.unit).replace(BTU, "mega british thermal unit")
    if not q.counted or (q.change and q.counted not in q.surface and not _is_elided(q, reading)):
        return "-"  # what changed, not what the number counts
    part = q.unit is None and 0 < q.value_high < 1 and "." not in q.surface
    share = "%" if part else None  # `half the houses`: % house
    noun = _singular(q, reading)
    return " ".join(filter(None, (share, noun, q.unit))) if noun else q.unit or "-"


def _is_elided(q: Quantity, reading: Reading) -> bool:
    """`3 million phones, up from 2 million`: a number before it says what both count."""
    before = (of for of in reading.of(Quantity) if of.sentence_no == q.sentence_no and of.start_char < q.start_char)
    return any(of.counted == q.counted and of.counted in of.surface for of in before if of.counted)


def _singular(q: Quantity, reading: Reading) -> str:
    """The counted noun in the singular, without pronouns, determiners, participles, degrees and its `of`-phrase."""
    start = _counted_start(q, reading.text)
    phrase = reading.doc.char_span(start, start + len(q.counted or ""), alignment_mode="expand")
    tokens = list(phrase or ())
    end = next((i for i, token in enumerate(tokens) if token.lower_ == "of"), len(tokens))
    noun = ""
    for token in tokens[:end]:
        if token.tag_ in ("DT", "PRP", "PRP$", "VBN", "RBR", "RBS"):
            continue
        spaced = noun and not noun.endswith("-") and token.text != "-"
        noun += (" " if spaced else "") + (
            token.lemma_
            if token.tag_ in ("NNS", "JJS", "JJR")
            else token.text.removesuffix("s")
            if token.tag_ == "NNPS"
            else token.text
        )
    return noun


def _counted_start(q: Quantity, text: str) -> int:
    """Where the counted noun stands: the place nearest to the number."""
    counted = q.counted or ""
    before, after = text.rfind(counted, 0, q.start_char), text.find(counted, q.start_char)
    if before < 0 or after < 0:
        return max(before, after)
    return after if after - q.end_char <= q.start_char - before - len(counted) else before
