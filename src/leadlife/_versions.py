"""The versions of a policy that a store knows, read from what it keeps of them."""

from __future__ import annotations

from collections.abc import Mapping

from leadlife.errors import StoreDamaged, StoreTooNew
from leadlife.lead import PolicyPin
from leadlife.policy._dump import SCHEMA, Dumped, read_dump


def versions(name: str, kept: Mapping[PolicyPin, str]) -> Mapping[PolicyPin, Dumped]:
    """Every version of the policy of this name, by its pin.

    :raises StoreTooNew: if one was written in a newer form than this leadlife reads.
    :raises StoreDamaged: if one cannot be read.
    """
    return {pin: _read(pin, dump) for pin, dump in kept.items() if pin.name == name}


def _read(pin: PolicyPin, dump: str) -> Dumped:
    try:
        found = read_dump(dump)
    except ValueError as error:
        raise StoreDamaged(f"the content of policy {pin} cannot be read: {error}") from error
    if found.schema > SCHEMA:
        raise StoreTooNew(
            f"policy {pin} was written here by a newer leadlife, in schema {found.schema}; this one reads schema "
            f"{SCHEMA} and older: upgrade leadlife, and nothing is lost"
        )
    return found
