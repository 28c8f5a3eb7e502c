"""A byline → the people and the wire service it credits."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from etl.cleaning.lexicon import entries, words
from etl.cleaning.timestamp import read_stamps, without_stamps

MAX_BYLINE_WORDS = 40
MAX_CHARACTERS = 400  # what a byline or an author field has at most; the patterns below rely on it
_OPENING = re.compile(
    r"^\W*(?:(?:photos? and |words and )?(?:story|written|reported|report|reporting|text|words|pictures|analysis|"
    r"column|opinion|review|compiled|posted|published|article|exclusive)(?: and photos| and pictures)?\s+)?"
    r"(?:by|von|par|por)\b[\s:]+",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^\W*(?:authors?|reporters?|writers?|words|text|story|source|autor|auteur)\s*:\s*", re.IGNORECASE
)
_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|(?<!\w)@\w+|\b(?:e-?mail|follow|contact|view all (?:posts|articles) by|more by)\b"
    r"(?:\s+(?:the\s+)?(?:author|writer|reporter|me|us))?|\b\d+\s+min(?:ute)?s?(?:\s+read)?\b|\bspecial to .*$"
    r"|\beditor:\s*\w+$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;|•·/()\[\]\n\t—–_]|\s-+\s|\s+-|-\s+|\.\s*$)\s*|\s+(?:and|und|et|with|avec|mit|&)\s+", re.IGNORECASE
)
_WHERE = re.compile(r"\s+(?:in|from|of|[Ff]or|FOR|at)\s+(?:the\s+)?(?=[A-Z\"])")
_POST = re.compile(
    r"\s+(?:(?:staff|senior|chief|special|political|business|science|health|sports?|national|foreign|diplomatic|"
    r"contributing|opinion|freelance|managing|deputy|associate|medical|environment|economics|europe|asia|middle east|"
    r"associated press|ap|afp|reuters|bloomberg|upi|cnn|bbc|nbc|abc|cbs|npr|fox)\s+)*"
    r"(?:news\s+)?(?:writer|reporter|correspondent|editor|columnist|contributor|producer|critic|fellow|photographer)s?$",
    re.IGNORECASE,
)


_HONORIFIC = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s+(?=\S+\s)", re.IGNORECASE)


class Byline(NamedTuple):
    """Who a line credits: names in order, the wire service by the name we store, and whether the line says `By`."""

    authors: list[str]
    agency: str | None
    opened: bool = False


def read_byline(line: str) -> Byline | None:
    """The credits of a line that is a byline or a date line; None for any other line."""
    line = " ".join(line.split())
    if not line or len(line) > MAX_CHARACTERS or len(line.split()) > MAX_BYLINE_WORDS:
        return None
    stamps = read_stamps(line)
    rest = without_stamps(line).strip(" |,-–—•·") if stamps.published else line
    opened = bool(_OPENING.match(rest) or _LABELLED.match(rest))
    credits = _NOISE.sub(" | ", _LABELLED.sub("", _OPENING.sub("", rest)))
    parts = [part for part in _parts(credits) if part]
    if opened and parts:
        return _opened_byline(parts)
    return _bare_byline(parts, dated=stamps.published is not None)


def _opened_byline(parts: list[str]) -> Byline | None:
    """After `By` the first part has to be a credit ("By the numbers" is none); unknown further parts are posts."""
    if _is_single_name(parts):
        return _credits(parts[1:])._replace(authors=[tidy_name(parts[0])], opened=True)
    if not (is_name(parts[0]) or agency_name(parts[0]) or _is_organization(parts[0])):
        return None
    return _credits(parts)._replace(opened=True)


def _is_single_name(parts: list[str]) -> bool:
    """`By Nora, Reuters`: a single word is a name where a wire service or a post stands beside it."""
    alone = len(parts[0].split()) == 1 and len(parts[0]) > 2 and _is_capitalised(parts[0])
    known = agency_name(parts[0]) or _is_organization(parts[0]) or _is_post(parts[0])
    return alone and not known and any(agency_name(part) or _is_post(part) for part in parts[1:])


def _bare_byline(parts: list[str], *, dated: bool) -> Byline | None:
    """Without `By`, every part has to be a credit, and a date, a post or a wire service has to stand beside it."""
    named = [part for part in parts if is_name(part)]
    known = [part for part in parts if agency_name(part) or _is_organization(part) or _is_post(part) or _is_city(part)]
    if len(named) + len([part for part in known if part not in named]) < len(parts):
        return None
    vouched = any(agency_name(part) or (named and (_is_post(part) or _is_agencies(part))) for part in parts)
    return _credits(parts) if dated or vouched else None


def _credits(parts: list[str]) -> Byline:
    authors = [tidy_name(part) for part in parts if is_name(part) and not agency_name(part)]
    agency = next((name for part in parts if (name := agency_name(part))), None)
    return Byline(list(dict.fromkeys(authors)), agency)


def author_names(credits: Iterable[str]) -> list[str]:
    """The people in author fields of a page's metadata, in order, each once."""
    names: dict[str, str] = {}
    for credit in credits:
        text = _NOISE.sub(
            " | ", _LABELLED.sub("", _OPENING.sub("", " ".join(without_stamps(credit[:MAX_CHARACTERS]).split())))
        )
        for part in _parts(text):
            if is_name(part) and not agency_name(part):
                names.setdefault(part.casefold(), tidy_name(part))
    return list(names.values())


def credited_agency(credits: Iterable[str]) -> str | None:
    """The first wire service that author fields name."""
    parts = (part for credit in credits for part in _parts(credit[:MAX_CHARACTERS]))
    return next((name for part in parts if (name := agency_name(part))), None)


def _parts(credits: str) -> Iterator[str]:
    pieces = [piece for chunk in _SEPARATOR.split(credits) if chunk for piece in _without_place(chunk)]
    for piece in _unreversed(pieces):
        part = piece.strip(" .:'\"“”*\u200b\ufeff")
        post = _POST.search(part)
        if post and part[: post.start()].strip():
            yield part[: post.start()].strip()
            part = post[0].strip()
        trailing = _trailing_agency(part)
        if trailing:
            yield part[: -len(trailing)].strip()
            part = trailing
        yield part


def _without_place(chunk: str) -> list[str]:
    """`Jane Doe in Kabul` → Jane Doe, Kabul; `Bureau of Labor Statistics` stays whole."""
    pieces = _WHERE.split(chunk)
    if agency_name(pieces[0]):
        return pieces[:1]  # `Reuters in Kabul`
    return pieces if is_name(pieces[0]) or agency_name(pieces[0]) or _is_post(pieces[0]) else [chunk]


def _unreversed(pieces: list[str]) -> list[str]:
    """`Doe, Jane` is one person; any other list stays as it is."""
    if len(pieces) == 2 and all(len(piece.split()) == 1 and piece.istitle() for piece in pieces):
        return [f"{pieces[1]} {pieces[0]}"] if not any(map(agency_name, pieces)) else pieces
    return pieces


@cache
def _agencies() -> dict[str, str]:
    rows = ([form.strip() for form in entry.split("|")] for entry in entries("agencies"))
    return {_key(form): row[0] for row in rows for form in row}


def _key(name: str) -> str:
    return " ".join(name.casefold().split()).strip(".:'\"()[] ").removeprefix("the ")


def agency_name(credit: str) -> str | None:
    """The stored name of a wire service that is credited as `credit`, in any of its forms."""
    key = _key(credit)
    return _agencies().get(key) or _agencies().get(key.removesuffix(" staff").removesuffix(" reporters"))


def _trailing_agency(part: str) -> str | None:
    tokens = part.split()
    for size in (2, 1):
        tail = " ".join(tokens[-size:])
        if len(tokens) - size >= 2 and agency_name(tail) and (size == 2 or len(tail) > 3 or tail.isupper()):
            return part[part.rindex(tokens[-size]) :]
    return None


def _is_organization(part: str) -> bool:
    tokens = [token.strip(".,'’").casefold() for token in part.split()]
    return any(token in words("organization_words") or token.endswith((".com", ".org", ".net")) for token in tokens)


def _is_city(part: str) -> bool:
    return part.casefold() in words("dateline_cities")


def _is_agencies(part: str) -> bool:
    return part.casefold() in ("agencies", "wires", "wire services", "news agencies")


def _is_post(part: str) -> bool:
    return bool(_POST.search(f" {part}"))


def is_name(part: str) -> bool:
    """Whether a credit looks like a person: two to five capitalised words, small particles between them."""
    tokens = part.split()
    if not 2 <= len(tokens) <= 5 or len(part) > 60:
        return False
    if _is_organization(part) or _is_post(part) or _is_city(part):
        return False
    if any(character.isdigit() or character in "?!:;<>{}=#@" for character in part):
        return False
    capitalised = [_is_capitalised(token) for token in tokens]
    small = [token.lower() in words("name_particles") for token in tokens]
    return capitalised[-1] and (capitalised[0] or small[0]) and all(map(max, capitalised, small)) and tokens[0] != "The"


def _is_capitalised(token: str) -> bool:
    # al-Masri, d'Arcy and O'Neil: the capital may stand after a hyphen or an apostrophe.
    initials = [piece[:1] for piece in re.split(r"[-'’]", token)]
    return any(initial.isupper() or (initial.isalpha() and initial.lower() == initial.upper()) for initial in initials)


def tidy_name(name: str) -> str:
    """A name as a reader would write it: JANE McDOE and JANE MCDOE become Jane McDoe."""
    name = re.sub(r"\b([JS]r)$", r"\1.", _HONORIFIC.sub("", name, count=1))
    if any(token.islower() or token.istitle() for token in name.split() if len(token) > 2 and token.isalpha()):
        return name
    if sum(character.isupper() for character in name) < 0.6 * sum(character.isalpha() for character in name):
        return name
    return " ".join(_name_case(token) for token in name.split())


def _name_case(token: str) -> str:
    if len(token) <= 2 or "." in token:
        return token  # initials
    cased = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), token)
    cased = re.sub(r"(['’])([STD])\b", lambda match: match[1] + match[2].lower(), cased)
    return re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), cased)
