"""Bad input ends as a row with its reason, and what merely looks bad is kept: a table."""

import gzip
import random
import time

import pytest
import yaml
from conftest import NOW, ROOT, raw_page

from etl.article import REASONS, Article
from etl.cleaning import clean

CASES = yaml.safe_load((ROOT / "tests/cases/bad_input.yml").read_text(encoding="utf-8"))
SENTENCES = [f"The council of Marlow voted on item {n} after a long debate about its budget." for n in range(12)]
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
PAGE = f"<html><head><title>Vote</title></head><body><article><h1>Vote in Marlow</h1>{BODY}</article></body></html>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
MADE = {
    "empty": b"",
    "random": random.Random(1).randbytes(50_000),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(2000),
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(2000),
    "gzip_inside": gzip.compress(PAGE.encode()),
    "wrong_charset": PAGE.replace("<head>", '<head><meta charset="ascii">').replace("debate", "café debate").encode(),
    "surrogates": PAGE.replace("debate", "debate \ud83d").encode("utf-8", "surrogatepass"),
    "nul_bytes": PAGE.replace("council of", "coun\0cil of").encode(),
    "deep": ("<html><body>" + "<div>" * 300 + f"<article>{BODY}</article>" + "</div>" * 300).encode(),
    "fifty_megabytes": ("<html><body>" + BODY * (50_000_000 // len(BODY))).encode(),
    "angle_brackets": b"<" * 2_000_000,
    "entity_bomb": f'<!DOCTYPE html [<!ENTITY l0 "laugh">{LAUGHS}]><html><body><p>&l9;</p></body></html>'.encode(),
}


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_bad_input(case):
    head, _, body = case.get("html", "").partition("</title>")
    page = case.get("text") or f"<html><head>{head}</title></head><body>{body}</body></html>"
    content = MADE[case["made"]] if "made" in case else page.encode()
    media_type = "text/plain" if "text" in case else "text/html"
    began = time.process_time()
    outcome = clean(raw_page(content, "https://post.example/story", media_type))
    assert time.process_time() - began < 10
    reason = "article" if isinstance(outcome, Article) else outcome.reason
    assert reason in ([case["reason"]] if isinstance(case["reason"], str) else case["reason"]), outcome
    if isinstance(outcome, Article):
        assert case.get("text_has", "") in outcome.text
        assert "\0" not in outcome.text
        outcome.text.encode()  # no lone surrogates
        assert {name: getattr(outcome, name) for name in case.get("columns", {})} == case.get("columns", {})
        assert outcome.published_at is None or outcome.published_at <= NOW
    else:
        assert outcome.detail
        assert case.get("detail", "") in outcome.detail


def test_every_reason_of_the_cleaner_has_a_case():
    cased = {
        reason for case in CASES for reason in ([case["reason"]] if isinstance(case["reason"], str) else case["reason"])
    }
    elsewhere = {"unreadable", "timeout", "error", "undecodable"}  # tests of files, of processes, of decoding
    assert set(REASONS) - cased == elsewhere
