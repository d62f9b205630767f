"""The errors about policies that stores share."""

from __future__ import annotations

from leadlife.errors import DefinitionError
from leadlife.lead import PolicyPin


def unpinned(policy: PolicyPin) -> DefinitionError:
    return DefinitionError(
        f"policy {policy} is cited by an event, and the store does not know it: store.pin(policy, dump) first"
    )


def other_fingerprint(known: PolicyPin, policy: PolicyPin) -> DefinitionError:
    return DefinitionError(
        f"policy {policy.name!r} {policy.version!r} is known here with the content {known.fingerprint[:8]}, "
        f"not {policy.fingerprint[:8]}: a policy that was changed needs a new version"
    )
