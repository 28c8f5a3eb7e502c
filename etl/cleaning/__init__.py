"""Page → Article | Rejection: what the article is, and what of its page is not the article.

`clean` is pure: no files, no clock. `limits.clean_all` runs it on many pages in processes that can be ended.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.cleaning.page import clean

__all__ = ["clean"]


def __getattr__(name: str) -> Any:
    """Import on first use: a visit to a source wants an address cleaned, not 120 MB of libraries that read pages."""
    if name != "clean":
        raise AttributeError(f"module 'etl.cleaning' has no attribute {name!r}")
    return import_module("etl.cleaning.page").clean
