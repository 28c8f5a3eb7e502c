"""Nutgraf turns news articles into a SQL warehouse of facts."""

from etl.article import Article, Rejection
from etl.extraction import extract

__all__ = ["Article", "Rejection", "extract"]
