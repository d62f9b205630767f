"""``leadlife calendar``: when the policy's people work, and where the hours of a deadline go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer

from leadlife import Policy, Span, WorkCalendar
from leadlife.cli import policies, terminal
from leadlife.cli.options import Format, FormatOption, PolicyOption, moment
from leadlife.cli.showing import Data, show
from leadlife.errors import InvalidInput
from leadlife.reports import Column, Table
from leadlife.worktime.explain import reaching
from leadlife.worktime.zone import local_text

app = typer.Typer(help="Working time: the calendars of a policy.", no_args_is_help=True)


@app.callback()
def _calendar() -> None:
    pass


@app.command("show")
def show_(
    policy: PolicyOption = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Closed dates of this year.")] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Show each calendar of a policy: whose it is, its hours, and the dates on which it is closed."""
    chosen = _chosen(policy)
    asked = datetime.now(UTC).year if year is None else year
    if not 1970 <= asked <= 2200:
        raise InvalidInput(f"show the year {asked}", "calendars are shown from 1970 to 2200")
    data = [_data(whose, calendar, asked) for whose, calendar in _calendars(chosen)]
    closed = [
        {"calendar": one["whose"], "date": day, "why": why}
        for one in data
        for day, why in one["closed"].items()
    ]
    show(format, tables=[_hours(data), *([_closed(closed, asked)] if closed else [])], data=data, rows=closed)


@app.command()
def explain(
    since: Annotated[str, typer.Argument(metavar="TIME", help="When it begins: a date or time in ISO 8601.")],
    within: Annotated[
        str, typer.Argument(metavar="SPAN", help="How long it may take, such as 5wh, 2wd or 24h.")
    ],
    clock: Annotated[
        str | None, typer.Option("--clock", metavar="NAME", help="In the calendar of this clock.")
    ] = None,
    policy: PolicyOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Explain a deadline: where every hour goes from a time until a span is over."""
    calendar = _of(_chosen(policy), clock)
    start = moment(since, "TIME", calendar.zone_info)
    assert start is not None
    span = Span.parse(within)
    due = span.after(start, calendar)
    told = reaching(calendar, calendar.explain(start, calendar.elapsed(start, due)), due)
    data = {
        "start": start.isoformat(),
        "within": str(span),
        "due": due.isoformat(),
        "working_seconds": told.work.total_seconds(),
        "zone": calendar.zone,
        "steps": list(_steps(told.steps)),
    }
    if format is Format.TABLE:
        typer.echo(
            f"{span} after {local_text(start, calendar.zone_info)} is {local_text(due, calendar.zone_info)}"
        )
        typer.echo(str(told))
        return
    show(format, tables=[], data=data, rows=list(_steps(told.steps)))


def _chosen(policy: str | None) -> Policy[Any]:
    if policy is None:
        terminal.note("the standard policy; --policy module:name shows yours")
        return policies.standard()
    return policies.named(policy)


def _calendars(policy: Policy[Any]) -> Iterator[tuple[str, WorkCalendar]]:
    yield "the policy", policy.calendar
    yield from ((f"leads of {whose}", calendar) for whose, calendar in policy.calendars)
    yield from ((f"clock {one.name}", one.calendar) for one in policy.clocks if one.calendar is not None)


def _of(policy: Policy[Any], clock: str | None) -> WorkCalendar:
    if clock is None:
        return policy.calendar
    return policy.clock(clock).calendar or policy.calendar


def _data(whose: str, calendar: WorkCalendar, year: int) -> dict[str, Any]:
    return {
        "whose": whose,
        "zone": calendar.zone,
        "weekly": calendar.weekly,
        "fingerprint": calendar.fingerprint,
        "sources": calendar.sources,
        "dates": {day.isoformat(): hours for day, hours in calendar.dates.items() if day.year == year},
        "closed": {day.isoformat(): why for day, why in _holidays(calendar, year)},
    }


def _holidays(calendar: WorkCalendar, year: int) -> Iterator[tuple[date, str]]:
    """The closed dates of the year, but for the weekdays on which it never opens."""
    day = date(year, 1, 1)
    closed = calendar.holidays.closed_in(day, date(year, 12, 31))
    while day.year == year:
        if day in closed or day in calendar.dates:
            why = calendar.closed_because(day)
            if why is not None:
                yield day, why
        day += timedelta(days=1)


def _hours(data: list[dict[str, Any]]) -> Table:
    rows = tuple(
        (one["whose"], one["zone"], ", ".join(f"{days} {text}" for days, text in one["weekly"].items()))
        for one in data
    )
    notes = tuple(f"{one['whose']}: {day} {hours}" for one in data for day, hours in one["dates"].items())
    return Table("Calendars", tuple(Column(name, "left") for name in ("whose", "zone", "hours")), rows, notes)


def _closed(rows: list[dict[str, Any]], year: int) -> Table:
    cells = tuple((row["calendar"], row["date"], row["why"]) for row in rows)
    return Table(f"Closed in {year}", tuple(Column(name, "left") for name in ("whose", "date", "why")), cells)


def _steps(steps: Any) -> Iterator[Data]:
    for step in steps:
        yield {
            "start": step.start.isoformat(),
            "end": step.end.isoformat(),
            "open": step.open,
            "worked_seconds": step.worked.total_seconds(),
            "why": step.why,
        }
