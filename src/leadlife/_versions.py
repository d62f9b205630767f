"""The versions of a policy that a store knows, read from what it keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadlife.errors import InvalidInput, StoreDamaged, StoreTooNew, did_you_mean
from leadlife.lead import PolicyPin
from leadlife.policy import Policy
from leadlife.policy._dump import SCHEMA, Dumped, read_dump


def versions(name: str, kept: Mapping[PolicyPin, str]) -> Mapping[PolicyPin, Dumped]:
    """Every version of the policy of this name, by its pin.

    :raises StoreTooNew: if one was written in a newer form than this leadlife reads.
    :raises StoreDamaged: if one cannot be read.
    """
    return {pin: _read(pin, dump) for pin, dump in kept.items() if pin.name == name}


def require_stage(policy: Policy[Any], name: str | None, kept: Mapping[PolicyPin, str]) -> None:
    """Pass the name of a stage that the policy has, or another version of it had: leads may still be there.

    :raises InvalidInput: if no version has such a stage.
    """
    if name is None or policy.has_stage(name):
        return
    known = {stage for found in versions(policy.name, kept).values() for stage in found.stages}
    if name not in known:
        known.update(stage.name for stage in policy.stages)
        why = f"policy {policy.name!r} has no such stage{did_you_mean(name, known)}"
        raise InvalidInput(f"look for leads in {name!r}", why)


def _read(pin: PolicyPin, dump: str) -> Dumped:
    try:
        found = read_dump(dump)
    except (ValueError, RecursionError) as error:
        raise StoreDamaged(f"the content of policy {pin} cannot be read: {error}") from error
    if found.schema > SCHEMA:
        raise StoreTooNew(
            f"policy {pin} was written here by a newer leadlife, in schema {found.schema}; this one reads schema "
            f"{SCHEMA} and older: upgrade leadlife, and nothing is lost"
        )
    return found
