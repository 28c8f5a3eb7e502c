"""Disk, memory, permissions."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil

from etl.doctor.finding import Finding, error, fine, warning
from etl.settings import ROOT, Settings

GB = 1_000_000_000
LEAST_DISK, LOW_DISK, LOW_DISK_SHARE = 0.5 * GB, 5 * GB, 0.1
LOW_MEMORY = 2 * GB  # Airflow's services take about 1.2, a task that extracts 0.7


def memory(settings: Settings) -> Iterator[Finding]:
    """Is there room for Airflow and one task?"""
    free, total = (getattr(psutil.virtual_memory(), name) for name in ("available", "total"))
    says = f"{free / GB:.1f} of {total / GB:.1f} GB free"
    if free < LOW_MEMORY:
        yield warning("memory", f"{says}; Airflow and a task take about 2 GB", "end other programs, or add memory")
    else:
        yield fine("memory", says)


def disk(settings: Settings) -> Iterator[Finding]:
    """Is there room for more articles?"""
    usage = shutil.disk_usage(_existing(settings.home))
    says = f"{usage.free / GB:.1f} of {usage.total / GB:.0f} GB free for {settings.home}"
    do = "free some space: `logs/` and all but the newest files of `published/` may go, `batches/` and `lake/` may not"
    if usage.free < LEAST_DISK:
        yield error("disk", says, do)
    elif usage.free < LOW_DISK or usage.free < LOW_DISK_SHARE * usage.total:
        yield warning("disk", says, do)
    else:
        yield fine("disk", says)


def permissions(settings: Settings) -> Iterator[Finding]:
    """May this user write where Nutgraf writes, and nobody change what is published?"""
    home = settings.home
    places = [home, home / "airflow", home / "batches", home / "lake", home / "published", home / "catalog.sqlite"]
    closed = [place for place in places if place.exists() and not os.access(place, os.W_OK)]
    if not home.exists() and not os.access(_existing(home), os.W_OK):
        closed = [home]
    if closed:
        shown = ", ".join(map(str, closed))
        do = f"sudo chown -R {os.getuid()}:{os.getgid()} {home}, or another NUTGRAF_HOME"
        yield error("permissions", f"user {os.getuid()} may not write {shown}", do)
        return
    open_releases = [file for file in settings.releases.glob("analytics-*.duckdb") if _mode(file) & 0o222]
    if open_releases:
        shown = ", ".join(file.name for file in open_releases)
        yield warning("permissions", f"published files can be changed: {shown}", f"chmod 444 {settings.releases}/a*")
    else:
        yield fine("permissions", f"{home} is ours to write" + ("" if home.exists() else " (the first run makes it)"))


def secrets(settings: Settings) -> Iterator[Finding]:
    """Are keys and passwords readable for their owner alone?"""
    airflow = settings.home / "airflow"
    files = [airflow / "jwt_secret", airflow / "simple_auth_manager_passwords.json.generated", ROOT / ".env"]
    there = [file for file in files if file.exists()]
    exposed = [file for file in there if _mode(file) & 0o077]
    for file in exposed:
        yield error("secrets", f"{file} can be read by others ({_mode(file):o})", f"chmod 600 {file}")
    if not exposed:
        yield fine("secrets", f"{len(there)} files, readable for their owner alone" if there else "none yet")


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
