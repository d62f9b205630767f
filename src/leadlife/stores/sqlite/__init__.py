"""A store in one SQLite file."""

from leadlife.stores.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
