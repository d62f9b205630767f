"""Reports: figures over leads, as pure functions.

Each takes an iterable of leads (``engine.leads()``) and the policy, reads the leads once, and gives a frozen value
with ``basis`` (what its figures rest on), typed rows, ``to_dicts()`` for programs and ``table()`` for people.
"""

from leadlife.reports._grouping import By
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.cohort import MATURE_AFTER, Cohort
from leadlife.reports.durations import Durations
from leadlife.reports.funnel import FunnelGroup, FunnelReport, FunnelStep, funnel
from leadlife.reports.share import Ratio, Share
from leadlife.reports.source import SourceRow
from leadlife.reports.sources import SourcesReport, sources
from leadlife.reports.table import Column, Table

__all__ = [
    "MATURE_AFTER",
    "Basis",
    "By",
    "Cohort",
    "Column",
    "Durations",
    "Figure",
    "FunnelGroup",
    "FunnelReport",
    "FunnelStep",
    "Ratio",
    "Share",
    "SourceRow",
    "SourcesReport",
    "Table",
    "funnel",
    "sources",
]
