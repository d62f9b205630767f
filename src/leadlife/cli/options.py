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
FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", "-f", help="Tables for people; JSON and CSV for programs.")
]
AsOfOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="TIME", help="The moment to look from: a date or time in ISO 8601. [default: now]"
    ),
]


def moment(text: str | None, name: str, zone: tzinfo = UTC) -> datetime | None:
    """An instant out of an option: an aware time, or a date, which begins at midnight in ``zone``.

    >>> from zoneinfo import ZoneInfo
    >>> moment("2026-04-01", "--from", ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-31T22:00:00+00:00'

    :raises InvalidInput: for anything else.
    """
    if text is None:
        return None
    remedy = "Write a date, such as 2026-04-01, or a time with its offset, such as 2026-04-01T12:00:00+02:00."
    try:
        if len(text) <= 10:
            return datetime.combine(date.fromisoformat(text), time(), zone).astimezone(UTC)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"read {name} {text!r}", "it is no time", remedy=remedy) from None
    if at.tzinfo is None:
        raise InvalidInput(
            f"read {name} {text!r}", "it does not say in which zone it is meant", remedy=remedy
        )
    return at.astimezone(UTC)


def as_of(text: str | None, zone: tzinfo = UTC) -> datetime:
    """The moment to look from: what the option says, or now."""
    return moment(text, "--as-of", zone) or datetime.now(UTC)
