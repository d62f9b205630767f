"""Sources compared: what each brought, how much of it sales took and won, how fast, for what money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leadlife._time import instant
from leadlife.lead import Lead
from leadlife.money import Money
from leadlife.policy import Milestone, Policy
from leadlife.reports._asked import require_asked
from leadlife.reports._costs import told_costs
from leadlife.reports._grouping import By, group_called, grouper, name_of
from leadlife.reports._plain import Plain
from leadlife.reports._source_pass import Pass
from leadlife.reports._source_table import source_table
from leadlife.reports.basis import Basis
from leadlife.reports.cohort import MATURE_AFTER, CohortLike, cohort_of
from leadlife.reports.source import SourceRow
from leadlife.reports.table import Table


@dataclass(frozen=True, slots=True)
class SourcesReport:
    """Every source, largest first, and the whole."""

    by: str | None
    as_of: datetime
    basis: Basis
    total: SourceRow
    groups: tuple[SourceRow, ...]
    notes: tuple[str, ...] = ()

    def group(self, name: str | None) -> SourceRow:
        """The row of a source; None is that of the leads without one.

        :raises KeyError: if no lead came from it.
        """
        return group_called(name, self.groups)

    def to_dicts(self) -> list[dict[str, Plain]]:
        """One dict a source, for programs; that of the whole comes first and has ``by`` None."""
        return [self.total.to_dict(None), *(row.to_dict(self.by) for row in self.groups)]

    def table(self) -> Table:
        """A source a row, the whole below."""
        return source_table(self)

    def tables(self) -> tuple[Table, ...]:
        """All its tables: this one."""
        return (self.table(),)


def sources(
    leads: Iterable[Lead[Any]],
    policy: Policy[Any],
    *,
    as_of: datetime,
    by: By = "source",
    cohort: CohortLike = None,
    since: Milestone | None = Milestone.MQL,
    count_negative: bool = False,
    costs: Mapping[str, Money] | Mapping[str | None, Money] | None = None,
    mature_after: timedelta = MATURE_AFTER,
) -> SourcesReport:
    """What became of the leads of each source (or of each group, if ``by`` says so).

    Days to won are counted from the first time that ``since`` was reached (None: the capture). Where a history was told
    out of order they are undefined: counted beside, and included only if ``count_negative``. ``costs`` is what each
    source cost for this very cohort. One pass over the leads.

    :raises InvalidInput: if ``by`` is no way to group, a time is naive, a cost is a bare number, or the cohort ends
        before it begins.
    """
    require_asked("sources", leads, policy)
    chosen, now, spent = cohort_of(cohort), instant(as_of, "as_of"), told_costs(costs)
    found = Pass(policy, chosen, grouper(by, policy), since, now - mature_after, count_negative)
    found.read(leads)
    rows, total = found.rows(spent, by=name_of(by))
    return SourcesReport(name_of(by), now, found.basis(), total, rows, found.notes(mature_after))
