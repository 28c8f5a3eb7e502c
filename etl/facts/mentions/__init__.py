"""Mentions: every place where an article names, or stands in for, a person, organisation, place or other entity."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, cast

from etl.article import Sentence
from etl.facts.mentions.coreference import Entity, link
from etl.facts.mentions.entities import names
from etl.facts.mentions.pronouns import Kind, Reference, references
from etl.facts.reading import Reading
from etl.schema import Fact

Label = Literal[
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention(Fact):
    """A stretch of text that stands for an entity."""

    TABLE: ClassVar[str] = "mentions"

    label: Annotated[Label, "Type of the entity (OntoNotes), by majority over its mentions in the article."]
    canonical: Annotated[str, "Fullest name that the article gives the entity."]
    entity_no: Annotated[int, "Number of the entity within the version, 0-based, by first mention."]
    kind: Annotated[Kind, "Name, pronoun, or description such as `the senator`."]


def extract(reading: Reading) -> Iterator[Mention]:
    """Yield each mention in reading order; mentions do not overlap."""
    named = names(reading.doc, _labels(reading))
    entities = link(reading.doc, named)
    found = [Reference(name.start, name.end, entity, "named") for name, entity in zip(named, entities, strict=True)]
    found += references(reading.doc, named, entities)
    numbers: dict[Entity, int] = {}
    for reference in sorted(found, key=lambda reference: reference.start):
        yield _mention(reading, reference, numbers.setdefault(reference.entity, len(numbers)))


def _mention(reading: Reading, reference: Reference, number: int) -> Mention:
    doc, entity = reading.doc, reference.entity
    start, end = doc[reference.start].idx, doc[reference.end - 1].idx + len(doc[reference.end - 1])
    return Mention(
        **reading.evidence(
            Mention,
            start,
            end,
            method="model" if reference.kind == "named" else "rule",
            found_by=entity.label if reference.kind == "named" else None,
        ),
        label=cast(Label, entity.label),
        canonical=entity.canonical,
        entity_no=number,
        kind=reference.kind,
    )


def _labels(reading: Reading) -> list[tuple[int, int]]:
    """Where the labels stand that open a paragraph (`Challenges ahead:`): they name nobody."""
    return [(s.start_char, s.end_char) for s in reading.sentences if s.part == "subhead" and _ends(reading, s)]


def _ends(reading: Reading, sentence: Sentence) -> bool:
    return reading.text[sentence.end_char - 1] == ":"


def mention_at(reading: Reading, char: int) -> Mention | None:
    """The mention that covers a character of the text; for fact types that stand after mentions."""
    mentions = reading.of(Mention)
    i = bisect_right(mentions, char, key=_start) - 1
    return mentions[i] if i >= 0 and char < mentions[i].end_char else None


def mentions_in(reading: Reading, start_char: int, end_char: int) -> list[Mention]:
    """The mentions that lie within a stretch of the text, in reading order."""
    mentions = reading.of(Mention)
    found = mentions[bisect_left(mentions, start_char, key=_start) : bisect_left(mentions, end_char, key=_start)]
    return [mention for mention in found if mention.end_char <= end_char]


def _start(mention: Mention) -> int:
    return mention.start_char
