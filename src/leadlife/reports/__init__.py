"""Reports: figures over leads, as pure functions.

Each takes an iterable of leads (``engine.leads()``) and the policy, reads the leads once, and gives a frozen value
with ``basis`` (what its figures rest on), typed rows, ``to_dicts()`` for programs and ``table()`` for people.
"""

from leadlife.reports._grouping import By
from leadlife.reports._plain import Plain
from leadlife.reports._sent_back import Back
from leadlife.reports.basis import Basis, Figure
from leadlife.reports.clock_row import ClockRow
from leadlife.reports.cohort import MATURE_AFTER, Cohort, CohortLike
from leadlife.reports.durations import Durations
from leadlife.reports.funnel import FunnelGroup, FunnelReport, FunnelStep, funnel
from leadlife.reports.objective_row import ObjectiveRow, Outcome
from leadlife.reports.objectives import ObjectivesReport, objectives
from leadlife.reports.recycled import ReasonRow, Recycled
from leadlife.reports.recycling import RecyclingReport, recycling
from leadlife.reports.response import Response, Within
from leadlife.reports.share import Ratio, Share
from leadlife.reports.sla import LIMITS, SlaGroup, SlaReport, sla
from leadlife.reports.source import SourceRow
from leadlife.reports.sources import SourcesReport, sources
from leadlife.reports.story import Story, StoryLine, story
from leadlife.reports.table import Column, Table
from leadlife.reports.window import Period, Window

__all__ = [
    "LIMITS",
    "MATURE_AFTER",
    "Back",
    "Basis",
    "By",
    "ClockRow",
    "Cohort",
    "CohortLike",
    "Column",
    "Durations",
    "Figure",
    "FunnelGroup",
    "FunnelReport",
    "FunnelStep",
    "ObjectiveRow",
    "ObjectivesReport",
    "Outcome",
    "Period",
    "Plain",
    "Ratio",
    "ReasonRow",
    "Recycled",
    "RecyclingReport",
    "Response",
    "Share",
    "SlaGroup",
    "SlaReport",
    "SourceRow",
    "SourcesReport",
    "Story",
    "StoryLine",
    "Table",
    "Window",
    "Within",
    "funnel",
    "objectives",
    "recycling",
    "sla",
    "sources",
    "story",
]
