"""Counting what came back, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from leadlife.lead import Lead
from leadlife.policy import Milestone
from leadlife.reports._milestones import Milestones, bit
from leadlife.reports._sent_back import Back, CameBack
from leadlife.reports.recycled import ReasonRow, Recycled
from leadlife.reports.share import Ratio, Share
from leadlife.reports.window import Window

_MQL, _OFFERED, _WON = bit(Milestone.MQL), bit(Milestone.HANDED_OFF), bit(Milestone.WON)
_RECYCLED = bit(Milestone.RECYCLED)
_OUT = _RECYCLED | bit(Milestone.LOST) | bit(Milestone.DISQUALIFIED)


class RecyclingTally:
    """The leads of one group."""

    def __init__(self, stages: Milestones, max_cycles: int, within: Window, young: datetime) -> None:
        self._stages, self._max_cycles, self._within, self._young = stages, max_cycles, within, young
        self._kinds: Counter[Back] = Counter()
        self._cycles: Counter[int] = Counter()
        self._reasons: dict[tuple[Back, str | None], list[int]] = {}
        self._counts: Counter[str] = Counter()
        self.seen = 0

    def add(self, lead: Lead[Any], backs: Sequence[CameBack]) -> None:
        """Count one lead with all its ways back."""
        self.seen += 1
        self._offers(lead)
        self._counts["undated"] += sum(back.at is None for back in backs)
        backs = [back for back in backs if self._within.holds(back.at)]
        if not backs:
            return
        self._kinds.update(back.kind for back in backs)
        self._aftermath(lead, backs[0])
        self._by_reason(lead, backs)

    def _offers(self, lead: Lead[Any]) -> None:
        offers = [visit for visit in lead.visits if self._stages.mask(visit.stage) == _OFFERED]
        dated = sum(self._within.holds(visit.entered_at) for visit in offers)
        self._counts["offered"] += dated
        self._counts["offered_leads"] += dated > 0
        self._counts["undated"] += sum(visit.entered_at is None for visit in offers)

    def _aftermath(self, lead: Lead[Any], first: CameBack) -> None:
        after = self._stages.reached(lead.visits[first.place + 1 :])
        now = self._stages.mask(lead.stage)
        counts = self._counts
        counts["leads"] += 1
        counts["back_to_mql"] += bool(after & _MQL)
        counts["offered_again"] += bool(after & _OFFERED)
        counts["won"] += bool(after & _WON)
        counts["resting"] += now == _RECYCLED
        counts["exhausted"] += 0 < self._max_cycles <= lead.cycle and bool(now & _OUT)
        counts["immature"] += first.at is not None and first.at > self._young
        self._cycles[lead.cycle] += 1

    def _by_reason(self, lead: Lead[Any], backs: Iterable[CameBack]) -> None:
        firsts: dict[tuple[Back, str | None], CameBack] = {}
        for back in backs:
            self._reasons.setdefault((back.kind, back.reason), [0, 0, 0, 0])[0] += 1
            firsts.setdefault((back.kind, back.reason), back)
        for key, first in firsts.items():
            after = self._stages.reached(lead.visits[first.place + 1 :])
            row = self._reasons[key]
            row[1] += 1
            row[2] += bool(after & _MQL)
            row[3] += bool(after & _WON)

    def read(self, group: str | None) -> Recycled:
        """What was counted."""
        counts, kinds = self._counts, self._kinds
        leads = counts["leads"]
        return Recycled(
            group=group,
            offered=counts["offered"],
            offered_leads=counts["offered_leads"],
            rejected=kinds["rejected"],
            lapsed=kinds["lapsed"],
            returned=kinds["returned"],
            lost=kinds["lost"],
            sent_back=Ratio(kinds["rejected"] + kinds["lapsed"] + kinds["returned"], counts["offered"]),
            leads=leads,
            back_to_mql=Share(counts["back_to_mql"], leads),
            offered_again=Share(counts["offered_again"], leads),
            won=Share(counts["won"], leads),
            resting=counts["resting"],
            exhausted=counts["exhausted"],
            immature=counts["immature"],
            undated=counts["undated"],
            cycles=tuple(sorted(self._cycles.items())),
            reasons=tuple(self._rows()),
        )

    def _rows(self) -> Iterable[ReasonRow]:
        """The most frequent first; equals by kind and name."""
        for (kind, reason), (visits, leads, mql, won) in sorted(
            self._reasons.items(), key=lambda item: (-item[1][0], item[0][0], item[0][1] or "")
        ):
            yield ReasonRow(kind, reason, visits, leads, Share(mql, leads), Share(won, leads))
