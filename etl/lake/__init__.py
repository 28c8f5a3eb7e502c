"""The warehouse: a DuckLake. How it is opened, what stands in it, how a batch becomes rows, how it is kept small.

Embedded: a SQLite catalog and a local folder. Grown up: a PostgreSQL catalog and an s3:// path. Only strings differ.
"""

from etl.lake.attaching import Lake, attach, connect, link_extensions
from etl.lake.known import known_pages, last_fetches, last_visits, state
from etl.lake.loading import load
from etl.lake.maintenance import tidy
from etl.lake.tables import JOURNAL, STAGING, create_tables

__all__ = [
    "JOURNAL",
    "STAGING",
    "Lake",
    "attach",
    "connect",
    "create_tables",
    "known_pages",
    "last_fetches",
    "last_visits",
    "link_extensions",
    "load",
    "state",
    "tidy",
]
