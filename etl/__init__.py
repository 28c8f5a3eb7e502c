"""Nutgraf turns news articles into a SQL warehouse of facts: the pipeline in seven sentences.

`clean` turns a page into an Article, or into a Rejection that says why not. `extract` reads an article's facts.
`pipeline.collect` takes from the sources what the warehouse has not seen. `pipeline.clean` and `pipeline.extract` do
the same for a batch of Parquet files. `pipeline.load` puts a batch into the warehouse. `build.build` makes the marts.
`quality.audit` checks both, and `publish.publish` puts the audited marts where analysts read them.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.article import Article, Rejection
    from etl.cleaning import clean
    from etl.extraction import extract

# A second BLAS thread doubles the CPU time of a parse and saves a tenth of its wall time; batches run side by side
# instead. NumPy reads this when it is first imported, so it stands before everything else.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = ["Article", "Rejection", "clean", "extract"]

_HOME = {
    "Article": "etl.article",
    "Rejection": "etl.article",
    "clean": "etl.cleaning",
    "extract": "etl.extraction",
}


def __getattr__(name: str) -> Any:
    """Import on first use: a task that only loads rows does not pay for spaCy."""
    if name not in _HOME:
        raise AttributeError(f"module 'etl' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
