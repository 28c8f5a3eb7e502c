"""A full disk: recognised whoever reports it, and explained to the person who can free some space."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.faults import MachineError

_SAID = ("No space left on device", "database or disk is full", "Disk quota exceeded")


class DiskFullError(MachineError):
    """The disk is full; the message names the folder and what may be deleted."""


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn the errors of a full disk into one that says what to free. `folder`: where the block writes."""
    try:
        yield
    except Exception as error:  # OSError, pyarrow's and DuckDB's own: told apart by what they say
        if not is_full(error):
            raise
        raise DiskFullError(
            f"the disk of {folder} is full ({_free(folder):,} bytes free). Nothing is half written: free some "
            "space and run this again. In Nutgraf's home, `logs/` and all but the newest files of `published/` "
            "may be deleted; `batches/` and the lake may not, they hold the articles"
        ) from error


def is_full(error: BaseException) -> bool:
    """Whether an error says that a disk is full."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(said in str(error) for said in _SAID)


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
