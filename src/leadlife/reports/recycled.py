"""What came back of one group of leads."""

from __future__ import annotations

from dataclasses import dataclass

from leadlife.reports._plain import Plain, plain_row
from leadlife.reports._sent_back import Back
from leadlife.reports.share import Ratio, Share


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason, in one kind of coming back: how often, how many leads, and what became of those afterwards."""

    kind: Back
    reason: str | None
    visits: int
    leads: int
    back_to_mql: Share
    won: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Recycled:
    """What came back of one group. Counted in visits: ``offered``, ``rejected``, ``lapsed``, ``returned``, ``lost``.

    ``sent_back`` is (rejected + lapsed + returned) / offered, which may exceed one in a period; ``lost`` are leads that
    were lost first and came back then. ``leads`` came back at least once; of them, what became of them after the first
    time: ``back_to_mql``, ``offered_again``, ``won``; ``resting`` ones are still being looked at, or nurtured.
    ``cycles`` maps how many ways back they took in all to how many leads; ``exhausted`` ones have none left.
    ``undated`` visits were told without a time: they are counted where there is no period, and left out of any.
    """

    group: str | None
    offered: int
    offered_leads: int
    rejected: int
    lapsed: int
    returned: int
    lost: int
    sent_back: Ratio
    leads: int
    back_to_mql: Share
    offered_again: Share
    won: Share
    resting: int
    exhausted: int
    immature: int
    undated: int
    cycles: tuple[tuple[int, int], ...]
    reasons: tuple[ReasonRow, ...]

    def reason(self, code: str | None, kind: Back) -> ReasonRow:
        """The row of a reason.

        :raises KeyError: if nothing came back for it.
        """
        for row in self.reasons:
            if (row.reason, row.kind) == (code, kind):
                return row
        raise KeyError(f"nothing {kind} for {code!r}")

    def to_dict(self) -> dict[str, Plain]:
        """The row as plain data, without its reasons."""
        cycles: dict[str, Plain] = {str(cycle): leads for cycle, leads in self.cycles}
        return plain_row(self, without="reasons") | {"cycles": cycles}
