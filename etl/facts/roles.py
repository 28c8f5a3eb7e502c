"""Roles: the titles that an article gives people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from etl.facts.reading import Reading
from etl.schema import Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Role(Fact):
    """A title that an article gives a person; start and end cover the name and the title."""

    TABLE: ClassVar[str] = "roles"

    person: Annotated[str, "Fullest name that the article gives the person."]
    entity_no: Annotated[int, "The person's number among the version's entities (mentions.entity_no)."]
    person_start_char: Annotated[int, "First character of the name that the title stands beside."]
    person_end_char: Annotated[int, "One past that name's last character."]
    title: Annotated[str, "The title as printed, without the article's determiner."]
    title_start_char: Annotated[int, "First character of the title."]
    title_end_char: Annotated[int, "One past the title's last character."]
    organization: Annotated[str | None, "Organisation or place named inside the title."] = None
    relation: Annotated[Literal["apposition", "prenominal", "predicate"], "How the text attaches the title."]


def extract(reading: Reading) -> Iterator[Role]:
    """Yield each pair of person and title in reading order."""
    yield from ()
