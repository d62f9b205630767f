"""``leadlife report``: the figures of a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeAlias

import typer

from leadlife.cli.opening import reading
from leadlife.cli.options import AsOfOption, Format, FormatOption, PolicyOption, StoreOption, as_of, moment
from leadlife.cli.showing import Data, show
from leadlife.reports import Basis, Table, funnel, recycling, sla, sources

app = typer.Typer(help="The figures of a store.", no_args_is_help=True)

ByOption: TypeAlias = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="source, campaign, owner, account, stage or month.")
]
FromOption: TypeAlias = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="Leads (or what happened) from this time on.")
]
BeforeOption: TypeAlias = Annotated[
    str | None, typer.Option("--before", metavar="TIME", help="Leads (or what happened) before this time.")
]


class Report(Protocol):
    """What every report has."""

    @property
    def basis(self) -> Basis: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def to_dicts(self) -> list[dict[str, Any]]: ...
    def table(self) -> Table: ...


def tables(report: Any) -> Sequence[Table]:
    """All tables of a report."""
    return report.tables() if hasattr(report, "tables") else (report.table(),)


def data(report: Report, name: str, at: datetime) -> Data:
    """A report as JSON data: its rows, what they rest on, and the notes that go with them."""
    return {
        "report": name,
        "as_of": at.isoformat(),
        "basis": report.basis.to_dict(),
        "notes": list(report.notes),
        "rows": report.to_dicts(),
    }


@app.command("funnel")
def funnel_(
    store: StoreOption,
    policy: PolicyOption = None,
    by: ByOption = None,
    since: FromOption = None,
    before: BeforeOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """How far leads came.

    Milestone by milestone, for the cohort of leads that were captured within a time.
    """
    window, now = _window(since, before), as_of(at)
    with reading(store, policy) as opened:
        report = funnel(opened.leads(), opened.policy, as_of=now, by=by, cohort=window)
    _show("funnel", report, now, format)


@app.command("sources")
def sources_(
    store: StoreOption,
    policy: PolicyOption = None,
    by: ByOption = None,
    since: FromOption = None,
    before: BeforeOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """What each source brought.

    And what became of it, for the cohort of leads that were captured within a time.
    """
    window, now = _window(since, before), as_of(at)
    with reading(store, policy) as opened:
        report = sources(opened.leads(), opened.policy, as_of=now, by=by or "source", cohort=window)
    _show("sources", report, now, format)


@app.command("sla")
def sla_(
    store: StoreOption,
    policy: PolicyOption = None,
    by: ByOption = None,
    since: FromOption = None,
    before: BeforeOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Which clocks were met.

    And how fast sales responded; of clocks started and leads handed off within a time.
    """
    window, now = _window(since, before), as_of(at)
    with reading(store, policy) as opened:
        report = sla(opened.leads(), opened.policy, as_of=now, by=by, period=window)
    _show("sla", report, now, format)


@app.command("recycling")
def recycling_(
    store: StoreOption,
    policy: PolicyOption = None,
    by: ByOption = None,
    since: FromOption = None,
    before: BeforeOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """What came back from sales.

    Within a time: why, and what became of it.
    """
    window, now = _window(since, before), as_of(at)
    with reading(store, policy) as opened:
        report = recycling(opened.leads(), opened.policy, as_of=now, by=by, period=window)
    _show("recycling", report, now, format)


def _window(since: str | None, before: str | None) -> tuple[datetime | None, datetime | None]:
    return moment(since, "--from"), moment(before, "--before")


def _show(name: str, report: Report, at: datetime, format: Format) -> None:
    show(format, tables=tables(report), data=data(report, name, at), rows=report.to_dicts())
