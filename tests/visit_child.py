"""A process of its own that visits the addresses of a folder's urls.txt, so that its memory can be measured.

It writes seen.json: documents, the journal's rows, the most memory it held. A second call is the visit of the next day.
"""

import json
import resource
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from etl.sources import Document, Visit
from etl.sources.fetching.manners import Manners
from etl.sources.journal import Fetch
from etl.sources.urls import Urls

FIRST = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MANNERS = Manners(
    allowed_networks=(ip_network("127.0.0.1/32"),), delay=0.0, timeout=2, backoff=0.1, patience=2, tries=2
)


def main(folder: Path) -> None:
    """Visit, and write what was seen."""
    seen, fetched, now = folder / "seen.json", {}, FIRST
    if seen.exists():
        now += timedelta(days=1)
        rows = json.loads(seen.read_text())["rows"].values()
        times = ("first_asked_at", "fetched_at", "next_try_at")
        fetched = {
            row["url"]: Fetch(**row | {t: datetime.fromisoformat(row[t]) for t in times if row[t]}) for row in rows
        }
    documents, journal = [], {}
    visit = Visit(base=folder, now=now, fetched=fetched, manners=MANNERS)
    for found in Urls(name="list", kind="urls", file="urls.txt").documents(visit):
        if isinstance(found, Document):
            documents.append(found.url)
        elif isinstance(found, Fetch):
            journal[found.url] = asdict(found)
    seen.write_text(json.dumps({"documents": documents, "rows": journal, "most_memory_mb": most_memory()}, default=str))


def most_memory() -> float:
    """The most memory that this process held, in MB. getrusage would count what its parent held when it forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
