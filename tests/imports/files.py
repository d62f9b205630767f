"""What the tests of imports share: a policy, a mapping, and files of a few lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Literal

from leadlife import (
    Engine,
    Fact,
    Lead,
    LeadFacts,
    LeadStore,
    MemoryStore,
    Money,
    fact,
    open_engine,
    standard_policy,
)
from leadlife.imports import Column, Entered, ImportMapping, ImportResult, OwnerColumn, import_csv


class Size(Enum):
    """How big a company is, by number."""

    SMALL = 1
    LARGE = 2


class Facts(LeadFacts):
    """One fact of every kind."""

    seats: Fact[int] = fact(ge=1)
    share: Fact[float] = fact()
    exact: Fact[Decimal] = fact()
    renews_on: Fact[date] = fact()
    seen_at: Fact[datetime] = fact()
    partner: Fact[bool] = fact()
    mood: Fact[Literal["hot", "cold"]] = fact()
    size: Fact[Size] = fact()
    tags: Fact[tuple[str, ...]] = fact()
    ages: Fact[list[int]] = fact()
    price: Fact[Money] = fact()
    note: Fact[str] = fact(max_length=20)


POLICY = standard_policy(Facts, name="acme", version="2026-11", zone="Europe/Berlin")
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def mapping(**changes: Any) -> ImportMapping[Facts]:
    """A mapping of a plain file of leads, with changes."""
    plain: dict[str, Any] = {"key": "id", "captured_at": "created", "source": "channel", "zone": "UTC"}
    return ImportMapping(policy=POLICY, **{**plain, **changes})


FULL = mapping(
    campaign="campaign",
    account="account",
    contact="contact",
    owner=OwnerColumn("owner"),
    value=Column("value", currency_column="currency"),
    refs={"crm": "crm_id"},
    facts={"seats": "seats", "partner": "partner"},
    entered=(Entered("mql", "mql_at"), Entered("lost", "lost_at", reason="why")),
)

MORE = ImportMapping(
    policy=POLICY,
    key="id",
    continues=True,
    zone="UTC",
    owner="rep",
    entered=(Entered("won", "won_at"),),
    facts={"seats": "seats"},
    value=Column("value", currency="EUR"),
    refs={"deal": "deal"},
)


@dataclass
class Desk:
    """An engine at a fixed time, and a folder for files."""

    folder: Path
    store: LeadStore = field(default_factory=MemoryStore)
    at: datetime = NOW

    def __post_init__(self) -> None:
        self.engine: Engine[Facts] = open_engine(self.store, POLICY, now=lambda: self.at)

    def load(
        self, text: str | bytes, mapping: ImportMapping[Facts], *, name: str = "leads.csv", **options: Any
    ) -> ImportResult:
        """Write a file and import it."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return import_csv(self.engine, path, mapping, **options)

    def lead(self, key: str) -> Lead[Facts]:
        """The lead with this key, which must be there."""
        found = self.engine.find(key)
        assert found is not None
        return found

    def leads(self) -> Mapping[str | None, Lead[Facts]]:
        """Every lead by its key."""
        return {lead.key: lead for lead in self.engine.leads()}

    def rejects(self, name: str = "leads.rejects.csv") -> list[dict[str, str]]:
        """What the rejects file says; nothing if there is none."""
        path = self.folder / name
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def table(*rows: str) -> str:
    """The text of a file with these lines."""
    return "".join(f"{row}\n" for row in rows)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
