"""How large a document may be."""

MAX_HTML_CHARACTERS = 5_000_000
MAX_TEXT_CHARACTERS = 2_000_000
MAX_TAGS = 30_000


def too_large(text: str, *, is_html: bool) -> str | None:
    """Why a document is beyond the limits; None where it is within.

    trafilatura needs time in the square of the number of elements: 85,000 of them take minutes, 20,000 two seconds.
    """
    limit = MAX_HTML_CHARACTERS if is_html else MAX_TEXT_CHARACTERS
    if len(text) > limit:
        return f"{len(text):,} characters; the limit is {limit:,}"
    # Opening and closing tags both count one `<`; a flood of bare `<` is as slow as tags, so it counts too.
    if is_html and (tags := text.count("<") // 2) > MAX_TAGS:
        return f"about {tags:,} elements; the limit is {MAX_TAGS:,}"
    return None
