"""What the check of a policy can find, how bad it can be, and what can be noted for the agreement."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

Severity: TypeAlias = Literal["error", "warning", "note"]
PolicyFindingKind: TypeAlias = Literal[
    "unreachable",
    "trap",
    "unclocked",
    "nobody",
    "dead_end",
    "unbounded",
    "never",
    "always",
    "stricter",
    "refused",
    "unshared",
    "stranger",
    "unrested",
    "given_back",
    "silence",
    "unfinished",
]
KINDS: Final[tuple[str, ...]] = get_args(PolicyFindingKind)

NOTES: Final = (
    "owner",
    "signatories",
    "validity",
    "target_market_in_words",
    "value_propositions",
    "messaging",
    "scoring",
    "objectives",
    "figures",
    "campaigns",
    "consent",
    "review",
    "change_log",
)
"""What an agreement says, and its policy cannot know."""
