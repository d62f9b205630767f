"""Options that several commands share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from leadlife.errors import InvalidInput


class Format(StrEnum):
    """For whom the output is."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


StoreOption: TypeAlias = Annotated[
    Path,
    typer.Option("--store", envvar="LEADLIFE_STORE", metavar="FILE", help="The SQLite file with the leads."),
]
PolicyOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--policy", envvar="LEADLIFE_POLICY", metavar="MODULE:NAME", help="The policy, written in code."
    ),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write it to this file. [default: stdout]"),
]
FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", "-f", help="Tables for people; JSON and CSV for programs.")
]
AsOfOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="The moment to look from: a date or time, in the policy's zone. [default: now]",
    ),
]


def moment(text: str | None, name: str, zone: tzinfo = UTC) -> datetime | None:
    """An instant out of an option: a time, read in ``zone`` unless it has an offset, or a date, which begins there.

    >>> from zoneinfo import ZoneInfo
    >>> moment("2026-04-01", "--from", ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-31T22:00:00+00:00'

    :raises InvalidInput: for anything else, and for a time that the zone's clocks show twice, or skip.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text) if len(text) > 10 else _midnight(date.fromisoformat(text))
    except ValueError:
        remedy = (
            "Write a date, such as 2026-04-01, or a time, such as 2026-04-01T12:00 or 2026-04-01T12:00+02:00."
        )
        raise InvalidInput(f"read {name} {text!r}", "it is no time", remedy=remedy) from None
    return at.astimezone(UTC) if at.tzinfo is not None else _on_the_wall(at, zone, f"read {name} {text!r}")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _on_the_wall(local: datetime, zone: tzinfo, asked: str) -> datetime:
    """The instant at which the zone's clocks show this. Where they skip a midnight or show it twice: the first."""
    told = [local.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    first, second = (one.astimezone(UTC) for one in told)
    if first != second and local.time() != time():
        why = f"on this day the clocks of {zone} show that time twice, or skip it"
        both = " or ".join(one.isoformat() for one in told)
        raise InvalidInput(asked, why, remedy=f"Write it with its offset: {both}.")
    return first


def as_of(text: str | None, zone: tzinfo = UTC) -> datetime:
    """The moment to look from: what the option says, or now."""
    return moment(text, "--as-of", zone) or datetime.now(UTC)
