"""Mentions: every place where an article names, or stands in for, a person, organisation, place or other entity."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

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
    """Yield each mention in reading order."""
    yield from ()
