"""Which documents are one article, and which are copies of another site's: tests/cases/identity.yml."""

from pathlib import Path

import pytest
import yaml
from conftest import NOW

from etl.article import Article, RawPage
from etl.cleaning import clean, identity
from etl.schema import stable_id

CASES = yaml.safe_load((Path(__file__).parent / "cases/identity.yml").read_text(encoding="utf-8"))
PROSE = "The council closed the bridge after engineers had found cracks in its northern pier, the mayor said. "


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_address(case):
    final, canonical = case.get("final"), case.get("canonical")
    assert identity.address(case["url"], final, canonical) == case["address"]
    assert identity.syndicated_from(final or case["url"], canonical) == case.get("syndicated_from")


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_an_address_stands_for_itself(case):
    """What stands for an article is found again when the page is fetched there."""
    assert identity.address(case["address"], None, case["address"]) == case["address"]


def cleaned(url: str, head: str, final_url: str | None = None) -> Article:
    content = f"<html><head>{head}</head><body><h1>Bridge closed</h1><p>{PROSE * 8}</p></body></html>".encode()
    page = RawPage(
        page_id=url,
        source="test",
        url=url,
        final_url=final_url,
        fetched_at=NOW,
        media_type="text/html",
        sha256="0",
        n_bytes=len(content),
        batch="b",
        content=content,
    )
    article = clean(page)
    assert isinstance(article, Article)
    return article


def test_a_relative_canonical_link_is_resolved():
    plain = cleaned("https://herald.example/2026/bridge-closed-again", "")
    telephone = cleaned(
        "https://herald.example/2026/bridge-closed-again/amp", '<link rel="canonical" href="/2026/bridge-closed-again">'
    )
    assert telephone.canonical_url == "https://herald.example/2026/bridge-closed-again"
    assert (telephone.article_id, telephone.version_id) == (plain.article_id, plain.version_id)


def test_a_relative_canonical_link_counts_from_where_the_redirect_led():
    article = cleaned(
        "https://sho.rt/aB3xY",
        '<link rel="canonical" href="/2026/bridge-closed-again">',
        "https://m.herald.example/2026/bridge-closed-again",
    )
    assert article.article_id == stable_id("https://m.herald.example/2026/bridge-closed-again")
    assert article.outlet == "herald.example"


def test_a_copy_names_its_original_and_stays_apart():
    original = cleaned("https://herald.example/2026/bridge-closed-again", "")
    copy = cleaned(
        "https://courier.example/2026/bridge-closed-again",
        '<link rel="canonical" href="https://herald.example/2026/bridge-closed-again">',
    )
    assert copy.article_id != original.article_id
    assert copy.body_hash == original.body_hash
    assert (original.syndicated_from, copy.syndicated_from) == (None, "herald.example")
