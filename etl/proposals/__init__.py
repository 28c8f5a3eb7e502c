"""The optional second proposer: a language model is asked for what the rules tend to miss. Off by default.

It proposes indirect quotations, who takes part in events and what a number counts. What it says is kept only where its
words stand in the article: the offsets are ours. A rule's row always wins (docs/decisions/0010).
"""

from typing import NamedTuple


class Endpoint(NamedTuple):
    """An OpenAI-compatible endpoint, and how much of it one batch may use."""

    base_url: str
    model: str
    api_key: str
    requests: int  # most requests a batch
    tokens: int  # most tokens a batch, both ways
    timeout_seconds: float  # for one answer, and for how long it may ask us to wait
