"""``leadlife demo``: a made-up quarter, and what the reports say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from leadlife import SqliteStore
from leadlife.cli import opening, terminal
from leadlife.cli.commands import report as reporting
from leadlife.cli.opening import Reading
from leadlife.cli.options import Format, FormatOption
from leadlife.cli.showing import Data, show_csv, show_json, show_table
from leadlife.cli.telling import tell
from leadlife.demo import POLICY, Lived, live
from leadlife.demo.choosing import worth_telling
from leadlife.demo.population import made_up
from leadlife.demo.quarter import START, UNTIL
from leadlife.errors import InvalidInput
from leadlife.reports import funnel, recycling, sla, sources, story

_STORE = Path(".demo/leads.db")
_POLICY_NAME = "leadlife.demo:POLICY"


def demo(
    leads: Annotated[int, typer.Option(min=1, metavar="N", help="How many leads there are.")] = 2000,
    seed: Annotated[int, typer.Option(metavar="N", help="Another number is another quarter.")] = 7,
    store: Annotated[Path, typer.Option("--store", metavar="FILE", help="Where they live.")] = _STORE,
    format: FormatOption = Format.TABLE,
) -> None:
    """Live through a quarter of made-up leads.

    Then show the reports and one lead's story. All of it is made anew each time, the same for the same seed.
    """
    _clear(store)
    with _bar() as progress:
        lived = live(store, leads=leads, seed=seed, progress=progress)
    opened = Reading(SqliteStore(store), POLICY, decides=True)
    try:
        reports = _reports(opened, lived)
        match format:
            case Format.TABLE:
                _show(opened, lived, reports, store)
            case Format.JSON:
                figures = [reporting.data(one, name, lived.until) for name, one in reports]
                show_json({"lived": _data(lived), "reports": figures})
            case Format.CSV:
                show_csv([{"report": name, **row} for name, one in reports for row in one.to_dicts()])
    finally:
        opened.store.close()


def _clear(path: Path) -> None:
    """Make room for a new store: one that an earlier demo made is removed, and nothing else.

    :raises InvalidInput: if something else is there.
    """
    if path.exists():
        if not _is_ours(path):
            why = "it holds leads that no demo made, and the demo begins with an empty store"
            raise InvalidInput(
                f"make the demo's store at {path}", why, remedy="Write --store FILE for another place."
            )
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)


def _is_ours(path: Path) -> bool:
    """Whether an earlier demo made the store: by its policy, and with no lead but its own."""
    kept = opening.existing(path)
    try:
        names = {pin.name for pin in kept.policies()}
        everyone = Reading(kept, POLICY, decides=False).leads()
        return names <= {POLICY.name} and all(made_up(lead.key) for lead in everyone)
    finally:
        kept.close()


@contextmanager
def _bar() -> Iterator[Callable[[datetime, int], None]]:
    """The simulated time going by on stderr, where somebody sees it."""
    console = terminal.err()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[leads]} leads"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("living", total=(UNTIL - START).days, leads=0)

        def progress(now: datetime, leads: int) -> None:
            bar.update(task, completed=(now - START).days, description=f"{now:%d %b %Y}", leads=leads)

        yield progress


def _reports(opened: Reading, lived: Lived) -> list[tuple[str, reporting.Report]]:
    everyone, at = list(opened.leads()), lived.until
    return [
        ("funnel", funnel(everyone, POLICY, as_of=at)),
        ("sources", sources(everyone, POLICY, as_of=at)),
        ("sla", sla(everyone, POLICY, as_of=at)),
        ("recycling", recycling(everyone, POLICY, as_of=at)),
    ]


def _data(lived: Lived) -> Data:
    return {
        "leads": lived.leads,
        "steps": dict(sorted(lived.steps.items())),
        "levels": lived.levels,
        "notices": lived.notices,
        "refused": dict(sorted(lived.refused.items())),
        "start": lived.start.isoformat(),
        "end": lived.end.isoformat(),
        "until": lived.until.isoformat(),
    }


def _show(opened: Reading, lived: Lived, reports: list[tuple[str, reporting.Report]], store: Path) -> None:
    console = terminal.out()
    for line in _summary(lived, store):
        console.print(Text(line))
    for _, one in reports:
        for table in one.tables():
            _rule(table.title)
            show_table(replace(table, title=""))
    _rule("One lead's story")
    lead = worth_telling(opened.leads())
    tell(story(lead, opened.store.history(lead.id), POLICY))
    _rule("What to try next")
    alive = next((one for one in opened.leads() if one.running), lead)
    for line in _try(store, lead.key or lead.id, alive.key or alive.id):
        console.print(Text(line), soft_wrap=True)


def _rule(title: str) -> None:
    console = terminal.out()
    console.print()
    console.rule(Text(title, style="bold"), align="left", style="dim")
    console.print()


def _summary(lived: Lived, store: Path) -> Iterator[str]:
    steps, refused = sum(lived.steps.values()), sum(lived.refused.values())
    captured = f"captured from {_day(lived.start)} to {_day(lived.end)}"
    yield f"{lived.leads:,} made-up leads, {captured}, followed until {_day(lived.until)}:"
    reached = f"{lived.levels:,} clock levels reached, {lived.notices:,} notices handed out"
    yield f"{steps:,} steps, {reached}, {refused:,} moves refused."
    yield f"All of it is in {store}."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _try(store: Path, told: str, alive: str) -> Iterator[str]:
    at = f"--store {store} --policy {_POLICY_NAME}"
    yield f"leadlife report funnel {at} --by month"
    yield f"leadlife story {told} {at}"
    yield f"leadlife explain {alive} {at}"
    yield f"leadlife policy show --policy {_POLICY_NAME} --format mermaid"
