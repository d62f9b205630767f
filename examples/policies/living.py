"""What the example policies share: an office that lives by a policy in a time of its own, and a page to look at it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

from leadlife import (
    Actor,
    Clock,
    Lead,
    LeadStore,
    Level,
    MemoryStore,
    Policy,
    Span,
    entering,
    leaving,
    open_engine,
)
from leadlife.policy.clock import Rest
from leadlife.policy.diagram import mermaid
from leadlife.reports import story

Rosters = Mapping[str, Sequence[Actor]]
Life = Callable[["Office"], Lead[Any]]
"""One kind of lead, lived from its capture on; gives back the lead as it ends."""


def waiting(
    stage: str,
    within: Span | Rest,
    *levels: Level,
    name: str | None = None,
    per: Literal["lead", "owner"] = "lead",
) -> Clock:
    """A clock on how long a lead stays in a stage, called as the stage is unless told otherwise."""
    return Clock(
        name=name or stage,
        starts=entering(stage),
        stops=leaving(stage),
        within=within,
        levels=levels,
        per=per,
    )


class Office:
    """An engine under a policy, and the time that it lives in. As time passes, the clocks are run."""

    def __init__(
        self, policy: Policy[Any], store: LeadStore | None = None, roster: Rosters | None = None
    ) -> None:
        ids = count(1)
        self.time = datetime(2026, 11, 2, 10, tzinfo=UTC)  # a Monday
        self.engine = open_engine(
            store or MemoryStore(),
            policy,
            now=lambda: self.time,
            new_id=lambda: f"lead-{next(ids)}",
            roster=roster,
        )

    def lead(self, by: Actor, told: Any = None, source: str = "website") -> Lead[Any]:
        return self.engine.capture(by=by, told=told, source=source)

    def make(self, lead: Lead[Any], move: str, by: Actor, **more: Any) -> Lead[Any]:
        """Make a move now."""
        return self.engine.move(lead.id, move, by=by, **more)

    def tell(self, lead: Lead[Any], told: Any, by: Actor) -> Lead[Any]:
        return self.engine.observe(lead.id, told, by=by)

    def contact(self, lead: Lead[Any], kind: str, by: Actor) -> Lead[Any]:
        return self.engine.touch(lead.id, kind, by=by)

    def wait(self, lead: Lead[Any], **span: float) -> Lead[Any]:
        """Let time pass, run the clocks as they come due meanwhile, and look at the lead again."""
        end = self.time + timedelta(**span)
        while (due := self.engine.next_due()) is not None and due <= end:
            self.time = due
            self.engine.tick()
        self.time = end
        return self.engine.get(lead.id)


def show(policy: Policy[Any], lives: Mapping[str, Life], roster: Rosters | None = None) -> None:
    """Print what the check finds, the story of a lead of every kind, the agreement, and the diagram."""
    print("Findings:", *(policy.check() or ["none"]), sep="\n  ")
    for name, live in lives.items():
        office = Office(policy, roster=roster)
        lead = live(office)
        print(f"\n{name.replace('_', ' ').capitalize()}:")
        for line in story(lead, office.engine.history(lead.id), policy).lines:
            print(f"  {line.when}  {line.what}" + (f" ({line.why})" if line.why else ""))
    print(f"\n{policy.agreement()}\n{mermaid(policy)}")
