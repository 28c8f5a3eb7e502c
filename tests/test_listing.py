"""What a source lists beside a page, and the charset that a header gives: tests/cases/listing.yml."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from conftest import NOW

from etl.article import Article, RawPage
from etl.cleaning import clean

CASES = yaml.safe_load((Path(__file__).parent / "cases/listing.yml").read_text(encoding="utf-8"))
LONG = (
    "The council closed the bridge after engineers had found cracks in its northern pier, the mayor of Tarvik said on "
    "Tuesday."
)


def page(content: bytes, media_type: str, **columns) -> RawPage:
    return RawPage(
        **{
            "page_id": "p",
            "source": "test",
            "url": "https://herald.example/news/bridge-closed-again",
            "fetched_at": NOW.replace(year=2027),
            "media_type": media_type,
            "sha256": "0",
            "n_bytes": len(content),
            "batch": "b",
            "content": content,
        }
        | columns
    )


def filled(value):
    return value.replace("{long}", LONG) if isinstance(value, str) else value


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_listing(case):
    if "text" in case:
        content, media_type = filled(case["text"]), "text/plain"
    else:
        content = f"<html><head>{case['page']}</head><body><article><p>{(LONG + ' ') * 4}</p></article></body></html>"
        media_type = "text/html"
    listed = {f"listed_{name}": value for name, value in case.get("listed", {}).items()}
    article = clean(page(content.encode(), media_type, **listed, **case.get("source", {})))
    assert isinstance(article, Article)
    for name, value in case["article"].items():
        expected = value.replace(tzinfo=UTC) if isinstance(value, datetime) else filled(value)
        assert getattr(article, name) == expected, name


CHARSETS = [
    ("the header names the charset", "cp1251", "text/html; charset=windows-1251", ""),
    ("a header in quotation marks", "cp1251", 'text/html;charset="windows-1251"', ""),
    ("the header wins over the page", "cp1251", "text/html; charset=windows-1251", '<meta charset="koi8-r">'),
    ("valid UTF-8 is UTF-8, whatever the header says", "utf-8", "text/html; charset=iso-8859-1", ""),
    ("a byte-order mark wins", "utf-16", "text/html; charset=iso-8859-1", ""),
    ("a header that cannot be right", "cp1251", "text/html; charset=utf-8", '<meta charset="cp1251">'),
    ("a charset that nobody knows", "cp1251", "text/html; charset=x-herald", '<meta charset="windows-1251">'),
]


@pytest.mark.parametrize(("why", "encoding", "header", "head"), CHARSETS, ids=[why for why, *_ in CHARSETS])
def test_the_charset_of_the_header(why, encoding, header, head):
    words = "Совет города закрыл мост после того, как инженеры нашли трещины в северной опоре, сказал мэр Тарвика."
    content = f"<html><head>{head}</head><body><article><p>{(words + ' ') * 6}</p></article></body></html>"
    article = clean(page(content.encode(encoding), "text/html", content_type=header))
    assert isinstance(article, Article)
    assert words in article.text
    assert article.language == "ru"


def test_a_header_of_the_old_western_charset_means_the_one_of_windows():
    content = (
        f"<html><body><article><p>{'“We closed the bridge”, said Zoë Núñez – the mayor. ' * 8}</p></article></body>"
    )
    article = clean(page(content.encode("cp1252"), "text/html", content_type="text/html; charset=ISO-8859-1"))
    assert isinstance(article, Article)
    assert "“We closed the bridge”, said Zoë Núñez – the mayor." in article.text
