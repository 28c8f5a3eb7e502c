"""Events: who did what to whom, where and when; actual, planned, hypothetical, negated or historical."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, ClassVar

from etl.facts.events.frames import Frame, noun_frames, verb_frames
from etl.facts.events.moods import Realis
from etl.facts.events.participants import Participants
from etl.facts.events.plover import Code, EventType
from etl.facts.events.realis import is_told, realis
from etl.facts.events.setting import Setting
from etl.facts.lexicon import words
from etl.facts.reading import Reading
from etl.schema import Fact

SLACK = timedelta(days=1)  # the day of publication differs between time zones


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
    actor: Annotated[
        str | None,
        "Who did it: fullest name in the article, or the phrase; those who act together are listed (`Peru and Chile`).",
    ] = None
    actor_entity_no: Annotated[
        int | None, "The actor's number among the version's entities; null: none, or several act together."
    ] = None
    actor_start_char: Annotated[int | None, "First character of the actor's phrase."] = None
    actor_end_char: Annotated[int | None, "One past its last character."] = None
    recipient: Annotated[str | None, "Whom it was done to: fullest name in the article, or the phrase."] = None
    recipient_entity_no: Annotated[
        int | None, "The recipient's number among the version's entities; null: none, or several."
    ] = None
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
    participants, setting = Participants(reading), Setting(reading)
    for sentence in reading.prose():
        found = [*verb_frames(sentence), *noun_frames(sentence)]
        for frame in sorted(found, key=lambda frame: frame.trigger.i):
            code = participants.code(frame)
            if code is None and frame.lemma in words("stative_verbs"):
                continue
            event = _event(reading, frame, code, participants, setting)
            if frame.trigger.pos_ == "VERB" or event.realis != "actual" or is_told(frame.trigger):
                yield event


def _event(reading: Reading, frame: Frame, code: Code | None, participants: Participants, setting: Setting) -> Event:
    start, end = frame.span()
    day, place = setting.date(frame.trigger), setting.place(frame.trigger, code)
    actor = participants.behind(frame.actor)
    recipient = participants.recipient_of(frame, code, actor)
    told = realis(frame.trigger, reading.published_on, *(day or (None, None)))
    if day and reading.published_on and told in ("actual", "historical") and day[0] > reading.published_on + SLACK:
        day = None  # `sank on 11 January`, taken for the coming one
    return Event(
        **reading.evidence(Event, start, end, found_by=f"{frame.trigger.pos_.lower()} of a class" if code else None),
        event_type=code.event_type if code else None,
        mode=code.mode if code else None,
        trigger=frame.text(),
        lemma=frame.lemma,
        actor=actor.name,
        actor_entity_no=actor.entity_no,
        actor_start_char=actor.start_char,
        actor_end_char=actor.end_char,
        recipient=recipient.name,
        recipient_entity_no=recipient.entity_no,
        recipient_start_char=recipient.start_char,
        recipient_end_char=recipient.end_char,
        realis=told,
        date_start=day[0] if day else None,
        date_end=day[1] if day else None,
        place=place.name if place else None,
        geonameid=place.geonameid if place else None,
        attributed_to=setting.speaker(start),
    )
