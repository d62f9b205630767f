"""``leadlife explain``: what stands of a lead, what may be done next, and what is missing for it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Annotated, Any

import typer
from rich.text import Text

from leadlife import Lead
from leadlife.cli import terminal
from leadlife.cli.opening import Reading, reading
from leadlife.cli.options import AsOfOption, Format, FormatOption, PolicyOption, StoreOption, as_of
from leadlife.cli.showing import show_csv, show_json, show_table
from leadlife.cli.standing import Data, next_moves, standing
from leadlife.cli.wording import since, stamp, value
from leadlife.errors import DefinitionError
from leadlife.policy import COOL_DOWN
from leadlife.reports import Column, Table


def explain(
    lead: Annotated[
        str, typer.Argument(metavar="LEAD", help="The lead's id, or the key that it was captured with.")
    ],
    store: StoreOption,
    move: Annotated[str | None, typer.Argument(metavar="[MOVE]", help="Explain this move in full.")] = None,
    policy: PolicyOption = None,
    at: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """What stands of a lead, and what may be done next.

    Each move that starts where the lead is: whether it may be made, why not, and what is missing for it.
    """
    with reading(store, policy) as opened:
        now = as_of(at, opened.policy.calendar.zone_info)
        found = opened.lead(lead)
        moves = _moves(opened, found, now, move)
        data = standing(found, opened.policy) | {"moves": moves}
        match format:
            case Format.JSON:
                show_json(data)
            case Format.CSV:
                show_csv(moves)
            case Format.TABLE:
                _show(found, opened, data, move)


def _moves(opened: Reading, lead: Lead[Any], now: Any, move: str | None) -> list[Data]:
    if opened.decides:
        return next_moves(lead, opened.policy, now, move)
    if move is not None:
        how = "write --policy module:name, or set LEADLIFE_POLICY"
        raise DefinitionError(f"only its policy can explain {move!r}: {how}")
    return []


def _show(lead: Lead[Any], opened: Reading, data: Data, move: str | None) -> None:
    console = terminal.out()
    for number, line in enumerate(_head(lead, opened, data)):
        console.print(Text(line, style="bold" if number == 0 else ""))
    tables = [_clocks(lead, opened), _facts(lead, opened), _next(data["moves"])] if move is None else []
    for table in tables:
        if table.rows:
            console.print()
            show_table(table)
    if move is not None:
        _show_move(data["moves"][0])
    if not opened.decides:
        terminal.note("what may be done next is known with --policy")


def _head(lead: Lead[Any], opened: Reading, data: Data) -> Iterator[str]:
    zone = opened.policy.calendar.zone_info
    yield f"Lead {lead.id}" + (f" ({lead.key})" if lead.key else "")
    owner = f", owned by {lead.owner}" if lead.owner is not None else ""
    label = data["label"] or lead.stage
    stage = lead.stage if label == lead.stage else f"{label} ({lead.stage})"
    yield f"{stage} {since(lead.visit, zone)}{owner}"
    captured = f"captured {stamp(lead.captured_at, zone)} ({opened.policy.zone})"
    came = [captured, *(text for text in (lead.source, lead.campaign) if text)]
    cycle = f"; in cycle {lead.cycle}" if lead.cycle else ""
    yield ", ".join(came) + (f"; account {lead.account}" if lead.account else "") + cycle
    if lead.setbacks:
        last = lead.setbacks[-1]
        rest = (
            f"; rests until {stamp(lead.cool_down_until, zone)}" if lead.cool_down_until is not None else ""
        )
        yield f"last setback: {last.move} for {last.reason}, {stamp(last.at, zone)} by {last.by}{rest}"


def _clocks(lead: Lead[Any], opened: Reading) -> Table:
    zone = opened.policy.calendar.zone_info
    reminders = {clock.name for clock in opened.policy.clocks if clock.within is COOL_DOWN}
    rows = tuple(
        (
            clock.name,
            "over" if clock.name in reminders and clock.verdict == "breached" else clock.verdict,
            *(stamp(at, zone) for at in (clock.started_at, clock.due_at, clock.next_at)),
        )
        for clock in sorted(lead.running, key=lambda one: one.due_at)
    )
    names = ("clock", "stands", "started", "due", "next level")
    return Table("Clocks", tuple(Column(name, "left") for name in names), rows)


def _facts(lead: Lead[Any], opened: Reading) -> Table:
    zone = opened.policy.calendar.zone_info
    rows = tuple(
        (name.replace("_", " "), value(last.value), str(last.by or ""), last.via or "", stamp(last.at, zone))
        for name, last in ((name, told[-1]) for name, told in lead.told.items())
    )
    return Table(
        "Facts", tuple(Column(name, "left") for name in ("fact", "value", "said by", "via", "at")), rows
    )


def _next(moves: list[Data]) -> Table:
    rows = tuple((one["move"], one["target"], ", ".join(one["by"]), _stands(one)) for one in moves)
    columns = tuple(Column(name, "left") for name in ("move", "leads to", "made by", "stands"))
    return Table("What may be done next", columns, rows)


def _stands(move: Data) -> str:
    if not move["possible"]:
        return f"no: {_missing(move) if move['by_guard'] and move['open'] else move['why_not']}"
    return f"yes, with {_asked(move)}" if move["asks_for"] else "yes"


def _missing(move: Data) -> str:
    """The criteria that stand in the way: what does not hold first, for no answer helps there."""
    unmet = [one["criterion"] for one in move["open"] if one["verdict"] == "unmet"]
    unknown = [one for one in move["open"] if one["verdict"] == "unknown"]
    asked = [one["criterion"] + (f" ({one['ask']})" if one["ask"] else "") for one in unknown]
    parts = (("unmet", unmet), ("unknown", asked))
    return "; ".join(f"{said}: {', '.join(names)}" for said, names in parts if names)


def _asked(move: Data) -> str:
    return ", ".join(f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in move["asks_for"])


def _show_move(move: Data) -> None:
    console = terminal.out()
    console.print()
    said = "may be made now" if move["possible"] else f"may not be made now: {move['why_not']}"
    console.print(
        Text(f"{move['move']}, to {move['target']}, by {', '.join(move['by'])}: {said}", style="bold")
    )
    reasons = f"its reasons: {', '.join(move['reasons'])}" if move["reasons"] else None
    asks = f"it asks for {_asked(move)}" if move["asks_for"] else None
    for text in (move["explanation"], move["advice"], asks, reasons):
        if text:
            console.print()
            console.print(Text("\n".join(_wrapped(text, console.width))))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines that are too long go on below, further in."""
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        yield from wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""]
