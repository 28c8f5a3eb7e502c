"""Names as the model marks them in the text, repaired: no title, article, possessive, line break or date inside."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.descriptions import described
from etl.facts.mentions.evidence import joined, typed, with_models, with_places
from etl.facts.mentions.lines import with_capitals, with_datelines
from etl.facts.mentions.missed_names import with_listed, with_repeated
from etl.facts.mentions.missed_people import with_given_names, with_initials
from etl.facts.mentions.names import GENERATIONS, Name, is_given_name, plain, printed_words, titles_leading_to
from etl.facts.mentions.teams import with_teams

LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"})
EDGE = re.compile(r"[\s\W_]+")
DATE_PART = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}:\d\d")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?")
INITIAL = re.compile(r"[A-Z]\.?")
MINISTERS = frozenset({"secretary", "minister", "ministers", "undersecretary", "vice", "deputy", "shadow"})
SURNAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT"})


def names(doc: Doc, barred: Iterable[tuple[int, int]] = ()) -> list[Name]:
    """The names of a text in reading order, none overlapping another; none begins in a barred stretch of characters."""
    text = doc.text
    marked = with_listed(doc, text, [n for ent in doc.ents if (n := _repaired(doc, ent.start, ent.end, ent.label_))])
    found = joined(doc, list(typed(doc, list(_completed(doc, marked)))))
    found = described(doc, with_places(with_models(doc, found)))
    found = with_given_names(doc, with_initials(doc, text, found))
    found = with_teams(doc, text, with_capitals(doc, text, with_repeated(doc, found)))
    found = with_datelines(doc, text, found)
    bars = list(barred)
    return [name for name in found if not any(s <= doc[name.start].idx < e for s, e in bars)] if bars else found


def _repaired(doc: Doc, start: int, end: int, label: str) -> Name | None:
    """A marked span as a name, or nothing where no name is left of it."""
    if label not in LABELS:
        return None
    end = _first(doc, start + 1, end, _breaks_line) if label != "PERSON" else _first(doc, start + 1, end, _ends_person)
    if label in ("PERSON", "GPE", "NORP"):
        end = _first(doc, start + 1, end, lambda token: bool(ORDINAL.match(token.text)))
    elif dated := DATE_PART.search(doc[start:end].text):
        end = _first(doc, start, end, lambda token: token.idx >= doc[start].idx + dated.start())
    start, end = _trimmed(doc, start, end)
    if label in ("ORG", "GPE", "NORP"):
        end = _without_office(doc, start, end)
    titles: tuple[str, ...] = ()
    if label == "PERSON":
        first = _after_titles(doc, start, end)
        titles = tuple(doc[i].text for i in range(start, first))
        start, end = _trimmed(doc, first, end)
    if start >= end or not _is_name(doc, start, end):
        return None
    return Name(start, end, label, printed_words(doc, start, end), titles_leading_to(doc, start) + titles)


def _first(doc: Doc, start: int, end: int, test: Callable[[Token], bool]) -> int:
    return next((i for i in range(start, end) if test(doc[i])), end)


def _breaks_line(token: Token) -> bool:
    return token.is_space and "\n" in token.text


def _ends_person(token: Token) -> bool:
    """A line break or a comma, unless `Jr.` comes after it."""
    if token.text == ",":
        return token.i + 1 >= len(token.doc) or plain(token.nbor().text) not in GENERATIONS
    return _breaks_line(token)


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Without article, possessive, punctuation and space at the edges, and without `spoke` of `Roe spoke`."""
    while start < end and (doc[start].lower_ in ("the", "a", "an") or EDGE.fullmatch(doc[start].text)):
        start += 1
    while start < end and _is_trailing(doc[end - 1], end - start == 1):
        end -= 1
    return start, end


def _is_trailing(last: Token, is_alone: bool) -> bool:
    if last.lower_ in ("'s", "’s") or EDGE.fullmatch(last.text):
        return True
    return not is_alone and last.is_lower and last.tag_ in ("VBD", "VBZ", "VBP", "IN", "CC", "DT")


def _without_office(doc: Doc, start: int, end: int) -> int:
    """Where an organisation ends before an office: `State Department spokesperson`."""
    cut = end
    while cut > start and plain(doc[cut - 1].text) in words("offices"):
        cut -= 1
    if cut < end and cut > start and doc[cut - 1].text == "Press":
        cut -= 1
    return end if cut > start and (doc[cut - 1].is_lower or doc[cut - 1].is_punct) else cut


def _after_titles(doc: Doc, start: int, end: int) -> int:
    """First token of a person's name after titles: `Gen. Frank McKenzie`, `U.S. President Joe Biden`."""
    first = start
    for i in range(start, end - 1):
        word = plain(doc[i].text)
        leads = first == i and word in words("titles")  # further in, `King` and `Prince` may be surnames
        if (leads or word in words("offices")) and plain(doc[i + 1].text) not in GENERATIONS:
            first = i + 1
    is_title = end - first == 1 and plain(doc[first].text) in words("offices")
    return end if is_title else first


def _is_name(doc: Doc, start: int, end: int) -> bool:
    if end - start == 1 and doc[start].text in words("portfolios"):  # of `Secretary of State`, `Education Minister`
        of_office = start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lower_ in MINISTERS
        return not of_office and not (end < len(doc) and doc[end].lower_ in MINISTERS)
    text = doc[start:end].text
    return any(char.isupper() for char in text) or text in words("organizations")


def _completed(doc: Doc, marked: list[Name]) -> Iterator[Name]:
    """The names with parts that the model left out, and names that only a title before them shows."""
    printed = _printed_honorifics()
    honorifics = [token.i for token in doc if token.text in printed]
    before_names = {i + 1 for i in honorifics}
    taken_until = 0
    i = 0
    while i < len(marked):
        name = marked[i]
        i += 1
        if name.start < taken_until:
            continue
        yield from _titled(doc, honorifics, taken_until, name.start)
        if name.start in before_names:
            name.label = "PERSON"
        if name.label == "PERSON":
            limit = marked[i].start if i < len(marked) else len(doc)
            if i < len(marked) and _belongs(doc, name, marked[i]):
                name.end = marked[i].end
                limit = marked[i + 1].start if i + 1 < len(marked) else len(doc)
                i += 1
            name = _widened(doc, name, taken_until, limit)
        taken_until = name.end
        yield name
    yield from _titled(doc, honorifics, taken_until, len(doc))


def _belongs(doc: Doc, name: Name, following: Name) -> bool:
    """Whether the next marked span is the rest of a person's name: `Frank` + `McKenzie`, `Michael O’` + `Leary`."""
    if name.end != following.start or following.end - following.start > 2 or following.label not in SURNAME_LABELS:
        return False
    return name.printed[-1][-1] in "'’" or (len(name.printed) == 1 and is_given_name(name.printed[0]))


def _widened(doc: Doc, name: Name, lowest: int, highest: int) -> Name:
    """With given names before it, a surname after a lone given name, and `Jr.`."""
    start, end = name.start, name.end
    while start > lowest and _is_given(doc[start - 1]) and plain(doc[start - 1].text) not in words("titles"):
        start -= 1
    if end < highest and end - start == 1 and is_given_name(doc[start].text) and _is_surname(doc[end]):
        end += 1
    after = end + 1 if end + 1 < highest and doc[end].text == "," else end
    if after < highest and plain(doc[after].text) in GENERATIONS and doc[after].text[0].isupper():
        end = after + 1
    if (start, end) == (name.start, name.end) and len(name.printed) == end - start:
        return name
    return Name(start, end, name.label, printed_words(doc, start, end), name.titles or titles_leading_to(doc, start))


def _is_given(token: Token) -> bool:
    """Whether a token before a person's name is a given name or an initial of it."""
    if token.tag_ != "NNP" or token.ent_type_ not in ("", "PERSON"):
        return False
    return is_given_name(token.text) or (len(token.text) == 2 and bool(INITIAL.fullmatch(token.text)))


def _is_surname(token: Token) -> bool:
    return token.tag_ in ("NNP", "NNPS") and token.text[0].isupper() and not token.is_upper


def _titled(doc: Doc, honorifics: list[int], start: int, end: int) -> Iterator[Name]:
    """Names that the model missed between two names, shown by an honorific: `Mr. Guerrero`."""
    for i in honorifics[bisect_left(honorifics, start) : bisect_left(honorifics, end)]:
        last = first = i + 1
        while last < end and _is_surname(doc[last]) and plain(doc[last].text) not in words("titles"):
            last += 1
        if last > first:
            yield Name(first, last, "PERSON", printed_words(doc, first, last), titles_leading_to(doc, first))


@cache
def _printed_honorifics() -> frozenset[str]:
    """Abbreviated titles, which nothing but a person's name follows, with and without full stop."""
    return words("honorifics") | {f"{word}." for word in words("honorifics")}
