"""What a migration is asked for: read, and refused where it can be no migration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from leadlife._versions import versions
from leadlife.errors import DefinitionError, InvalidInput, did_you_mean
from leadlife.events import ClocksChoice
from leadlife.lead import PolicyPin
from leadlife.lifecycle import Terms
from leadlife.people import Actor
from leadlife.policy import Policy

_CHOICES = get_args(ClocksChoice)


def terms_of(
    by: Actor,
    stages: Mapping[str, str] | None,
    clocks: ClocksChoice,
    reason: str | None,
    old: Sequence[Policy[Any]] | Policy[Any],
) -> Terms:
    """The terms of a migration, if they can be any.

    :raises InvalidInput: if something has the wrong type.
    """
    asked = "migrate the leads"
    if not isinstance(by, Actor):
        raise InvalidInput(asked, f"by={by!r} is nobody", remedy="Pass by=Actor('ann', MARKETING).")
    if clocks not in _CHOICES:
        said = did_you_mean(clocks, _CHOICES) if isinstance(clocks, str) else ""
        raise InvalidInput(asked, f"clocks={clocks!r} is no choice{said}", remedy=f"Pass one of {_CHOICES}.")
    if reason is not None and not isinstance(reason, str):
        raise InvalidInput(asked, f"reason={reason!r} is no text", remedy="Pass reason=str(...).")
    if stages is not None and not _names(stages):
        why = f"stages={stages!r} is no mapping of names"
        raise InvalidInput(asked, why, remedy="Pass stages={'old name': 'new name'}.")
    given = (old,) if isinstance(old, Policy) else tuple(old) if isinstance(old, Iterable) else (old,)
    for one in given:
        if not isinstance(one, Policy):
            raise InvalidInput(asked, f"old={one!r} is no policy", remedy="Pass the Policy as it was.")
    return Terms(dict(stages or {}), clocks, by, reason, given)


def _names(stages: object) -> bool:
    if not isinstance(stages, Mapping):
        return False
    return all(isinstance(name, str) for pair in stages.items() for name in pair)


def require_terms(policy: Policy[Any], terms: Terms, kept: Mapping[PolicyPin, str]) -> None:
    """:raises DefinitionError: if a stage is named that nobody knows, or a version of another policy is passed."""
    for one in terms.old:
        if one.name != policy.name:
            raise DefinitionError(
                f"old={one}: a version of another policy; pass those of {policy.name!r} that its leads come from"
            )
    there = {stage.name: stage.is_open for stage in policy.stages}
    opened = _opened(policy, terms, kept)
    known = opened.keys()
    for before, after in terms.stages.items():
        if before not in known:
            raise DefinitionError(
                f"stages={{{before!r}: ...}}: no version of {policy.name!r} has such a stage"
                f"{did_you_mean(before, known)}"
            )
        if after not in there:
            raise DefinitionError(
                f"stages={{{before!r}: {after!r}}}: {policy} has no such stage{did_you_mean(after, there)}"
            )
        if there[after] not in opened[before]:
            was, now = ("closed", "open") if there[after] else ("open", "closed")
            raise DefinitionError(
                f"stages={{{before!r}: {after!r}}}: {before!r} is {was} and {after!r} is {now}, and a migration "
                f"neither closes nor opens a lead. Name a stage that is {was}, and make a move of the policy afterwards"
            )


def _opened(policy: Policy[Any], terms: Terms, kept: Mapping[PolicyPin, str]) -> Mapping[str, set[bool]]:
    """Every stage that a version knows, and whether it is open: in each of those that leads may come from."""
    found: dict[str, set[bool]] = {}
    for pin, version in versions(policy.name, kept).items():
        for name in version.stages if pin != policy.pin else ():
            found.setdefault(name, set()).add(name not in version.closed)
    for stage in (stage for one in terms.old for stage in one.stages):
        found.setdefault(stage.name, set()).add(stage.is_open)
    for stage in policy.stages:  # leads that lived elsewhere have no stage of its own
        found.setdefault(stage.name, {stage.is_open})
    return found


def fresh_stages(policy: Policy[Any], kept: Mapping[PolicyPin, str]) -> tuple[str, ...]:
    """The stages that no other version has."""
    others = versions(policy.name, {pin: dump for pin, dump in kept.items() if pin != policy.pin})
    had = {name for found in others.values() for name in found.stages}
    return tuple(stage.name for stage in policy.stages if stage.name not in had)
