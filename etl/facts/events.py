"""Events: who did what to whom, where and when; actual, planned, hypothetical, negated or historical."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from etl.facts.reading import Reading
from etl.schema import Fact

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Realis = Literal["actual", "planned", "hypothetical", "negated", "historical"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event(Fact):
    """An event that an article mentions; start and end cover its trigger."""

    TABLE: ClassVar[str] = "events"

    event_type: Annotated[EventType | None, "PLOVER class, only where the wording is unambiguous."] = None
    mode: Annotated[str | None, "PLOVER mode of the class (e.g. `visit` of CONSULT), where the wording gives one."] = (
        None
    )
    trigger: Annotated[str, "The word that names the event, as printed, with its particle."]
    lemma: Annotated[str, "Dictionary form of the trigger."]
    actor: Annotated[str | None, "Who did it: fullest name in the article, or the phrase."] = None
    actor_entity_no: Annotated[int | None, "The actor's number among the version's entities."] = None
    actor_start_char: Annotated[int | None, "First character of the actor's phrase."] = None
    actor_end_char: Annotated[int | None, "One past its last character."] = None
    recipient: Annotated[str | None, "Whom it was done to: fullest name in the article, or the phrase."] = None
    recipient_entity_no: Annotated[int | None, "The recipient's number among the version's entities."] = None
    recipient_start_char: Annotated[int | None, "First character of the recipient's phrase."] = None
    recipient_end_char: Annotated[int | None, "One past its last character."] = None
    realis: Annotated[
        Realis,
        "actual: reported as having happened; planned, hypothetical, negated; historical: background years before.",
    ]
    date_start: Annotated[date | None, "First day of the interval that the text gives the event."] = None
    date_end: Annotated[date | None, "Last day of that interval."] = None
    place: Annotated[str | None, "Place the text gives the event, by its canonical name."] = None
    geonameid: Annotated[int | None, "GeoNames id of the place."] = None
    attributed_to: Annotated[str | None, "Speaker in whose words the event is told; null: the article's own."] = None


def extract(reading: Reading) -> Iterator[Event]:
    """Yield each event in reading order."""
    yield from ()
