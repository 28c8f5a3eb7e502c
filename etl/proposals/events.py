"""Proposed participants → rows: of events that no rule found, and of those that a rule found without them."""

from collections.abc import Iterator
from dataclasses import replace

from etl.facts.events import Event
from etl.facts.events.participants import NOBODY, Participant, Participants
from etl.facts.events.realis import realis
from etl.facts.events.setting import Setting
from etl.facts.lexicon import words
from etl.facts.reading import Reading
from etl.proposals.answer import ProposedEvent
from etl.proposals.grounding import Grounding, at, overlap
from etl.schema import Span


def events(reading: Reading, proposals: list[ProposedEvent]) -> Iterator[Event]:
    """The rows that hold, at most one more for each event."""
    grounding, participants, setting = Grounding(reading), Participants(reading), Setting(reading)
    known = [*reading.of(Event)]
    for proposal in proposals:
        spans = grounding.spans(proposal.sentence, proposal.trigger, proposal.actor, proposal.recipient)
        if spans is None or spans[0] is None:
            continue
        trigger, named = spans[0], spans[1:]
        if any(span and overlap(trigger, span) for span in named):
            continue
        actor, recipient = (participants.behind(grounding.head(span)) if span else NOBODY for span in named)
        if (actor.name or recipient.name) and (actor.name != recipient.name):
            found = at(known, trigger)
            row = _completed(reading, found, actor, recipient) if found else _new(grounding, setting, trigger)
            row = row if row is None or found else _with(row, actor, recipient)
            if row is not None:
                known.append(row)
                yield row


def _completed(reading: Reading, found: list[Event], actor: Participant, recipient: Participant) -> Event | None:
    """The rule's row with the participants that it lacks; None where it lacks none of those proposed."""
    row = found[0]
    if len(found) > 1 or row.method == "llm":
        return None  # proposed before
    if row.actor == recipient.name or row.recipient == actor.name:
        return None  # somebody would act on themselves
    lacks_actor = row.actor is None and row.actor_start_char is None
    lacks_recipient = row.recipient is None and row.recipient_start_char is None
    full = _with(row, actor if lacks_actor else NOBODY, recipient if lacks_recipient else NOBODY)
    return None if full == row else replace(full, **reading.evidence(Event, row.start_char, row.end_char, method="llm"))


def _new(grounding: Grounding, setting: Setting, trigger: Span) -> Event | None:
    """An event without participants. Its day and place stay empty: nobody was asked for them."""
    reading, head = grounding.reading, grounding.head(trigger)
    if head is None or head.pos_ not in ("VERB", "NOUN") or head.lemma_.lower() in words("stative_verbs"):
        return None
    return Event(
        **reading.evidence(Event, *trigger, method="llm"),
        trigger=reading.text[slice(*trigger)],
        lemma=head.lemma_.lower(),
        realis=realis(head, reading.published_on),
        attributed_to=setting.speaker(trigger.start_char),
    )


def _with(row: Event, actor: Participant, recipient: Participant) -> Event:
    """The row with these participants; one without a name changes nothing."""
    if actor.name:
        row = replace(
            row,
            actor=actor.name,
            actor_entity_no=actor.entity_no,
            actor_start_char=actor.start_char,
            actor_end_char=actor.end_char,
        )
    if recipient.name:
        row = replace(
            row,
            recipient=recipient.name,
            recipient_entity_no=recipient.entity_no,
            recipient_start_char=recipient.start_char,
            recipient_end_char=recipient.end_char,
        )
    return row
