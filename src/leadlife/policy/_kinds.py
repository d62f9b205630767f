"""What the check of a policy can find, and how bad it can be."""

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
    "silence",
    "unfinished",
]
KINDS: Final[tuple[str, ...]] = get_args(PolicyFindingKind)
