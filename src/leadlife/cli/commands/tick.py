"""``leadlife tick``: run the clocks that are due."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.progress import Progress

from leadlife import Engine, LogNotifier, Ticked, open_engine
from leadlife.cli import opening, policies, rosters, terminal
from leadlife.cli.options import Format, FormatOption, PolicyOption, StoreOption, moment
from leadlife.cli.showing import show
from leadlife.cli.wording import stamp
from leadlife.policy._channels import channels_of
from leadlife.reports import Column, Table

_PAGE = 200
_MANY = 1_000_000


def tick(
    store: StoreOption,
    policy: PolicyOption = None,
    deliver: Annotated[
        bool, typer.Option("--deliver", help="Hand the notices out too: a line each on stderr, for a log.")
    ] = False,
    roster: Annotated[
        str | None,
        typer.Option(
            "--roster",
            envvar="LEADLIFE_ROSTER",
            metavar="MODULE:NAME",
            help="Who is there to be given leads, where the policy gives them out.",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Run at most N clocks.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="Leave alone what came due after this.")
    ] = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Run the clocks that are due now.

    A job to be started every few minutes. Notices are kept until they are handed out.
    """
    chosen = policies.required(policy)
    there = rosters.named(chosen, roster)
    opening.existing(store).close()
    notifiers = {channel: LogNotifier() for channel in channels_of(chosen)} if deliver else None
    with open_engine(store, chosen, notifiers=notifiers, roster=there) as engine:
        done = _caught_up(engine, limit, moment(until, "--until", chosen.calendar.zone_info))
        data: dict[str, object] = {"levels": done.levels, "moves_refused": done.refused, "stale": done.stale}
        data |= {"clocks_failed": done.failed, "foreign": done.foreign}
        if deliver:
            with _log_on_stderr():
                sent = engine.deliver()
            data |= {"sent": sent.sent, "failed": sent.failed, "parked": sent.parked}
            data |= {"waiting": sent.waiting}
        due = engine.next_due()
    data["next_due"] = None if due is None else due.isoformat()
    shown = data | {"next_due": stamp(due, chosen.calendar.zone_info) or "nothing"}
    show(format, tables=[_table(shown)], data=data, rows=[data])


def _caught_up(engine: Engine[Any], limit: int | None, until: datetime | None) -> Ticked:
    """Run what is due, a page at a time, and show on stderr how far it is, where somebody sees it."""
    console = terminal.err()
    total = len(engine.store.upcoming(until=min(until or engine.now(), engine.now()), limit=limit or _MANY))
    done = Ticked()
    with Progress(console=console, transient=True, disable=not console.is_terminal or total <= _PAGE) as bar:
        task = bar.add_task("running clocks", total=total)
        left = limit
        while left is None or left > 0:
            page = engine.tick(limit=_PAGE if left is None else min(left, _PAGE), until=until)
            done = replace(done + page, foreign=page.foreign)
            if replace(page, foreign=0) == Ticked():
                break
            left = None if left is None else left - _PAGE
            bar.advance(task, _PAGE)
    return done


@contextmanager
def _log_on_stderr() -> Iterator[None]:
    """What leadlife logs goes to stderr, a line each, in the shortest form."""
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("leadlife")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def _table(data: dict[str, object]) -> Table:
    names = {
        "levels": "clock levels reached",
        "moves_refused": "moves refused",
        "stale": "answered meanwhile",
        "clocks_failed": "failed, to be tried again",
        "foreign": "left to the policy of their leads",
        "sent": "notices handed out",
        "failed": "to be tried again",
        "parked": "given up",
        "waiting": "for channels of other policies",
        "next_due": "next due",
    }
    rows = tuple((names[name], str(value)) for name, value in data.items())
    return Table("Clocks", (Column("this sweep", "left"), Column("")), rows)
