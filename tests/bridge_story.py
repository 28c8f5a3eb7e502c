"""A wire story, its copy, an own report, a correction and a namesake: drafts with the facts that stand in them."""

import datetime
import re
from dataclasses import replace
from typing import Any

from conftest import article

from etl.article import Article, Sentence
from etl.facts.dates import DateExpression
from etl.facts.events import Event
from etl.facts.mentions import Mention
from etl.facts.places import Place
from etl.facts.quantities import Quantity
from etl.facts.quotations import Quotation
from etl.facts.roles import Role
from etl.schema import Fact, Record, Span, stable_id

WIRE = (
    "Mara Lindqvist, the transport minister, flew to Tarvik on Monday. “The bridge to Tarvik will open again before "
    "the summer,” Lindqvist told reporters Tuesday. At least 40 trucks are waiting, she said. “It works,” she said."
)
OWN = (
    "The bridge at Tarvik stays closed. Mara Lindqvist flew there on March 4. “The bridge to Tarvik will open again "
    "before the summer!” the minister said. “It works,” she said."
)
FIRE = "The fire destroyed 12 homes in Olmstead. “We were lucky,” the mayor said."
FIRE_CORRECTED = "The fire destroyed 15 homes in Olmstead. A school burned as well."
RACE = "Lindqvist won the race in Olmstead."


class Draft:
    """An article and the facts that stand in it, each found by its words."""

    def __init__(self, made: Article):
        self.article = made
        self.rows: dict[type[Record], list[Any]] = {Article: [made], Sentence: []}
        for number, match in enumerate(re.finditer(r"\S[^.!]*[.!,]+”?[^.!]*[.!]|\S[^.!]*[.!]", made.text)):
            self.rows[Sentence].append(
                Sentence(
                    sentence_id=stable_id(made.version_id, number),
                    version_id=made.version_id,
                    sentence_no=number,
                    start_char=match.start(),
                    end_char=match.end(),
                    part="body" if match.start() >= made.body_start else "headline",
                    extractor_version="test",
                )
            )

    def span(self, words: str, nth: int = 0) -> Span:
        starts = [m.start() for m in re.finditer(re.escape(words), self.article.text)]
        return Span(starts[nth], starts[nth] + len(words))

    def add(self, record: type[Fact], words: str, nth: int = 0, **columns: Any) -> str:
        """Add a fact that covers these words; its id."""
        start, end = self.span(words, nth)
        fact_id = stable_id(self.article.version_id, record.TABLE, start, end)
        sentence = next(s for s in self.rows[Sentence] if start < s.end_char)
        evidence = {
            "fact_id": fact_id,
            "version_id": self.article.version_id,
            "sentence_no": sentence.sentence_no,
            "start_char": start,
            "end_char": end,
            "surface": words,
            "method": "rule",
            "extractor_version": "test",
        }
        self.rows.setdefault(record, []).append(record(**evidence | columns))
        return fact_id

    def person(self, words: str, canonical: str, entity_no: int = 0, kind: str = "named", nth: int = 0) -> None:
        self.add(Mention, words, nth, label="PERSON", canonical=canonical, entity_no=entity_no, kind=kind)

    def place(self, words: str, geonameid: int | None, entity_no: int = 1, nth: int = 0) -> None:
        country, reason = ("NO", None) if geonameid else (None, "not_in_gazetteer")
        self.add(Mention, words, nth, label="GPE", canonical=words, entity_no=entity_no, kind="named")
        self.add(
            Place,
            words,
            nth,
            name=words,
            kind="named",
            entity_no=entity_no,
            geonameid=geonameid,
            country=country,
            latitude=60.5 if geonameid else None,
            null_reason=reason,
        )

    def day(self, words: str, day: datetime.date) -> None:
        self.add(DateExpression, words, type="DATE", date_start=day, date_end=day, granularity="day", rule="test")

    def quotation(self, words: str, cue: str, *, cue_nth: int = 0, **columns: Any) -> str:
        spoken_by_minister = {"speaker": "Mara Lindqvist", "speaker_entity_no": 0, "speaker_kind": "named"}
        cue_start, cue_end = self.span(cue, cue_nth)
        given = {
            "kind": "direct" if words[0] == "“" else "indirect",
            "quote": words.strip("“”,"),
            "content_spans": [self.span(words)],
            "speaker_surface": None,
            "speaker_start_char": None,
            "speaker_end_char": None,
            "cue": cue,
            "cue_lemma": cue,
            "cue_start_char": cue_start,
            "cue_end_char": cue_end,
            "continued": False,
            "null_reason": None,
        }
        return self.add(Quotation, words, **given | spoken_by_minister | columns)

    def flight(self, place: str) -> str:
        monday = datetime.date(2024, 3, 4)
        return self.add(
            Event,
            "flew",
            event_type="CONSULT",
            mode="visit",
            trigger="flew",
            lemma="fly",
            actor="Mara Lindqvist",
            actor_entity_no=0,
            realis="actual",
            date_start=monday,
            date_end=monday,
            place=place,
            geonameid=900001,
        )


def wire(
    article_id: str, outlet: str, title: str, published_at: datetime.datetime, precision: str, **columns: Any
) -> Draft:
    draft = Draft(
        article(
            WIRE,
            article_id=article_id,
            outlet=outlet,
            title=title,
            published_at=published_at,
            published_on=published_at.date(),
            published_precision=precision,
            **columns,
        )
    )
    draft.person("Mara Lindqvist", "Mara Lindqvist")
    draft.person("Lindqvist", "Mara Lindqvist", nth=1)
    draft.person("she", "Mara Lindqvist", kind="pronoun")
    draft.place("Tarvik", 900001)
    draft.place("Tarvik", 900001, nth=1)
    draft.day("Monday", datetime.date(2024, 3, 4))
    draft.day("Tuesday", datetime.date(2024, 3, 5))
    start, end = draft.span("Mara Lindqvist")
    title_start, title_end = draft.span("transport minister")
    draft.add(
        Role,
        "Mara Lindqvist, the transport minister",
        person="Mara Lindqvist",
        entity_no=0,
        person_start_char=start,
        person_end_char=end,
        title="transport minister",
        title_start_char=title_start,
        title_end_char=title_end,
        relation="apposition",
    )
    draft.quotation("“The bridge to Tarvik will open again before the summer,”", "told")
    trucks = draft.quotation("At least 40 trucks are waiting", "said", speaker_kind="pronoun")
    draft.quotation("“It works,”", "said", cue_nth=1, speaker_kind="pronoun")
    draft.flight("Tarvik")
    draft.add(
        Quantity,
        "At least 40 trucks",
        value_low=40,
        value_high=40,
        unit=None,
        counted="trucks",
        bound="at_least",
        quotation_id=trucks,
    )
    return draft


def own_report() -> Draft:
    day = datetime.datetime(2024, 3, 6, 7, tzinfo=datetime.UTC)
    draft = Draft(
        article(
            OWN,
            article_id="own",
            outlet="Gamma",
            title="Bridge stays closed.",
            published_at=day,
            published_on=day.date(),
            published_precision="minute",
        )
    )
    draft.person("Mara Lindqvist", "Mara LINDQVIST")
    draft.place("Tarvik", 900001)
    draft.quotation(
        "“The bridge to Tarvik will open again before the summer!”",
        "said",
        speaker="Mara LINDQVIST",
        speaker_kind="nominal",
    )
    draft.quotation("“It works,”", "said", cue_nth=1, speaker_kind="pronoun")
    draft.flight("Tarvik")
    return draft


def fire(body: str, homes: int, hour: int) -> Draft:
    published = datetime.datetime(2024, 3, 7, 6, tzinfo=datetime.UTC)
    draft = Draft(
        article(
            body,
            article_id="fire",
            outlet="Delta",
            title="Fire.",
            published_at=published,
            published_on=published.date(),
            published_precision="minute",
            modified_at=published.replace(hour=hour),
        )
    )
    draft.place("Olmstead", None)
    draft.add(Quantity, f"{homes} homes", value_low=homes, value_high=homes, unit=None, counted="homes", bound="exact")
    return draft


def storm(body: str, hour: int) -> Draft:
    seen = datetime.datetime(2024, 3, 7, hour, tzinfo=datetime.UTC)
    return Draft(article(body, article_id="storm", outlet="Delta", title="Storm.", modified_at=seen))


def storms() -> list[Draft]:
    """A version that an older extractor read, and its revision."""
    before, after = storm("A storm hit Olmstead.", 6), storm("A storm hit Olmstead.\n\nTen boats sank in Olmstead.", 9)
    before.rows[Sentence] = [replace(sentence, extractor_version="0.0.1") for sentence in before.rows[Sentence]]
    before.add(Quantity, "A storm", value_low=1, value_high=1, unit=None, counted="storm", bound="exact")
    return [before, after]


def drafts() -> list[Draft]:
    before, after = fire(FIRE, 12, 6), fire(FIRE_CORRECTED, 15, 9)
    before.quotation("“We were lucky,”", "said", speaker="the mayor", speaker_entity_no=None, speaker_kind="nominal")
    race = Draft(article(RACE, article_id="race", outlet="Delta", published_at=None, published_on=None))
    race.person("Lindqvist", "Lindqvist")
    race.place("Olmstead", None)
    french = Draft(
        replace(article("Le pont reste ferm\u00e9.", article_id="pont"), null_reason="language_not_supported")
    )
    noon, midnight = (
        datetime.datetime(2024, 3, 5, 12, tzinfo=datetime.UTC),
        datetime.datetime(2024, 3, 5, tzinfo=datetime.UTC),
    )
    return [
        wire("copy", "Beta", "A bridge far away will open.", midnight, "day", syndicated_from="alpha.example"),
        wire("wire", "Alpha", "Bridge to open.", noon, "minute"),
        own_report(),
        after,
        before,
        race,
        french,
        *storms(),
    ]
