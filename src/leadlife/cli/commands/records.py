"""``leadlife merge`` and ``leadlife erase``: what is done to the record of a lead."""

from __future__ import annotations

import sys
from typing import Annotated, Any, TypeAlias

import typer

from leadlife import Lead, open_engine
from leadlife.cli import opening, policies
from leadlife.cli.acting import ByOption, acting
from leadlife.cli.opening import AnyLead, Reading
from leadlife.cli.options import Format, FormatOption, PolicyOption, StoreOption
from leadlife.cli.rosters import NOBODY
from leadlife.cli.showing import Data, show
from leadlife.reports import Column, Table

ReasonOption: TypeAlias = Annotated[
    str | None, typer.Option("--reason", help="Why, for the record; it is to name nobody.")
]
YesOption: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether it is meant.")]


def merge(
    lead: Annotated[
        str, typer.Argument(metavar="LEAD", help="The lead that goes up in another, by id or key.")
    ],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The lead that stays, by id or key.")],
    store: StoreOption,
    by: ByOption,
    policy: PolicyOption = None,
    reason: ReasonOption = None,
    yes: YesOption = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Let a lead go up in another one. Both histories stay; it cannot be undone."""
    chosen = policies.required(policy)
    who = acting(by, chosen)
    kept = opening.existing(store)
    try:
        read = Reading(kept, chosen, decides=True)
        gone, stays = read.lead(lead), read.lead(into)
        _ask(f"Merge lead {_called(gone)} into {_called(stays)}? It cannot be undone.", yes)
        with open_engine(kept, chosen, roster=NOBODY) as engine:
            done = engine.merge(gone.id, into=stays.id, by=who, reason=reason)
    finally:
        kept.close()
    _show(
        "Merged",
        {"lead": done.id, "key": done.key, "stage": done.stage, "absorbed": list(done.absorbed)},
        format,
    )


def erase(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="The lead, by id or key.")],
    store: StoreOption,
    by: ByOption,
    policy: PolicyOption = None,
    reason: ReasonOption = None,
    yes: YesOption = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Take identity and free text out of a lead, its events and notices, and the leads merged into it.

    Ids, stages, times and counts stay, and the erasure is on record. It cannot be undone.
    """
    chosen = policies.required(policy)
    who = acting(by, chosen)
    kept = opening.existing(store)
    try:
        found = Reading(kept, chosen, decides=True).lead(lead)
        _ask(f"Erase what identifies lead {_called(found)}{_with(found)}? It cannot be undone.", yes)
        with open_engine(kept, chosen, roster=NOBODY) as engine:
            done = engine.erase(found.id, by=who, reason=reason)
    finally:
        kept.close()
    erased = None if done.erased_at is None else done.erased_at.isoformat()
    _show("Erased", {"lead": done.id, "stage": done.stage, "erased_at": erased}, format)


def _ask(question: str, yes: bool) -> None:
    """Go on only where somebody says yes: on stderr, since stdout is for answers."""
    if not yes:
        typer.echo(f"{question} [y/N] ", nl=False, err=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise typer.Abort


def _called(lead: Lead[Any]) -> str:
    return f"{lead.id} ({lead.key}, in {lead.stage})" if lead.key else f"{lead.id} (in {lead.stage})"


def _with(lead: AnyLead) -> str:
    return f" and the {len(lead.absorbed)} merged into it" if lead.absorbed else ""


def _show(title: str, data: Data, format: Format) -> None:
    cells = [(name.replace("_", " "), ", ".join(v) if isinstance(v, list) else v) for name, v in data.items()]
    rows = tuple((name, str(value)) for name, value in cells if value)
    table = Table(title, (Column("", "left"), Column("", "left")), rows)
    show(format, tables=[table], data=data, rows=[data])
