"""Evidence, reports and their history: SQLite by default, PostgreSQL where a team shares them.

Importing this loads no database package; `open_store` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.errors import VoicecheckError
from voicecheck.store.keys import FileMark, WorkKey, call_key, evidence_key, metadata_hash, work_key

if TYPE_CHECKING:
    from voicecheck.store.database import Store

__all__ = [
    "FileMark",
    "WorkKey",
    "call_key",
    "evidence_key",
    "metadata_hash",
    "open_store",
    "work_key",
]


def open_store(url: str | None, home: Path) -> Store:
    """The store at `url`, made if it is not there; close it, or use it as a context manager.

    Args:
        url: `postgresql://...`, `sqlite:///...` or a file; None: `voicecheck.db` under `home`.
        home: the data folder.

    Raises:
        ConfigError: for a URL that cannot be used, or a schema of another version.
        StoreError: where the database cannot be reached or written.

    >>> import tempfile
    >>> with open_store(None, Path(tempfile.mkdtemp())) as store:
    ...     store.size().calls
    0
    """
    from voicecheck.store.database import Store
    from voicecheck.store.engine import connect
    from voicecheck.store.schema import make_ready

    store = Store(connect(url, home))
    try:
        make_ready(store.engine)
    except VoicecheckError:
        store.close()
        raise
    return store
