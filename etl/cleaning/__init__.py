"""Page → Article | Rejection: what the article is, and what of its page is not the article.

`clean` is pure: no files, no clock. `limits.clean_all` runs it on many pages in processes that can be ended.
"""

from etl.cleaning.page import clean

__all__ = ["clean"]
