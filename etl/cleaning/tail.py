"""Where an article ends and its page's furniture begins."""

import re
from functools import cache, lru_cache
from itertools import takewhile

from etl.cleaning.byline import read_byline
from etl.cleaning.lexicon import words

PROSE_WORDS = 12
MAX_SHORT_LINES = 4
MAX_PHRASE_WORDS = 60  # what sites say of themselves is shorter
LIST_LINES = 3
MAX_BYLINE = 60  # characters of the byline of a teaser
# What a line says of where the article ends: above 0 the article goes on, below 0 it is over.
END, CALL, BETWEEN, STRAY, SHORT = -3.0, -2.0, -0.5, -0.1, 0.3
MOST_DOUBT = 8.0  # so much prose takes the article up again, whatever stood between
MOST, WORDS_A_POINT = 4.0, 10  # a sentence of 12 words says 1.2, one of 40 or more says 4

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_FULL_STOP = re.compile(r"\.[\"'”’»)\]]*\s*$")
_OUTER = " .:!?…|»›>*-–—()[]•·\"'“”‘’"
_READER = re.compile(r"\b(?:you|your|our|us)\b", re.IGNORECASE)
_POST_BY = re.compile(r"^[—–-]\s.{2,60}\(@\w+\)")  # the signature of a quoted post
_ITEM = re.compile(r"\d|\s[-–—]\s|\w:\s")  # a date, a price, a score; a name and what it got
_QUOTED = re.compile(r"[\"“”]")
_ADDRESS = re.compile(r"^\W*(?:\S+@\S+\.\w+|@\w+$|\+?[\d(][\d() .-]{8,}\d\b|https?://\S+$|(?:www\.)\S+$)")
_CREDIT = re.compile(
    r"^\W*(?:(?:additional |with )?(?:reporting|writing|editing|compiled|edited|photographs?|graphics?|production)"
    r"(?: and (?:reporting|writing|editing))? (?:by|from)\b"
    r"|(?:\(c\)|©|copyright)\s|all rights reserved|our standards:"
    r"|(?:sign up|subscribe|register|log in|click here)\b.{0,80}"
    r"\b(?:newsletters?|emails?|alerts?|briefing|updates|inbox|our|account|subscribers?|subscription)\b"
    r"|download (?:the|our) .{0,40}\bapp\b|(?:follow|like|join) us\b|follow .{2,40} on (?:twitter|x|facebook|instagram)"
    r"|(?:read|see|watch) (?:more|also|next)\b|related:|also read\b|more (?:from|on|stories)\b"
    r"|this (?:article|story|report) (?:was )?(?:originally|first) (?:appeared|published)"
    r"|for (?:more|the latest) .{0,60}(?:follow|subscribe|click)"
    r"|(?:news )?tips\?|contact the (?:author|writer|reporter)|write to .{2,60} at \S+@)",
    re.IGNORECASE,
)
_END_NOTE = re.compile(
    r"\b(?:can|may) be (?:reached|contacted) (?:at|on|via)\b"
    r"|\b(?:e-?mail|write to|follow|contact|reach (?:the|him|her|them|our)\b)"
    r".{0,60}(?:@\w|\bon (?:twitter|x|facebook|instagram|threads|linkedin)\b)"
    r"|\b(?:subscribe|sign up) (?:today |now |here )?(?:to|for|today|now|here)\b"
    r"|\b(?:have|got) a tip\?|\bget the latest\b|\bopinions expressed (?:here|in this|are|by)\b"
    r"|\b(?:do|does) not (?:own|hold) (?:any )?(?:shares|positions?|stock)\b"
    r"|\bif you (?:enjoyed|liked) this (?:article|story|post)\b"
    r"|^\W*(?:print|e-?mail|share|tweet|pin|bookmark|discuss) ?/?(?:this|to|share|on|via)\b.{0,80}$"
    r"|^\W*(?:listen to|also available on|watch the video|full coverage|more coverage|contributing:|source:)"
    r"|\bdelivered (?:to your inbox|every \w+day)\b|^(?:\S+\s+){0,10}https?://\S+$",
    re.IGNORECASE,
)
_POSTS = r"(?i:reporter|writer|correspondent|editor|columnist|contributor|freelance|freelancer|journalist|blogger)"
_AUTHOR_NOTE = re.compile(
    r"^\W*(?:[A-ZÀ-Þ][\w.'’-]*\s){2,4}"
    rf"(?:is .{{0,60}}\b{_POSTS}\b|is (?:an?|the) .{{0,120}}\bauthor\b|is .{{2,40}}'s? .{{0,30}}{_POSTS}\b"
    r"|(?:writes about|has covered|reports on|covers .{3,80} (?:for|at) (?:the )?[A-Z]))"
)
_CONTRIBUTED = re.compile(r"\bcontributed (?:reporting )?(?:to|for) this (?:report|story|article)\b", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Whether a whole line is a share bar, an advertisement mark or a link box's heading."""
    return line.casefold().strip(_OUTER) in words("furniture")


def is_credit(line: str) -> bool:
    """Whether a line credits desk work, claims rights or calls to subscribe: true of it wherever it stands."""
    return bool(_CREDIT.search(line[:200])) or (len(line) < 300 and bool(_CONTRIBUTED.search(line)))


def is_end_note(line: str) -> bool:
    """Whether an article's last line presents its author or asks to write, listen or subscribe."""
    return len(line) < 500 and bool(_END_NOTE.search(line) or _AUTHOR_NOTE.match(line))


def signs_post(line: str) -> bool:
    """Whether a line names who wrote the post that is quoted above it: `— Ada Obi (@adaobi) July 9, 2026`."""
    return bool(_POST_BY.match(line))


def is_tail(line: str) -> bool:
    """Whether a line at an article's end is none of its own: a note, an address, a heading of links, a call."""
    return is_end_note(line) or bool(_ADDRESS.match(line)) or _is_tail_line(line) or _is_call(line)


def tail_start(lines: list[str]) -> int:
    """Index of the first line after the article's end; `len(lines)` where nothing looks like prose.

    The article ends where the prose above outweighs the furniture most: calls to subscribe between its paragraphs do
    not end it, nor do the sentences of teasers below it go on with it. A list that ends it stays.
    """
    if not any(map(_is_prose, lines)):
        return len(lines)
    end, balance, best = 0, 0.0, 0.0
    for number, score in enumerate(_scores(lines), 1):
        balance = max(balance + score, best - MOST_DOUBT)
        if balance >= best:
            end, best = number, balance
    rest = list(takewhile(lambda line: not _score(line), lines[end:]))
    return end + len(rest) if _is_list(rest) else end


def _scores(lines: list[str]) -> list[float]:
    scores: list[float] = []
    short = 0  # short sentences since the last long one
    for line in lines:
        score = _score(line)
        if score is None:
            sentence = _is_short_sentence(line)
            score = SHORT if sentence and short < MAX_SHORT_LINES else STRAY
            short += sentence
        elif score > 0:
            short = 0
        scores.append(score)
    return scores


def _is_short_sentence(line: str) -> bool:
    n_words = len(line.split())
    return n_words >= 3 and bool(_FULL_STOP.search(line) or (n_words >= 6 and _SENTENCE_END.search(line)))


@lru_cache(maxsize=1000)
def _score(line: str) -> float | None:
    """What a line says of where the article ends; None for a short line that may belong to either side."""
    if is_furniture(line) or is_credit(line):
        return BETWEEN
    if signs_post(line):
        return SHORT
    if is_tail(line):
        return CALL if _is_call(line) else END
    if len(line) < MAX_BYLINE and read_byline(line):
        return CALL
    n_words = len(line.split())
    if n_words < PROSE_WORDS:
        return None
    return min(MOST, n_words / WORDS_A_POINT) if _SENTENCE_END.search(line) else 0.0


def _is_call(line: str) -> bool:
    """Whether a site speaks of itself. An article may well speak of subscribers; it seldom speaks to them."""
    if len(line.split()) > MAX_PHRASE_WORDS or not _phrases().search(line):
        return False
    return not _is_prose(line) or bool(_READER.search(line) and not _QUOTED.search(line))


def _is_tail_line(line: str) -> bool:
    key = line.casefold().strip(_OUTER)
    return re.sub(r"\W*\d+\W*", " ", key).strip() in words("tail_lines") or key in words("kickers")


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(words("tail_phrases")))) + r")\b", re.IGNORECASE)


def _is_list(lines: list[str]) -> bool:
    """Whether lines below the last sentence are a list of the article's own: dates, prices, scores, or announced."""
    if not lines:
        return False
    numbered = sum(bool(_ITEM.search(line)) for line in lines)
    announced = any(line.rstrip().endswith(":") for line in lines[:2]) and len(lines) > 1
    return announced or (len(lines) >= LIST_LINES and numbered >= 0.6 * len(lines))


def _is_prose(line: str) -> bool:
    return (
        len(line.split()) >= PROSE_WORDS
        and bool(_SENTENCE_END.search(line))
        and not (is_credit(line) or is_end_note(line))
    )
