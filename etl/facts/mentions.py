"""Mentions: every place where an article names, or stands in for, a person, organisation, place or other entity."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, cast

from etl.article import Sentence
from etl.facts.coreference import Entity, link
from etl.facts.entities import names
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
    kind: Annotated[Literal["named", "pronoun", "nominal"], "Name, pronoun, or description such as `the senator`."]


def extract(reading: Reading) -> Iterator[Mention]:
    """Yield each mention in reading order; mentions do not overlap."""
    named = names(reading.doc, _labels(reading))
    numbers: dict[Entity, int] = {}
    for name, entity in zip(named, link(reading.doc, named), strict=True):
        start, end = reading.doc[name.start].idx, reading.doc[name.end - 1].idx + len(reading.doc[name.end - 1])
        yield Mention(
            **reading.evidence(Mention, start, end, method="model"),
            label=cast(Label, entity.label),
            canonical=entity.canonical,
            entity_no=numbers.setdefault(entity, len(numbers)),
            kind="named",
        )


def _labels(reading: Reading) -> list[tuple[int, int]]:
    """Where the labels stand that open a paragraph (`Challenges ahead:`): they name nobody."""
    return [(s.start_char, s.end_char) for s in reading.sentences if s.part == "subhead" and _ends(reading, s)]


def _ends(reading: Reading, sentence: Sentence) -> bool:
    return reading.doc.text[sentence.end_char - 1] == ":"


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
