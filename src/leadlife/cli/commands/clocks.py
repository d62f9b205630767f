"""``leadlife clocks``: what runs, what is due next, and what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from leadlife import ClockRecord, ClockState, Lead
from leadlife.cli import terminal
from leadlife.cli.opening import Reading, reading
from leadlife.cli.options import AsOfOption, Format, FormatOption, PolicyOption, StoreOption, as_of, moment
from leadlife.cli.showing import Data, show
from leadlife.cli.wording import stamp
from leadlife.errors import InvalidInput
from leadlife.lifecycle import records
from leadlife.ports import LeadFilter
from leadlife.reports import Column, Table
from leadlife.reports._clock_words import span


def clocks(
    store: StoreOption,
    lead: Annotated[
        str | None, typer.Argument(metavar="[LEAD]", help="All the clocks of this lead, by id or key.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="ID", help="Leads of this person or queue.")
    ] = None,
    stage: Annotated[str | None, typer.Option("--stage", metavar="NAME", help="Leads in this stage.")] = None,
    late: Annotated[bool, typer.Option("--late", help="Only what should have been run by now.")] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="Only what is due by then.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most N of them.")] = 50,
    policy: PolicyOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """What comes due next over all leads, the late first; or every clock of one lead."""
    if lead is not None and (owner or stage or late or until):
        raise InvalidInput(f"show the clocks of lead {lead}", "the other options choose among all leads")
    with reading(store, policy) as opened:
        zone = opened.policy.calendar.zone_info
        now = as_of(at, zone)
        if lead is not None:
            rows = list(_of_one(opened, opened.lead(lead), now))
            show(format, tables=[_table_of_one(rows, zone, lead)], data=rows, rows=rows)
            return
        if stage is not None:
            opened.policy.stage(stage)
        by = now if late else moment(until, "--until", zone)
        rows = list(_coming(opened, LeadFilter(owner=owner, stage=stage), by, limit, now))
        show(format, tables=[_table(rows, zone)], data=rows, rows=rows)
        if len(rows) == limit:
            terminal.note(f"there may be more: --limit {2 * limit} shows them")


def _coming(
    opened: Reading, where: LeadFilter, until: datetime | None, limit: int, now: datetime
) -> Iterator[Data]:
    for one in opened.store.upcoming(where, until=until, limit=limit):
        lead = opened.store.load(one.lead)
        clock = None if lead is None else lead.clock(one.clock)
        if lead is not None and clock is not None and clock.next_at is not None:
            yield {**_whose(lead), **_next(clock, clock.next_at), "late": clock.next_at < now} | {
                "in_seconds": (clock.next_at - now).total_seconds()
            }


def _whose(lead: Lead[Any]) -> Data:
    owner = None if lead.owner is None else str(lead.owner)
    return {"lead": lead.id, "key": lead.key, "stage": lead.stage, "owner": owner}


def _next(clock: ClockState, at: datetime) -> Data:
    level = next(one.name for one in clock.levels if one.reached_at is None)
    return {"clock": clock.name, "verdict": clock.verdict, "level": level, "due_at": at.isoformat()}


def _table(rows: list[Data], zone: Any) -> Table:
    names = ("lead", "stage", "owner", "clock", "stands", "level", "due", "")
    cells = tuple(
        (
            str(row["key"] or row["lead"]),
            str(row["stage"]),
            str(row["owner"] or ""),
            str(row["clock"]),
            str(row["verdict"]),
            str(row["level"]),
            stamp(datetime.fromisoformat(str(row["due_at"])), zone),
            _away(timedelta(seconds=float(str(row["in_seconds"])))),
        )
        for row in rows
    )
    count = sum(bool(row["late"]) for row in rows)
    notes = (f"{count} late: leadlife tick runs them",) if count else ()
    if not rows:
        notes = ("nothing comes due of what was asked for",)
    return Table("What is due next", tuple(Column(name, "left") for name in names), cells, notes)


def _away(length: timedelta) -> str:
    return f"late by {span(-length)}" if length < timedelta() else f"in {span(length)}"


def _of_one(opened: Reading, lead: Lead[Any], now: datetime) -> Iterator[Data]:
    for record in records(opened.policy, lead, opened.store.history(lead.id)):
        state = record.state
        yield {
            "clock": record.name,
            "verdict": "paused" if state.stands_still(now) else record.verdict,
            "started_at": record.started_at.isoformat(),
            "due_at": record.due_at.isoformat(),
            "stopped_at": None if record.stopped_at is None else record.stopped_at.isoformat(),
            "used_seconds": _used(record, now),
            "used_is": "working time" if record.counts_work else "elapsed time",
            "levels": [_level(one.name, one.due_at, one.reached_at) for one in record.levels],
            "pauses": [
                {"since": one.since.isoformat(), "until": one.until and one.until.isoformat(), "why": one.why}
                for one in record.pauses
            ],
            "holder": record.holder,
            "calendar": state.calendar,
            "policy": str(record.policy),
        }


def _used(record: ClockRecord, now: datetime) -> float | None:
    try:
        return record.used(now).total_seconds()
    except InvalidInput:
        return None  # the policy that the store is read with does not have the calendar


def _level(name: str, due_at: datetime, reached_at: datetime | None) -> dict[str, str | None]:
    reached = None if reached_at is None else reached_at.isoformat()
    return {"name": name, "due_at": due_at.isoformat(), "reached_at": reached}


def _table_of_one(rows: list[Data], zone: Any, lead: str) -> Table:
    names = ("clock", "stands", "started", "due", "stopped", "used", "levels reached")
    cells = tuple(
        (
            str(row["clock"]),
            str(row["verdict"]),
            *(_time(row[name], zone) for name in ("started_at", "due_at", "stopped_at")),
            _length(row["used_seconds"], row["used_is"] == "working time"),
            ", ".join(_reached(row["levels"])),
        )
        for row in rows
    )
    return Table(f"Clocks of lead {lead}", tuple(Column(name, "left") for name in names), cells)


def _time(text: object, zone: Any) -> str:
    return "" if text is None else stamp(datetime.fromisoformat(str(text)), zone)


def _length(seconds: object, work: bool) -> str:
    """A day of work is no 24 hours: working time is told in hours."""
    if seconds is None:
        return ""
    length = timedelta(seconds=float(str(seconds)))
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    if not work:
        return span(length)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "wh"), (minutes, "wmin")) if n) or "0 wh"


def _reached(levels: Any) -> list[str]:
    return [level["name"] for level in levels if level["reached_at"] is not None]
