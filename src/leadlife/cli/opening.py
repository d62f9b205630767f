"""Opening a store for reading, with the policy that fits it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from leadlife import (
    Lead,
    LeadFacts,
    Milestone,
    Objective,
    Policy,
    PolicyPin,
    SqliteStore,
    Stage,
    Team,
    WorkCalendar,
    standard_policy,
)
from leadlife.cli import policies, terminal
from leadlife.cli.policies import AnyPolicy
from leadlife.errors import StoreError, UnknownLead
from leadlife.ports import EVERY_LEAD, LeadFilter

AnyLead = Lead[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A store that is read. ``decides`` says whether the policy is the one its leads live by: only then do its
    guards say what may be done.
    """

    store: SqliteStore
    policy: AnyPolicy
    decides: bool

    def leads(self, where: LeadFilter = EVERY_LEAD) -> Iterator[AnyLead]:
        """Every lead that fits, read in pages."""
        after: str | None = None
        while page := self.store.scan(where, after=after):
            yield from page
            after = page[-1].id

    def lead(self, name: str) -> AnyLead:
        """The lead with this id or key; where it was merged, the one that it lives on in, as a note says.

        :raises UnknownLead: if there is none.
        """
        found = asked = self._named(name)
        while found.merged_into is not None:
            found = self._named(found.merged_into)
        if found is not asked:
            terminal.note(f"lead {asked.id} was merged into {found.id}")
        return found

    def _named(self, name: str) -> AnyLead:
        found = self.store.load(name)
        if found is None and (id := self.store.find(name)) is not None:
            found = self.store.load(id)
        if found is None:
            raise UnknownLead(f"find the lead {name!r}", "no lead of this store has this id or key")
        return found


@contextmanager
def reading(path: Path, spec: str | None) -> Iterator[Reading]:
    """The store at a path, which must exist, and the policy to read it with.

    :raises StoreError: if there is none, or it cannot be read.
    :raises DefinitionError: if the policy that is named is none.
    """
    policy = None if spec is None else policies.named(spec)
    store = existing(path)
    try:
        pins = store.policies()
        if policy is None:
            policy, decides = fitting(pins)
            _say_how(policy, decides, pins)
        else:
            decides = True
            _say_whose(policy, pins)
        yield Reading(store, policy, decides)
    finally:
        store.close()


def existing(path: Path) -> SqliteStore:
    """The store at a path.

    :raises StoreError: if there is none: a command that reads makes no file.
    """
    if not path.exists():
        raise StoreError(f"there is no store at {path}: write --store FILE, or make one with leadlife import")
    return SqliteStore(path)


def fitting(pins: Mapping[PolicyPin, str]) -> tuple[AnyPolicy, bool]:
    """What the leads of a store are read with where no policy is named, and whether it is the one they live by.

    A store keeps what its policies said and not their code: the stages, the hours and the objectives are those of the
    last one, the clocks and moves those of the standard policy if it has the same stages.
    """
    if not pins:
        return policies.standard(), False
    pin, dump = list(pins.items())[-1]
    kept = json.loads(dump)
    stages = tuple(_stage(one) for one in kept["stages"])
    calendar = _calendar(kept["calendar"]["calendar"])
    agreed = tuple(map(_objective, kept.get("objectives", ())))
    default = standard_policy(LeadFacts, name=pin.name, version=pin.version, calendar=calendar)
    default = default.replace(objectives=agreed)
    if default.stages == stages:
        return default, default.fingerprint == pin.fingerprint
    bare: AnyPolicy = Policy(
        name=pin.name,
        version=pin.version,
        facts=LeadFacts,
        stages=stages,
        moves=(),
        calendar=calendar,
        objectives=agreed,
    )
    return bare, False


def _stage(kept: Mapping[str, Any]) -> Stage:
    milestone = kept["milestone"]
    return Stage(kept["name"], None if milestone is None else Milestone(milestone), kept["label"])


def _objective(kept: Mapping[str, Any]) -> Objective:
    target = kept["at_least"]
    of, to = (None if kept[name] is None else Milestone(kept[name]) for name in ("of", "to"))
    return Objective(
        measure=kept["measure"],
        at_least=target if isinstance(target, int) else Decimal(target),
        per=kept["per"],
        of=of,
        to=to,
        source=kept["source"],
        by=tuple(map(Team, kept["by"])),
    )


def _calendar(definition: str) -> WorkCalendar:
    """The zone and the weekly hours that a calendar's definition spells; its holidays it only names."""
    try:
        _, zone, week, *_ = definition.split("\n")
        return WorkCalendar(zone, dict(day.split(" ", 1) for day in week.split("; ")))
    except ValueError:  # an older or newer way to spell it
        return policies.standard().calendar


def _say_whose(policy: AnyPolicy, pins: Mapping[PolicyPin, str]) -> None:
    """Figures of leads that live under another policy would be zeros, and nobody would know why."""
    names = dict.fromkeys(pin.name for pin in pins)
    if names and policy.name not in names:
        terminal.note(
            f"no lead here ever lived under the policy {policy.name!r}: it has leads of {', '.join(names)}"
        )


def _say_how(policy: AnyPolicy, decides: bool, pins: Mapping[PolicyPin, str]) -> None:
    if pins and not decides:
        terminal.note(
            f"read without its policy {list(pins)[-1]}: its stages and hours are known here, its rules and holidays "
            "are not; --policy module:name reads it as it is"
        )
