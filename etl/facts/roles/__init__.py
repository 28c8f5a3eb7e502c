"""Roles: the titles that an article gives people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, NamedTuple

from spacy.tokens import Doc

from etl.facts.mentions import Mention, mention_at, mentions_in
from etl.facts.reading import Reading
from etl.facts.roles.appositions import title_after, titles_with_comma
from etl.facts.roles.predicates import predicated
from etl.facts.roles.titles_before import titles_before
from etl.schema import Fact

Relation = Literal["apposition", "prenominal", "predicate"]


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
    relation: Annotated[Relation, "How the text attaches the title."]


class _Title(NamedTuple):
    """Token spans of a name and of the title that it is given."""

    mention: Mention
    start: int
    end: int
    relation: Relation


def extract(reading: Reading) -> Iterator[Role]:
    """Yield each pair of person and title in reading order of the titles."""
    people = [mention for mention in reading.of(Mention) if mention.label == "PERSON"]
    found = [*_attached(reading, people), *_predicated(reading)]
    seen = set()
    for title in sorted(found, key=lambda title: (title.start, title.end)):
        if (key := (title.mention.start_char, title.start)) not in seen:
            seen.add(key)
            yield _role(reading, title)


def _attached(reading: Reading, people: list[Mention]) -> Iterator[_Title]:
    """Titles before and beside names. A title that leads to one name is not another's apposition."""
    doc = reading.doc
    spans = [(m, *_tokens(doc, m)) for m in people if m.kind == "named"]
    taken = frozenset(i for _, start, end in spans for i in range(start, end))
    leading = set()
    for mention, start, _ in spans:
        floor = doc[start].sent.start
        for first, last in titles_before(doc, start, floor, taken):
            leading.add(first)
            yield _Title(mention, first, last, "prenominal")
        for first, last in titles_with_comma(doc, start, floor, taken):
            yield _Title(mention, first, last, "apposition")
    for mention, start, end in spans:
        beside = title_after(doc, start, end, doc[start].sent.end, taken)
        if beside and beside[0] not in leading:
            yield _Title(mention, *beside, "apposition")


def _predicated(reading: Reading) -> Iterator[_Title]:
    for subject, start, end in predicated(reading.doc):
        mention = mention_at(reading, subject.idx)
        if mention is not None and mention.label == "PERSON" and start < end:
            yield _Title(mention, start, end, "predicate")


def _role(reading: Reading, title: _Title) -> Role:
    doc, mention = reading.doc, title.mention
    start, end = doc[title.start].idx, doc[title.end - 1].idx + len(doc[title.end - 1])
    first, last = min(start, mention.start_char), max(end, mention.end_char)
    return Role(
        **reading.evidence(Role, first, last, spans=((start, end),), found_by=title.relation),
        person=mention.canonical,
        entity_no=mention.entity_no,
        person_start_char=mention.start_char,
        person_end_char=mention.end_char,
        title=" ".join(reading.text[start:end].split()),
        title_start_char=start,
        title_end_char=end,
        organization=_organization(reading, start, end),
        relation=title.relation,
    )


def _organization(reading: Reading, start: int, end: int) -> str | None:
    """The first organisation named inside a title, else the first place."""
    named = mentions_in(reading, start, end)
    organizations = [m for m in named if m.label == "ORG"] or [m for m in named if m.label in ("GPE", "FAC", "LOC")]
    return organizations[0].canonical if organizations else None


def _tokens(doc: Doc, mention: Mention) -> tuple[int, int]:
    span = doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
    return (span.start, span.end) if span is not None else (0, 0)
