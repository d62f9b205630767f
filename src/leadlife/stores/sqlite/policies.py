"""The policies of a file: rows say a small number, and this knows which policy it stands for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from leadlife.lead import PolicyPin
from leadlife.stores._policies import require_same_content, unpinned
from leadlife.stores.sqlite import statements as sql


class Policies:
    """What the policy table said when it was last read: rows are added to it, and never changed."""

    def __init__(self) -> None:
        self.by_id: dict[int, PolicyPin] = {}
        self.ids: dict[PolicyPin, int] = {}

    def read(self, connection: sqlite3.Connection) -> Mapping[PolicyPin, str]:
        """Every policy with its dump."""
        dumps: dict[PolicyPin, str] = {}
        for id, name, version, fingerprint, dump in connection.execute(sql.POLICIES):
            policy = PolicyPin(name, version, fingerprint)
            self.by_id[id] = policy
            self.ids[policy] = id
            dumps[policy] = dump
        return dumps

    def knows(self, connection: sqlite3.Connection, id: int) -> Mapping[int, PolicyPin]:
        """All policies by number, read anew if ``id`` is not among them."""
        if id not in self.by_id:
            self.read(connection)
        return self.by_id

    def id_of(self, connection: sqlite3.Connection, policy: PolicyPin) -> int:
        """:raises DefinitionError: if the policy was never pinned."""
        if policy not in self.ids:
            self.read(connection)
            if policy not in self.ids:
                raise unpinned(policy)
        return self.ids[policy]

    def pin(self, connection: sqlite3.Connection, policy: PolicyPin, dump: str) -> None:
        """:raises DefinitionError: if its name and version are known with another fingerprint."""
        known = self.read(connection)
        if policy in known:
            return
        require_same_content(policy, known)
        connection.execute(sql.INSERT_POLICY, (policy.name, policy.version, policy.fingerprint, dump))
