"""The warehouse: a DuckLake. How it is opened, what stands in it, how a batch becomes rows, how it is kept small.

Embedded: a SQLite catalog and a local folder. Grown up: a PostgreSQL catalog and an s3:// path. Only strings differ.
"""

from etl.lake.attaching import Lake, UnreachableError, attach, connect, link_extensions
from etl.lake.known import known_pages, last_failed, last_fetches, last_visits, state
from etl.lake.loading import append, load
from etl.lake.maintenance import tidy
from etl.lake.tables import JOURNAL, QUALITY, STAGING, create_tables
from etl.lake.turns import BusyError, locked, prepare, turn, writing

__all__ = [
    "JOURNAL",
    "QUALITY",
    "STAGING",
    "BusyError",
    "Lake",
    "UnreachableError",
    "append",
    "attach",
    "connect",
    "create_tables",
    "known_pages",
    "last_failed",
    "last_fetches",
    "last_visits",
    "link_extensions",
    "load",
    "locked",
    "prepare",
    "state",
    "tidy",
    "turn",
    "writing",
]
