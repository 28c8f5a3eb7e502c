"""Cost per article as the warehouse grows: `make volume GOLD=folder`. Writes benchmarks/volume.json and its plot.

GOLD holds sets of pages (`aeb_scrapinghub`, `newspaper4k_articles`). Each page is repeated under addresses of its own
and with a paragraph of its own. What is measured, in CPU seconds of one core:

* read and clean: web archive → `Article`, over fastwarc → trafilatura alone (`bare_extraction` with metadata), in turns
  over the same records;
* collect, hand out, load: batches of 200 articles while the warehouse grows to `--articles`. Collecting is run whole
  on new web archives, cleaning as far as its cost can grow (what the process that hands pages out does, with its
  look-ups in the warehouse). What is loaded are the facts of real articles, extracted once and copied under ids of
  their own: extraction sees one article at a time and knows nothing of the warehouse, so its cost cannot grow with it;
  50,000 extractions would take hours.
* memory: the largest resident size of this process, which cleaned in itself, and of none of its workers.
"""

import argparse
import gzip
import json
import pickle
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType
from trafilatura import bare_extraction

from benchmarks.gold import read_set
from benchmarks.speed import cpu, new_lake
from benchmarks.volume_plot import draw
from etl import pipeline
from etl.article import Article, RawPage
from etl.batch import write_rows
from etl.cleaning import clean
from etl.collecting import receive
from etl.export import record
from etl.lake import Lake
from etl.nlp import DEFAULT_MODEL
from etl.sources import Document, Visit
from etl.sources.warc import Warc

RESULTS = Path(__file__).with_name("volume.json")
IMAGE = Path(__file__).parents[1] / "docs" / "images" / "volume.svg"
SETS = ("aeb_scrapinghub", "newspaper4k_articles")
BATCH = 200
POINTS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
IDS = ("page_id", "article_id", "version_id", "fact_id", "sentence_id")


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=int, default=POINTS[-1], help="size to which the warehouse grows")
    parser.add_argument("--pages", type=int, default=300, help="pages to read and clean")
    options = parser.parse_args()
    htmls = [r["html"] for name in SETS for r in read_set(options.gold, name)]
    with tempfile.TemporaryDirectory(prefix="nutgraf-volume-") as folder:
        figures = reading_and_cleaning(htmls, options.pages, Path(folder))
        figures["memory_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        figures["growth"] = growth(htmls, [n for n in POINTS if n <= options.articles], Path(folder))
        figures["memory_at_the_end_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    IMAGE.write_text(draw(figures["growth"]), encoding="utf-8")
    print(json.dumps(figures, indent=1))


def pages(htmls: list[str], first: int, number: int) -> Iterator[RawPage]:
    """Pages from the gold data, numbered: every one has an address and a sentence of its own."""
    for at in range(first, first + number):
        html = htmls[at % len(htmls)]
        content = html.replace("</p>", f" This is copy number {at}.</p>", 1).encode("utf-8", "surrogatepass")
        document = Document(url=f"https://news{at % 97}.example/story-{at}", media_type="text/html", content=content)
        page = receive(document, Warc(name="cc", kind="warc", path="x"), NOW)
        if isinstance(page, RawPage):
            yield page


def write_warc(file: Path, htmls: list[str], first: int, number: int) -> Path:
    """A web archive of such pages, as CC-NEWS packs it: each record on its own."""
    with file.open("wb") as stream:
        for page in pages(htmls, first, number):
            stream.write(gzip.compress(record(page), 6))
    return file


def reading_and_cleaning(htmls: list[str], number: int, folder: Path) -> dict[str, Any]:
    """Pages per CPU second: ours and the bare libraries' in turns, over the same archives."""
    seconds = {"ours": 0.0, "bare": 0.0, "handed": 0.0}
    counts = {"ours": 0, "bare": 0}
    for turn, first in enumerate(range(0, number, 50)):
        file = write_warc(folder / "turn.warc.gz", htmls, first, 50)
        for name, work in sorted({"ours": ours, "bare": bare}.items(), reverse=bool(turn % 2)):
            found: list[Any] = []
            seconds[name] += cpu(lambda work=work, found=found, file=file: found.extend(work(file)))
            counts[name] += len(found)
        seconds["handed"] += cpu(lambda first=first: handed_over(list(pages(htmls, first, 50))))
    return {
        "pages": number,
        "articles_ours": counts["ours"],
        "articles_bare": counts["bare"],
        "read_and_clean_per_cpu_second": number / seconds["ours"],
        "fastwarc_trafilatura_per_cpu_second": number / seconds["bare"],
        "ratio": seconds["bare"] / seconds["ours"],
        "handing_to_a_worker_and_back_ms": 1000 * seconds["handed"] / number,
    }


def ours(file: Path) -> Iterator[Article]:
    """Web archive → articles, in this process."""
    entry = Warc(name="cc", kind="warc", path=str(file))
    for found in entry.documents(Visit(base=file.parent, now=NOW)):
        page = receive(found, entry, NOW) if isinstance(found, Document) else None
        if isinstance(page, RawPage) and isinstance(outcome := clean(page), Article):
            yield outcome


def bare(file: Path) -> Iterator[Any]:
    """What anybody would write: fastwarc, then trafilatura with metadata."""
    with file.open("rb") as stream:
        for one in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
            outcome = bare_extraction(one.reader.read(), url=one.headers["WARC-Target-URI"], with_metadata=True)
            if outcome is not None:
                yield outcome


def handed_over(some: list[RawPage]) -> None:
    """What it costs to hand pages to workers: each is packed and unpacked on both sides."""
    for page in some:
        pickle.loads(pickle.dumps(page))


def growth(htmls: list[str], points: list[int], folder: Path) -> list[dict[str, float]]:
    """Milliseconds of CPU per article, and seconds per batch on the clock, at each size of the warehouse."""
    lake, batches = new_lake(folder, "volume"), folder / "batches"
    prototype = extracted_batch(htmls, batches)
    rows = []
    number = 0
    for point in points:
        loads: list[tuple[float, float]] = []
        while number < point:
            copy = copied(prototype, batches / "copy", number)
            loads.append(timed(lambda copy=copy: pipeline.load(copy.name, batches, lake)))
            number += BATCH
        file = write_warc(folder / "new.warc.gz", htmls, 10**6 + number, BATCH // 2)
        rows.append({"articles": number} | stages(file, folder, lake) | load_costs(loads))
        print(json.dumps(rows[-1]), flush=True)
    return rows


def stages(file: Path, folder: Path, lake: Lake) -> dict[str, float]:
    """Collect and clean a new archive at this size of the warehouse; it is not loaded."""
    entry, batches, names = Warc(name="cc", kind="warc", path=str(file)), folder / "batches", []
    collect, _ = timed(lambda: names.extend(pipeline.collect(entry, folder, batches, lake, BATCH, NOW)))
    hand_out, _ = timed(lambda: pipeline.clean(names[0], batches, 60, 1, lake))
    n_first = pq.read_metadata(batches / names[0] / "pages.parquet").num_rows
    return {"collect_ms": collect * 1000 / (BATCH // 2), "hand_out_ms": hand_out * 1000 / n_first}


def load_costs(loads: list[tuple[float, float]]) -> dict[str, float]:
    """The middle of the last loads: a machine that others use has slow moments."""
    last = loads[-15:]
    cpu_seconds, wall_seconds = (sorted(seconds)[len(last) // 2] for seconds in zip(*last, strict=True))
    return {"load_ms": cpu_seconds * 1000 / BATCH, "load_batch_seconds": wall_seconds}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of this process, and seconds on the clock."""
    began = time.perf_counter()
    return cpu(work), time.perf_counter() - began


def extracted_batch(htmls: list[str], batches: Path) -> Path:
    """A batch of real articles with their facts, a quarter of BATCH: `copied` makes each of them four times."""
    folder = batches / "prototype"
    folder.mkdir(parents=True)
    made = (outcome for page in pages(htmls, 0, BATCH) if isinstance(outcome := clean(page), Article))
    articles = list(islice((article for article in made if article.null_reason is None), BATCH // 4))
    write_rows(folder, "articles", Article, articles)
    write_rows(folder, "pages", RawPage, [replace(page_of(article), content=b"") for article in articles])
    pipeline.extract(folder.name, batches, DEFAULT_MODEL)
    return folder


def page_of(article: Article) -> RawPage:
    """The row of a page that an article was read from."""
    return RawPage(
        page_id=article.page_id or "",
        source="cc",
        url=article.url or "",
        fetched_at=NOW,
        media_type="text/html",
        sha256=article.version_id,
        n_bytes=0,
        batch="copy",
        content=b"",
    )


def copied(prototype: Path, folder: Path, number: int) -> Path:
    """A batch of BATCH articles: the prototype's four times, under ids of their own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in prototype.glob("*.parquet"):
        there = [name for name in IDS if name in pq.read_schema(file).names]
        changed = ", ".join(f"{name} || '-{number}-' || copy as {name}" for name in there)
        rows = f"select kept.* replace ({changed}) from '{file}' as kept, range(4) as copies(copy)"
        duckdb.sql(f"copy ({rows}) to '{folder / file.name}'")
    return folder


if __name__ == "__main__":
    main()
