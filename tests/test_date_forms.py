"""Which cases of Recognizers-Text's suite news would print, and what counts as the same there but for its spelling."""

import pytest

from benchmarks.scoring.date_cases import news_cases, odd_form, says_the_same, score_date_cases


@pytest.mark.parametrize(
    ("marked", "form"),
    [
        ("The bridge opened on »4 May 2019«.", None),
        ("Sales rose in »the first quarter of 2019«.", None),
        ("He will return »in three weeks«.", None),
        ("The fair takes place on »October 19-20«.", None),
        ("The file says »12/Mar/2019«.", "keyed"),
        ("They met »from 3/4 to 3/9«.", "no year in figures"),
        ("They met on »march third«.", "spoken day"),
        ("They meet »each friday at 5pm«.", "time of day"),
        ("It is due »tmrw«.", "shorthand"),
        ("They met on »previous friday«.", "no article"),
        ("They met on the »previous friday«.", None),
        ("They meet in »week 12«.", "numbered week"),
        ("They meet on »friday 12«.", "weekday and bare day"),
        ("What was said »the day after«?", "counted from a story"),
        ("Please find a room for »next week«.", "order"),
        ("Show orders »since 2012«.", "query"),
    ],
)
def test_forms(marked, form):
    start, end = marked.index("»"), marked.index("«") - 1
    assert odd_form(marked.replace("»", "").replace("«", ""), start, end) == form


def case(text: str, **values: str) -> dict:
    return {"start": 0, "end": len(text), "text": text, "type": "datetimeV2.date", "values": [values]}


def day(text: str) -> dict:
    return case(text, timex="2018-08-17", value="2018-08-17")


def pred(value: str, first: str | None = None, last: str | None = None) -> dict:
    return {"start": 0, "end": 5, "value": value, "first_day": first, "last_day": last}


@pytest.mark.parametrize(
    ("of", "said", "same"),
    [
        (case("until April 27", timex="XXXX-04-27", end="2018-04-27"), pred("2018-04-27", *["2018-04-27"] * 2), True),
        (case("until April 27", timex="XXXX-04-27", end="2018-04-27"), pred("2018-04-29", *["2018-04-29"] * 2), False),
        (day("two months ago"), pred("2018-08", "2018-08-01", "2018-08-31"), True),
        (day("two months ago"), pred("2018-07", "2018-07-01", "2018-07-31"), False),
        (day("two days ago"), pred("2018-08", "2018-08-01", "2018-08-31"), False),
        (case("an hour and a half", timex="PT1.5H"), pred("PT1H30M"), True),
        (case("an hour and a half", timex="PT1.5H"), pred("PT1H"), False),
        (case("every morning", timex="TMO"), pred("XXXX-XX-XXTMO"), True),
    ],
)  # fmt: skip
def test_the_same_but_for_the_spelling(of, said, same):
    assert says_the_same(of, said) is same


def test_the_news_view_stands_beside_the_strict_one():
    asked = "Please come next week."
    told = "He left two months ago."
    meta = {"reference": "2018-10-17T00:00:00", "not_supported": "javascript, python"}
    gold = case("two months ago", timex="2018-08-17", value="2018-08-17") | {"start": 8, "end": 22}
    records = [
        {"id": "told", "text": told, "meta": meta, "gold": {"results": [gold]}},
        {"id": "asked", "text": asked, "meta": meta | {"not_supported": None},
         "gold": {"results": [case("next week", timex="2018-W43") | {"start": 12, "end": 21}]}},
        {"id": "none", "text": told, "meta": meta | {"not_supported": "dotnet, java"}, "gold": {"results": [gold]}},
    ]  # fmt: skip
    said = pred("2018-08", "2018-08-01", "2018-08-31") | {"start": 8, "end": 22}
    scores = score_date_cases(records, {"told": [said], "asked": [], "none": [said]})
    assert scores["all"] == {"n": 1, "right": 0.0}
    assert scores["news"] == {"n": 1, "right": 1.0}
    assert [len(news_cases(record)) for record in records] == [1, 0, 0]
