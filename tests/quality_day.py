"""One good day in staging, small: invented articles whose facts are found by their words. Tests spoil a copy of it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import yaml

from etl.article import Article, Page, Rejection, Sentence
from etl.facts.dates import DateExpression
from etl.facts.events import Event
from etl.facts.mentions import Mention
from etl.facts.places import Place
from etl.facts.quantities import Quantity
from etl.facts.quotations import Quotation
from etl.facts.roles import Role
from etl.lake import create_tables
from etl.schema import Evidence, Fact, Record, Span, columns, to_arrow

TITLE = "Harbour of {town} reopens"
LINES = (
    "Mayor Ana Ruiz reopened the harbour of {town} on Monday – after 40 days.",
    "“The ships are back,” Ruiz said.",
    "Some 1,200 dockers will return in May, the port authority said. “We are ready,” it added.",
)
TOWNS = ("Lisbon", "Porto", "Genoa", "Marseille", "Hamburg", "Gdansk")


def article(number: int, town: str, now: datetime) -> Article:
    """An article version about one town."""
    title, body = TITLE.format(town=town), "\n".join(LINES).format(town=town)
    return Article(
        article_id=f"a{number}",
        version_id=f"v{number}",
        page_id=f"p{number}",
        url=f"test:{number}.txt",
        outlet="Coast Courier",
        source="test",
        title=title,
        authors=["Eva Lind"],
        published_at=now - timedelta(hours=5),
        published_precision="minute",
        published_on=(now - timedelta(hours=5)).date(),
        language="en",
        text=f"{title}\n\n{body}",
        body_start=len(title) + 2,
        body_hash=f"b{number}",
        dropped=["Read more: our newsletter"],
        n_words=len(body.split()),
        fetched_at=now,
        ingested_at=now,
    )


def sentences(of: Article) -> list[Sentence]:
    """One per line, and one more where a line holds two."""
    found, start = [], 0
    for part in of.text.replace(" “We", "\n“We").split("\n"):
        if part:
            start = of.text.index(part, start)
            kind = "headline" if start < of.body_start else "lead" if not found[1:] else "body"
            number = len(found)
            found.append(
                Sentence(
                    sentence_id=f"{of.version_id}s{number}",
                    version_id=of.version_id,
                    sentence_no=number,
                    start_char=start,
                    end_char=start + len(part),
                    part=kind,
                    extractor_version="test",
                )
            )
    return found


class Facts:
    """Makes facts of an article from the words that they cover."""

    def __init__(self, of: Article) -> None:
        self.text, self.version = of.text, of.version_id
        self.body, self.sentences = of.body_start, sentences(of)

    def at(self, words: str) -> tuple[int, int]:
        """Where the words stand in the body."""
        start = self.text.index(words, self.body)
        return start, start + len(words)

    def make(self, record: type[Fact], words: str, **own: Any) -> Fact:
        """A fact that covers the words."""
        start, end = self.at(words)
        evidence = Evidence(
            fact_id=f"{self.version}{record.TABLE}{start}-{end}{len(own)}",
            version_id=self.version,
            sentence_no=max(s.sentence_no for s in self.sentences if s.start_char <= start),
            start_char=start,
            end_char=end,
            surface=words,
            method="rule",
            confidence=None,
            extractor_version="test",
        )
        return record(**evidence, **own)


def facts(of: Article, town: str) -> list[Fact]:
    """What the article says."""
    make = Facts(of).make
    at = Facts(of).at
    monday = of.published_on - timedelta(days=1)
    title, name = at("Mayor"), at("Ana Ruiz")
    return [
        make(Mention, "Ana Ruiz", label="PERSON", canonical="Ana Ruiz", entity_no=0, kind="named"),
        make(Mention, town, label="GPE", canonical=town, entity_no=1, kind="named"),
        make(Mention, "Ruiz said"[:4], label="PERSON", canonical="Ana Ruiz", entity_no=0, kind="named"),
        make(Mention, "the port authority", label="ORG", canonical="the port authority", entity_no=2, kind="nominal"),
        make(Mention, "it added"[:2], label="ORG", canonical="the port authority", entity_no=2, kind="pronoun"),
        make(
            Role, "Mayor Ana Ruiz", person="Ana Ruiz", entity_no=0, relation="prenominal", title="Mayor",
            title_start_char=title[0], title_end_char=title[1], person_start_char=name[0], person_end_char=name[1],
            organization=None,
        ),
        make(
            Quotation, "“The ships are back,”", kind="direct", quote="The ships are back,", continued=False,
            content_spans=[Span(*at("“The ships are back,”"))], speaker="Ana Ruiz", speaker_entity_no=0,
            speaker_surface="Ruiz", speaker_start_char=at("Ruiz said")[0], speaker_end_char=at("Ruiz said")[0] + 4,
            speaker_kind="named", cue="said", cue_lemma="say", cue_start_char=at("Ruiz said")[0] + 5,
            cue_end_char=at("Ruiz said")[1], null_reason=None,
        ),
        make(
            Quotation, "Some 1,200 dockers will return in May", kind="indirect", continued=False,
            quote="Some 1,200 dockers will return in May", speaker="the port authority",
            content_spans=[Span(*at("Some 1,200 dockers will return in May"))], speaker_kind="nominal",
        ),
        make(
            Event, "reopened", trigger="reopened", lemma="reopen", actor="Ana Ruiz", actor_start_char=name[0],
            actor_end_char=name[1], realis="actual", date_start=monday, date_end=monday, place=town,
        ),
        make(Event, "return", trigger="return", lemma="return", actor="1,200 dockers", realis="planned",
             event_type="RETREAT"),
        make(Quantity, "40 days", value_low=40.0, value_high=40.0, unit="day", bound="exact"),
        make(Quantity, "Some 1,200 dockers", value_low=1200.0, value_high=1200.0, unit=None, counted="dockers",
             bound="about"),
        make(DateExpression, "Monday", type="DATE", value=monday.isoformat(), date_start=monday, date_end=monday,
             granularity="day", rule="weekday_past"),
        make(DateExpression, "May", type="DATE", value="2027-05", date_start=date(2027, 5, 1),
             date_end=date(2027, 5, 31), granularity="month", rule="month_future"),
        make(Place, town, name=town, kind="named", geonameid=len(town), country="XX", latitude=41.1, longitude=-8.6,
             score=0.9),
    ]  # fmt: skip


def rows(now: datetime) -> dict[type[Record], list[Record]]:
    """Every staging row of the day, by record class."""
    made: dict[type[Record], list[Record]] = {}
    for number, town in enumerate(TOWNS):
        of = article(number, town, now)
        for record in (page(number, now), of, *sentences(of), *facts(of, town)):
            made.setdefault(type(record), []).append(record)
    made[Page].append(page(len(TOWNS), now))
    made[Rejection] = [
        Rejection(page_id=f"p{len(TOWNS)}", source="test", url=f"test:{len(TOWNS)}.txt", stage="clean",
                  reason="too_short", detail="3 words", rejected_at=now)
    ]  # fmt: skip
    return made


def page(number: int, now: datetime) -> Page:
    """The page that an article was read from."""
    return Page(page_id=f"p{number}", source="test", url=f"test:{number}.txt", fetched_at=now, media_type="text/plain",
                sha256="0" * 64, n_bytes=900, batch="b")  # fmt: skip


def fill(connection: duckdb.DuckDBPyConnection, now: datetime | None = None) -> None:
    """Create the staging tables and put the good day into them."""
    create_tables(connection)
    for record, of_kind in rows(now or datetime.now(UTC)).items():
        names = ", ".join(column.name for column in columns(record))
        connection.register("given", to_arrow(of_kind, record))
        connection.execute(f"insert into lake.staging.{record.TABLE} by name select {names} from given")
        connection.unregister("given")


def create_marts(connection: duckdb.DuckDBPyConnection, contracts: Path) -> None:
    """Create the marts empty, with the columns of their contracts, which are what the suites are written against."""
    for contract in sorted(contracts.glob("*.yml")):
        for model in yaml.safe_load(contract.read_text(encoding="utf-8"))["models"]:
            columns_of = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
            connection.execute(f"create table lake.marts.{model['name']} ({columns_of})")
