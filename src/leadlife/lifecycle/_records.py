"""What a policy decides on leads as records: merging, erasing, and which are taken for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic

from leadlife._time import instant
from leadlife.commands import Capture, Erase, Merge
from leadlife.events import Erased, Event, Merged
from leadlife.fold import evolve
from leadlife.lead import F, Lead
from leadlife.lifecycle import _matching
from leadlife.lifecycle._clockwork import Clockwork
from leadlife.lifecycle._erasing import decide_erase, erased
from leadlife.lifecycle._implying import Implying
from leadlife.lifecycle._merging import decide_merge
from leadlife.lifecycle._scene import Scene, require_own, require_unmerged, scene
from leadlife.lifecycle._telling import decide_capture
from leadlife.policy import Matching, Policy


class Records(Generic[F]):
    """The part of a lifecycle that looks at leads as records. Pure, as the rest of it."""

    policy: Policy[F]
    _clockwork: Clockwork
    _implying: Implying

    # -- merging -------------------------------------------------------------------------------------

    def merge(
        self, other: Lead[F], lead: Lead[F], command: Merge, *, now: datetime, implying: bool = True
    ) -> tuple[tuple[Merged], tuple[Event, ...]]:
        """The events with which one lead goes up in another: that lead's, and the other one's.

        What the other one is told so may bring about a move, unless ``implying`` is off.

        :raises Refused: if they are one already, or one of them is under no policy of this name, merged or erased; if
            a won lead would no longer count as won.
        """
        told = max(instant(now, "now"), other.recorded_at, lead.recorded_at)
        asked = f"merge lead {other.id} into lead {lead.id}"
        there = scene(self._clockwork, other, command.by, command.at, told, asked)
        here = scene(self._clockwork, lead, command.by, command.at, told, asked)
        merged, absorbed = decide_merge(there, here, command)
        return (merged,), self._implying.after(here, (absorbed,)) if implying else (absorbed,)

    def duplicate(
        self, command: Capture, lead: Lead[F], *, now: datetime, id: str
    ) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        """The events of a lead that is captured and taken for one that is there: its own, and that one's."""
        captured = decide_capture(self._clockwork, command, id, now, resembles=(lead.id,))
        begun: Lead[F] = evolve(None, captured)
        merge = Merge(lead.id, command.by)
        merged, absorbed = self.merge(begun, lead, merge, now=now, implying=not command.recorded)
        return (captured, *merged), absorbed

    def require_unmerged(self, lead: Lead[F], asked: str) -> None:
        """:raises Refused: if it was merged into another one."""
        require_unmerged(lead, asked)

    # -- erasing -------------------------------------------------------------------------------------

    def erase(self, lead: Lead[F], command: Erase, *, now: datetime) -> tuple[Erased]:
        """The event that ends a lead whose identity is erased: wherever it stands, merged or not.

        :raises Refused: if it lives under another policy, which says what identifies a person there.
        """
        require_own(self.policy, lead, "erase a lead")
        at = max(instant(now, "now"), lead.recorded_at)
        return (decide_erase(Scene(self.policy, self._clockwork, lead, at, at, command.by), command),)

    def erased(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """A lead's events without identity and free text; the erasure of one that was erased before changes nothing."""
        known = frozenset(self.policy.facts.model_fields) - self.policy.facts.personal()
        return tuple(erased(event, known) for event in events)

    # -- duplicates ----------------------------------------------------------------------------------

    def tokens(self, lead: Lead[Any]) -> tuple[str, ...]:
        """The tokens by which a lead is found for a duplicate, as its facts stand."""
        return _matching.tokens(self.policy, lead.values)

    def tokens_by_matching(self, lead: Lead[Any]) -> Iterator[tuple[Matching, str]]:
        """The same with what each is for, in the policy's order."""
        for matching in self.policy.matching:
            if (one := _matching.token(self.policy, matching, lead.values)) is not None:
                yield matching, one

    def retold(self, before: Lead[F] | None, after: Lead[F]) -> tuple[str, ...] | None:
        """The tokens that a lead has from a step on; None where they are those that it had."""
        return _matching.retold(self.policy, before, after)

    def admits(self, matching: Matching, lead: Lead[F], *, now: datetime) -> bool:
        """Whether an earlier lead may be what a new one is taken for."""
        return _matching.admits(self.policy, matching, lead, now)

    def marked(self, command: Capture) -> Capture:
        """The capture with the fact that it is a duplicate, unless whoever captures says otherwise."""
        told = {} if command.told is None else command.told.told()
        values = {"duplicate": True, **told}
        return replace(command, told=self.policy.facts.from_values(values))
