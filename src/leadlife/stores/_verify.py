"""Whether what is kept of a lead is what its events say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from leadlife.errors import StoreDamaged
from leadlife.events import Event
from leadlife.fold import replay
from leadlife.ports import AnyLead


def compare_fold(kept: AnyLead, events: Sequence[Event]) -> None:
    """:raises StoreDamaged: if folding ``events`` gives another lead than ``kept``; it names the fields."""
    if not events:
        raise StoreDamaged(f"lead {kept.id}: version {kept.version} is kept, and none of its events")
    folded = replay(events)
    if folded == kept:
        return
    differ = [
        one.name
        for one in fields(kept)
        if one.compare and getattr(folded, one.name) != getattr(kept, one.name)
    ]
    raise StoreDamaged(
        f"lead {kept.id}: its events fold to another {', '.join(differ)} than the store keeps at version {kept.version}"
    )


def compare_clocks(lead: str, rows: Mapping[str, datetime], due: Mapping[str, datetime]) -> None:
    """:raises StoreDamaged: if the clock rows are not those that the lead's clocks ask for."""
    if rows == due:
        return
    differ = sorted(id for id in rows.keys() | due.keys() if rows.get(id) != due.get(id))
    raise StoreDamaged(
        f"lead {lead}: the due times kept for its clocks {', '.join(differ)} are not those of the lead"
    )
