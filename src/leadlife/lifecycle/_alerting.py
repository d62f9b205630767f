"""Which alerts an event sets off, whom they tell, and what they say."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from leadlife.effects import Notify, Recipient
from leadlife.events import (
    Assigned,
    Captured,
    ClocksChanged,
    Erased,
    Event,
    LevelReached,
    Merged,
    Moved,
    Observed,
    Touched,
)
from leadlife.evidence import Evidence
from leadlife.lead import Lead
from leadlife.lifecycle._happening import Signal, signals_of, signals_of_touch
from leadlife.lifecycle._occurrence import Occurrence, as_data, clock_of, in_words
from leadlife.people import SALES, Actor
from leadlife.policy import Alert, Policy
from leadlife.policy.alert import Told
from leadlife.policy.clock import Party
from leadlife.policy.watch import Capturing, Erasing, Merging, Reaching, Rescheduling, Telling, Watch
from leadlife.rules import Rule

_LOG = logging.getLogger("leadlife")

Chosen: TypeAlias = "tuple[Recipient, str | None]"
"""Whom to tell, and how a rule on the way there failed, if one did."""


class Alerting:
    """The alerts of a policy, found by what they watch."""

    def __init__(self, policy: Policy[Any]) -> None:
        self._policy = policy
        self._watching: dict[Signal, set[int]] = defaultdict(set)
        for place, alert in enumerate(policy.alerts):
            for watch in alert.watches:
                for signal in _watched(watch):
                    self._watching[signal].add(place)
        self._codes = {reason.code for move in policy.moves for reason in move.reasons}

    def notices(self, lead: Lead[Any], event: Event) -> Iterator[Notify]:
        """What is told of the event, at most once by each alert; ``lead`` is as it stands after it."""
        if not self._watching:
            return
        places = {place for signal in _given(event) for place in self._watching.get(signal, ())}
        if not places:
            return
        seen = replace(lead.__evidence__(), event=Occurrence.of(event))
        for place in sorted(places):
            alert = self._policy.alerts[place]
            if (chosen := self._told(alert, lead, event, seen)) is not None:
                yield self._notice(alert, lead, event, *chosen)

    def _told(self, alert: Alert, lead: Lead[Any], event: Event, seen: Evidence) -> Chosen | None:
        """Whom the alert tells of the event, if anybody."""
        met, failed = self._asked(alert, alert.where, event, seen)
        if not met:
            return None
        for rule, to in alert.recipients:
            met, why = self._asked(alert, rule, event, seen)
            failed = failed or why
            if met:
                return recipient(lead, to), failed
        return None

    def _asked(
        self, alert: Alert, rule: Rule | None, event: Event, seen: Evidence
    ) -> tuple[bool, str | None]:
        """Whether the rule is met. One that fails counts as met: better told once too often than never."""
        if rule is None:
            return True, None
        policy = self._policy
        try:
            return rule.evaluate(
                seen, at=event.occurred_at, zone=policy.zone, calendar=policy.calendar
            ).met, None
        except Exception as error:  # a function of the host's may fail in any way, and must not lose the step
            failed = type(error.__cause__ or error).__name__
            # Not the error itself: it may say what was told of the person.
            _LOG.error("a rule of the alert %r failed on event %s: %s", alert.name, event.id, failed)
            return True, failed

    def _notice(
        self, alert: Alert, lead: Lead[Any], event: Event, to: Recipient, failed: str | None
    ) -> Notify:
        text, data = f"Lead {lead.id}: {in_words(event)}", dict(as_data(event)) | {"stage": lead.stage}
        reason = getattr(event, "reason", None)
        if reason in self._codes:  # any other may be somebody's own words
            text += f", reason {reason}"
            data["reason"] = reason
        if lead.source is not None:
            data["source"] = lead.source
        if failed is not None:
            text += f" (a rule of the alert {alert.name} failed: {failed})"
            data["failed"] = failed
        return Notify(lead.id, event.seq, f"alert.{alert.name}", to, text, data, alert.channel)


def recipient(lead: Lead[Any], to: Told) -> Recipient:
    """Who is meant: the owner, where the owner is; where nobody owns the lead, sales as a whole."""
    if not isinstance(to, Party):
        return to
    return lead.owner if lead.owner is not None else SALES


def _watched(watch: Watch) -> Iterator[Signal]:
    """What the watch waits for: any one of these."""
    match watch:
        case Capturing():
            yield ("capture", "")
        case Telling(facts):
            yield from (("tell", fact) for fact in facts or ("",))
        case Reaching(clock, levels):
            yield from (("reach", f"{clock}:{level}") for level in levels or ("",))
        case Rescheduling():
            yield ("clocks", "")
        case Merging():
            yield ("merge", "")
        case Erasing():
            yield ("erase", "")
        case _:
            yield from signals_of(watch)


def _given(event: Event) -> Iterator[Signal]:
    """What the event gives to alerts that wait; what was recorded of another system, and a migration, give nothing."""
    match event:
        case Captured():
            yield from (("capture", ""), ("enter", event.stage))
            yield from _telling(event)
        case Observed():
            yield from _telling(event)
        case Moved():
            yield ("make", event.move)
            if event.source != event.target:
                yield from (("leave", event.source), ("enter", event.target))
        case Touched():
            yield from signals_of_touch(event.touch, human=event.human, inbound=event.inbound)
        case LevelReached():
            yield from (("reach", f"{clock_of(event)}:{event.level}"), ("reach", f"{clock_of(event)}:"))
        case ClocksChanged() if event.change != "cancelled":
            yield ("clocks", "")
        case Merged():
            yield ("merge", "")
        case Erased():
            yield ("erase", "")
    if isinstance(event, Captured | Moved | Assigned) and isinstance(event.owner, Actor):
        yield ("assign", "")


def _telling(event: Captured | Observed) -> Iterator[Signal]:
    if event.told:
        yield from (("tell", fact) for fact in ("", *event.told))
