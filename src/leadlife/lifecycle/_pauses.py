"""The pauses of a clock: put there by its rule, by a move, or by somebody; each kind ends in its own way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from operator import attrgetter

from leadlife.lead import Pause, PauseKind

Pauses = tuple[Pause, ...]

EVERY: Collection[PauseKind] = ("hold", "move", "rule")
HOLDS: Collection[PauseKind] = ("hold", "move")
"""What somebody put there, and can end."""

RULED: tuple[PauseKind, ...] = ("rule",)
"""What the clock's own rule put there."""

_since = attrgetter("since")


def open_ended(pauses: Pauses) -> bool:
    """Whether one of them has no end yet."""
    return any(pause.until is None for pause in pauses)


def added(pauses: Pauses, one: Pause) -> Pauses:
    """With one more, in the order in which they began."""
    return tuple(sorted((*pauses, one), key=_since))


def ended(pauses: Pauses, at: datetime, kinds: Collection[PauseKind] = EVERY) -> Pauses:
    """With those of the kinds that stand at an instant, or come later, ended there."""
    return tuple(_ended(pauses, at, kinds))


def _ended(pauses: Pauses, at: datetime, kinds: Collection[PauseKind]) -> Iterator[Pause]:
    for pause in pauses:
        if pause.kind not in kinds or (pause.until is not None and pause.until <= at):
            yield pause
        elif pause.since < at:
            yield Pause(pause.since, at, pause.why, pause.kind)


def split(pauses: Pauses, at: datetime) -> Pauses:
    """With each that stands at an instant as two: one that ends there, and one that begins there."""
    return tuple(sorted(_split(pauses, at), key=_since))


def _split(pauses: Pauses, at: datetime) -> Iterator[Pause]:
    for pause in pauses:
        if pause.since < at and (pause.until is None or pause.until > at):
            yield Pause(pause.since, at, pause.why, pause.kind)
            yield Pause(at, pause.until, pause.why, pause.kind)
        else:
            yield pause


def under_rule(pauses: Pauses, moments: Iterable[tuple[datetime, bool]], why: str) -> Pauses:
    """With the rule's pauses as it was met, or not, from each of the moments on; those before the first stay."""
    own: list[Pause] | None = None
    for at, met in moments:
        if own is None:
            own = _standing(pauses, at)
        stands = bool(own) and own[-1].until is None
        if met and not stands:
            own.append(Pause(at, None, why, "rule"))
        elif stands and not met:
            own[-1:] = [Pause(own[-1].since, at, why, "rule")] if own[-1].since < at else []
    others = [pause for pause in pauses if pause.kind != "rule"]
    return tuple(sorted((*others, *(own or ())), key=_since))


def _standing(pauses: Pauses, at: datetime) -> list[Pause]:
    """The rule's pauses as they were known at an instant: one that stood then had no end yet."""
    known = [pause for pause in pauses if pause.kind == "rule" and pause.since <= at]
    if known and (last := known[-1]).until is not None and last.until > at:
        known[-1] = Pause(last.since, None, last.why, "rule")
    return known
