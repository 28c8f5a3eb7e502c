"""Which language an article is written in."""

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE_CHARACTERS = 500  # measured: as good as the whole text, and twenty times faster
SUPPORTED = frozenset({"en"})
# Loaded with the module, so that the processes of `limits` share one copy.
_IDENTIFIER = LanguageIdentifier.from_model_file(MODEL_FILE)


def language(body: str) -> str:
    """ISO 639-1 code of a body."""
    code, _ = _IDENTIFIER.classify(body[:SAMPLE_CHARACTERS])
    return str(code)
