"""The shape of an answer. A phrase is what the model copied from a sentence; grounding decides whether it did."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

MOST = 200  # facts of one kind in an answer; more is a model that repeats itself
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class Proposed(BaseModel):
    """What every proposal says."""

    sentence: int = Field(ge=0, description="Number of the sentence.")


class ProposedQuotation(Proposed):
    """Something that somebody is reported to have said."""

    content: Phrase
    speaker: Phrase | None = None
    cue: Phrase | None = None


class ProposedEvent(Proposed):
    """Who takes part in an event."""

    trigger: Phrase
    actor: Phrase | None = None
    recipient: Phrase | None = None


class ProposedCount(Proposed):
    """What a number counts."""

    number: Phrase
    counted: Phrase


class Answer(BaseModel):
    """All proposals for one article."""

    quotations: list[ProposedQuotation] = Field(default_factory=list, max_length=MOST)
    events: list[ProposedEvent] = Field(default_factory=list, max_length=MOST)
    counts: list[ProposedCount] = Field(default_factory=list, max_length=MOST)

    def __len__(self) -> int:
        return len(self.quotations) + len(self.events) + len(self.counts)
