"""The channels that a policy sends notices to."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any

from leadlife.policy.clock import Tell

if TYPE_CHECKING:
    from leadlife.policy.policy import Policy


def channels_of(policy: Policy[Any]) -> Set[str]:
    """Every channel that a notice of the policy may go to, in the order in which it names them."""
    return dict.fromkeys(_channels(policy)).keys()


def _channels(policy: Policy[Any]) -> Iterator[str]:
    for clock in policy.clocks:
        for level in clock.levels:
            yield from (action.channel for action in level.actions if isinstance(action, Tell))
    yield from (alert.channel for alert in policy.alerts)
