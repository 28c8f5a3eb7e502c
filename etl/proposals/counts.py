"""Proposals of what a number counts → rows of quantities that a rule found without it."""

from collections.abc import Iterator
from dataclasses import replace

from etl.facts.quantities import Quantity
from etl.facts.reading import Reading
from etl.proposals.answer import ProposedCount
from etl.proposals.grounding import Grounding, at, overlap


def counts(reading: Reading, proposals: list[ProposedCount]) -> Iterator[Quantity]:
    """The rows that hold, at most one more for each number. A number that the rules do not read has no value either."""
    grounding = Grounding(reading)
    known = [*reading.of(Quantity)]
    for proposal in proposals:
        number, counted = grounding.spans(proposal.sentence, proposal.number, proposal.counted) or (None, None)
        found = at(known, number) if number else []
        if len(found) != 1 or counted is None or found[0].counted is not None:
            continue
        rule = found[0]
        if not overlap((rule.start_char, rule.end_char), counted):
            evidence = reading.evidence(Quantity, rule.start_char, rule.end_char, method="llm")
            row = replace(rule, **evidence, counted=" ".join(reading.text[slice(*counted)].split()))
            known.append(row)
            yield row
