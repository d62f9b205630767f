"""``leadlife report``: the figures of a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeAlias

import typer

from leadlife.cli.opening import reading
from leadlife.cli.options import AsOfOption, Format, FormatOption, PolicyOption, StoreOption, as_of, moment
from leadlife.cli.showing import Data, show
from leadlife.reports import Basis, Table, funnel, objectives, recycling, sla, sources

app = typer.Typer(help="The figures of a store.", no_args_is_help=True)

ByOption: TypeAlias = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="source, campaign, owner, account, stage or month.")
]
FromOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--from", metavar="TIME", help="Leads (or what happened) from this date or time on."),
]
BeforeOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--before", metavar="TIME", help="Leads (or what happened) before this date or time."),
]


class Report(Protocol):
    """What every report has."""

    @property
    def basis(self) -> Basis: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def to_dicts(self) -> list[dict[str, Any]]: ...
    def tables(self) -> Sequence[Table]: ...


def data(report: Report, name: str, at: datetime) -> Data:
    """A report as JSON data: its rows, what they rest on, and the notes that go with them."""
    return {
        "report": name,
        "as_of": at.isoformat(),
        "basis": report.basis.to_dict(),
        "notes": list(report.notes),
        "rows": report.to_dicts(),
    }


def _command(name: str, about: str, make: Callable[..., Report], *, over: str, by: str | None = None) -> None:
    """Add the command of a report: its window is called ``over``; it is grouped ``by`` that unless told otherwise."""

    def command(
        store: StoreOption,
        policy: PolicyOption = None,
        by: ByOption = by,
        since: FromOption = None,
        before: BeforeOption = None,
        at: AsOfOption = None,
        format: FormatOption = Format.TABLE,
    ) -> None:
        with reading(store, policy) as opened:
            zone = opened.policy.calendar.zone_info
            now = as_of(at, zone)
            window = (moment(since, "--from", zone), moment(before, "--before", zone))
            report = make(opened.leads(), opened.policy, as_of=now, by=by, **{over: window})
        show(format, tables=report.tables(), data=data(report, name, now), rows=report.to_dicts())

    app.command(name, help=about)(command)


_command(
    "funnel",
    "How far leads came.\n\nMilestone by milestone, for the cohort of leads that were captured within a time.",
    funnel,
    over="cohort",
)
_command(
    "sources",
    "What each source brought.\n\n"
    "And what became of it, for the cohort of leads that were captured within a time.",
    sources,
    over="cohort",
    by="source",
)
_command(
    "sla",
    "Which clocks were met.\n\n"
    "And how fast sales responded; of clocks started and leads handed off within a time.",
    sla,
    over="period",
)
_command(
    "recycling",
    "What came back from sales.\n\nWithin a time: why, and what became of it.",
    recycling,
    over="period",
)


@app.command("objectives")
def _objectives(
    store: StoreOption,
    policy: PolicyOption = None,
    since: FromOption = None,
    before: BeforeOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """What was agreed to be reached, and what was.

    In each week, month, quarter or year of the policy's calendar that has something of the time.
    """
    with reading(store, policy) as opened:
        zone = opened.policy.calendar.zone_info
        now = as_of(at, zone)
        window = (moment(since, "--from", zone), moment(before, "--before", zone))
        report = objectives(opened.leads(), opened.policy, as_of=now, period=window)
    show(format, tables=report.tables(), data=data(report, "objectives", now), rows=report.to_dicts())
