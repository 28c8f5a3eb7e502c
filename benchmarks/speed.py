"""Speed as a ratio to the bare library, measured in one run: `make bench TEXTS=file.jsonl.gz`.

TEXTS holds one JSON object a line with the key `text`. Writes benchmarks/speed.json.

* extraction: articles per CPU second of parse and facts, over those of bare `nlp.pipe` with the same model and
  settings, in turns over the same chunks;
* memory: the largest resident size of the process after `--memory` articles;
* load: rows per second of `lake.load`, over those of bare INSERT BY NAME from the same Parquet into the same lake.
"""

import argparse
import gzip
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import batched
from pathlib import Path

import duckdb

from etl import lake as warehouse
from etl import nlp
from etl.article import Article, RawPage, Sentence
from etl.batch import write_rows
from etl.extraction import bare_article, read_article
from etl.facts import FACT_TYPES
from etl.lake import Lake
from etl.schema import Record, to_arrow

RESULTS = Path(__file__).with_name("speed.json")
CHUNK = 100


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--articles", type=int, default=600, help="articles for the speed of extraction")
    parser.add_argument("--memory", type=int, default=5000, help="articles for the size of the process")
    options = parser.parse_args()
    articles = read_articles(options.texts, options.memory)
    figures = extraction_speed(articles[: options.articles]) | load_speed(articles[: options.articles])
    figures |= memory(articles)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:<42} {value:,.3f}" if isinstance(value, float) else f"{name:<42} {value:,}")


def read_articles(file: Path, most: int) -> list[Article]:
    """The first texts of the file as articles."""
    articles = []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            articles.append(bare_article(json.loads(line)["text"], date(2026, 1, 1)))
            if len(articles) == most:
                break
    return articles


def extraction_speed(articles: list[Article]) -> dict[str, float]:
    """Articles per CPU second: bare pipe and ours in turns over the same chunks, and the ratio of the two rates."""
    pipe = nlp.load()
    seconds: dict[str, list[float]] = {"bare": [], "ours": []}
    read_all(articles[:CHUNK])  # warm-up: lexica, the gazetteer, string stores
    for chunk in batched(articles, CHUNK):
        texts = [article.text for article in chunk]
        seconds["bare"].append(cpu(lambda texts=texts: [None for _ in pipe.pipe(texts, batch_size=16)]))
        seconds["ours"].append(cpu(lambda chunk=chunk: read_all(list(chunk))))
    return {
        "articles": len(articles),
        "bare_articles_per_cpu_second": len(articles) / sum(seconds["bare"]),
        "articles_per_cpu_second": len(articles) / sum(seconds["ours"]),
        "extraction_to_bare_ratio": sum(seconds["bare"]) / sum(seconds["ours"]),
    }


def read_all(articles: list[Article]) -> list:
    """The readings of all articles."""
    texts = (article.text for article in articles)
    return [read_article(article, doc) for article, doc in zip(articles, nlp.parse(texts), strict=True)]


def memory(articles: list[Article]) -> dict[str, float]:
    """The largest resident size while all articles are read, as a worker does it: chunk after chunk."""
    for chunk in batched(articles, CHUNK):
        read_all(list(chunk))
    return {
        "memory_articles": len(articles),
        "memory_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def load_speed(articles: list[Article], copies: int = 30) -> dict[str, float]:
    """Rows of facts per second; each article's facts stand `copies` times in the batch, under ids of their own."""
    with tempfile.TemporaryDirectory() as folder:
        batch = Path(folder) / "batch"
        batch.mkdir()
        rows = write_batch(batch, articles, copies)
        ratios, speeds = [], []
        for turn in range(3):
            bare = wall(lambda turn=turn: bare_insert(new_lake(Path(folder), f"bare{turn}"), batch))
            ours = wall(lambda turn=turn: full_load(new_lake(Path(folder), f"ours{turn}"), batch))
            ratios.append(bare / ours)
            speeds.append(rows / ours)
    return {
        "load_rows": rows,
        "load_rows_per_second": statistics.median(speeds),
        "load_to_bare_insert_ratio": statistics.median(ratios),
    }


def write_batch(batch: Path, articles: list[Article], copies: int) -> int:
    """A batch of the articles' facts, repeated with changed ids; its number of rows."""
    readings = read_all(articles)
    write_rows(batch, "pages", RawPage, [])
    write_rows(batch, "sentences", Sentence, [])
    rows = repeated(batch, "articles", Article, articles, copies, "version_id")
    for record in FACT_TYPES:
        facts = [fact for reading in readings for fact in reading.facts[record]]
        rows += repeated(batch, record.TABLE, record, facts, copies, "version_id", "fact_id")
    return rows


def repeated(batch: Path, name: str, record: type[Record], rows: list, copies: int, *ids: str) -> int:
    """Write the rows `copies` times, the number of the copy appended to the ids; the number of rows written."""
    once = to_arrow(rows, record)  # noqa: F841  DuckDB finds it by its name
    changed = ", ".join(f"{column} || '-' || copy as {column}" for column in ids)
    target = batch / f"{name}.parquet"
    duckdb.sql(f"copy (select once.* replace ({changed}) from once, range({copies}) as copies(copy)) to '{target}'")
    return len(rows) * copies


def new_lake(folder: Path, name: str) -> Lake:
    """An empty warehouse with its tables."""
    lake = Lake(f"ducklake:sqlite:{folder / name}.sqlite", f"{folder / name}/", str(folder / "extensions"))
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
    return lake


def bare_insert(lake: Lake, batch: Path) -> None:
    """What any loader must do at least: insert the rows of each file, by name, in one transaction."""
    with warehouse.connect(lake) as connection:
        connection.begin()
        for name in ("articles", *(record.TABLE for record in FACT_TYPES)):
            connection.execute(
                f"insert into lake.staging.{name} by name select * from read_parquet(?)",
                [str(batch / f"{name}.parquet")],
            )
        connection.commit()


def full_load(lake: Lake, batch: Path) -> None:
    """The load as the pipeline does it."""
    with warehouse.connect(lake) as connection:
        warehouse.load(connection, batch)


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def wall(work: Callable[[], object]) -> float:
    """Seconds on the clock: a load waits for the disk."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
