"""Where leads live: in memory, or in an SQLite file. Both keep the contract of :class:`leadlife.ports.LeadStore`."""

from leadlife.stores.memory import MemoryStore
from leadlife.stores.sqlite import SqliteStore

__all__ = ["MemoryStore", "SqliteStore"]
