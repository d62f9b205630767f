"""What stores ask of policies, and the errors about them."""

from __future__ import annotations

from collections.abc import Iterable

from leadlife.errors import DefinitionError
from leadlife.lead import PolicyPin


def unpinned(policy: PolicyPin) -> DefinitionError:
    return DefinitionError(
        f"policy {policy} is cited by an event, and the store does not know it: store.pin(policy, dump) first"
    )


def require_same_content(policy: PolicyPin, known: Iterable[PolicyPin]) -> None:
    """Pass, unless its name and version are known with another content.

    :raises DefinitionError: if they are.
    """
    for one in known:
        if (one.name, one.version) == (policy.name, policy.version) and one != policy:
            raise DefinitionError(
                f"policy {policy.name!r} {policy.version!r} is known here with the content {one.fingerprint[:8]}, "
                f"not {policy.fingerprint[:8]}: a policy that was changed needs a new version"
            )
