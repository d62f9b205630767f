"""``leadlife migrate``: take leads over to another version of their policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from leadlife import open_engine
from leadlife._migration import Migration
from leadlife.cli import policies
from leadlife.cli.acting import ByOption, acting
from leadlife.cli.looking import opened
from leadlife.cli.options import Format, FormatOption, PolicyOption, StoreOption
from leadlife.cli.rosters import NOBODY
from leadlife.cli.showing import Data, show_csv, show_json
from leadlife.errors import DefinitionError, InvalidInput

_QUOTE = "'"
_PAIR = re.compile(r"'([^']*)': ('[^']*'|\.\.\.)")


class Choice(StrEnum):
    """What becomes of clocks that run."""

    KEEP = "keep"
    CARRY = "carry"
    RESTART = "restart"


def migrate(
    store: StoreOption,
    by: ByOption,
    policy: PolicyOption = None,
    stages: Annotated[
        list[str] | None,
        typer.Option("--stages", metavar="OLD=NEW", help="What a stage is called now; once for each."),
    ] = None,
    clocks: Annotated[
        Choice,
        typer.Option(
            "--clocks", help="Running clocks keep their deadlines, carry on with their time, or restart."
        ),
    ] = Choice.KEEP,
    old: Annotated[
        list[str] | None,
        typer.Option(
            "--old", metavar="MODULE:NAME", help="A version that leads come from, so as to carry clocks."
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the record.")] = None,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Write nothing, and say what would happen to how many leads.")
    ] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Take the leads of a store over to this version of their policy.

    Nobody is told anything. Rehearse it first: at the same time, the rehearsal equals the migration.
    """
    chosen, renamed = policies.required(policy), _mapping(stages or ())
    who = acting(by, chosen)
    earlier = [policies.named(spec) for spec in old or ()]
    with opened(store, looking=rehearse) as kept, open_engine(kept, chosen, roster=NOBODY) as engine:
        try:
            done = engine.migrate(
                by=who, stages=renamed, clocks=clocks.value, reason=reason, old=earlier, rehearse=rehearse
            )
        except DefinitionError as error:
            raise DefinitionError(_as_options(str(error))) from error
    match format:
        case Format.TABLE:
            typer.echo(str(done))
        case Format.JSON:
            show_json(_data(done))
        case Format.CSV:
            show_csv(_stages(done))


def _as_options(said: str) -> str:
    """What an error says of arguments, as they are written here.

    >>> _as_options("Say: stages={'raw': ..., 'mql': 'sal'}, old=[...], or choose clocks='keep'")
    'Say: --stages raw=... --stages mql=sal, --old module:name, or choose --clocks keep'
    """
    pairs = re.sub(
        r"stages=\{([^}]*)\}",
        lambda found: " ".join(f"--stages {old}={new.strip(_QUOTE)}" for old, new in _PAIR.findall(found[1])),
        said,
    )
    return re.sub(r"clocks='(\w+)'", r"--clocks \1", pairs.replace("old=[...]", "--old module:name"))


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    """``OLD=NEW``, each pair once.

    :raises InvalidInput: if a pair is none, or a stage is mapped twice.
    """
    named: dict[str, str] = {}
    for pair in pairs:
        before, sign, after = pair.partition("=")
        if not (before and sign and after):
            raise InvalidInput(
                f"read --stages {pair!r}", "it names no two stages", remedy="Write --stages old=new."
            )
        if named.setdefault(before, after) != after:
            raise InvalidInput(f"read --stages {pair!r}", f"{before!r} becomes {named[before]!r} already")
    return named


def _stages(done: Migration) -> list[Data]:
    return [{"before": before, "after": after, "leads": n} for (before, after), n in done.stages.items()]


def _data(done: Migration) -> dict[str, Any]:
    return {
        "policy": str(done.policy),
        "at": done.at.isoformat(),
        "rehearsed": done.rehearsed,
        "leads": done.leads,
        "stages": _stages(done),
        "versions": {str(pin): count for pin, count in done.versions.items()},
        "running_clocks": done.running,
        "clocks": {name: dict(fates) for name, fates in done.clocks.items()},
        "deadlines": {"earlier": done.earlier, "later": done.later, "overdue": done.overdue},
        "there_already": done.there,
        "left_as_they_are": done.left,
        "stages_without_a_name": dict(done.unnamed),
        "under_other_policies": dict(done.elsewhere),
    }
