"""What can be done to a lead, spelled out once for every engine and batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leadlife._record_verbs import R_co, RecordVerbs
from leadlife.commands import (
    Assign,
    Capture,
    HoldClocks,
    Move,
    Observe,
    RecomputeClocks,
    ResetClock,
    ResumeClocks,
    Touch,
)
from leadlife.lead import F, Lead, Opportunity
from leadlife.money import Money
from leadlife.people import Actor, Owner


class Verbs(RecordVerbs[F, R_co]):
    """The commands as methods; each gives back the lead as it stands afterwards.

    ``lead`` is an id, or a :class:`Lead`, whose version is then expected. ``by`` is who acts. ``at`` is when it
    happened (None: now), never in the future and never before the capture. ``via`` is the way by which something was
    learned, such as a call. ``command_id`` makes a command safe to send again: the same id twice is one effect, and
    gives the result of the first.

    All of them raise :class:`~leadlife.errors.Refused` when the command may not be carried out,
    :class:`~leadlife.errors.InvalidInput` when what was passed cannot be read (such as a naive datetime),
    :class:`~leadlife.errors.UnknownLead` when no lead has the id,
    :class:`~leadlife.errors.Conflict` when the lead that was passed has changed meanwhile, and
    :class:`~leadlife.errors.IdempotencyMismatch` when a command id was used before for something else.
    Nothing is written then.
    """

    def capture(
        self,
        *,
        by: Actor,
        key: str | None = None,
        source: str | None = None,
        campaign: str | None = None,
        account: str | None = None,
        contact: str | None = None,
        refs: Mapping[str, str] | None = None,
        told: F | None = None,
        value: Money | None = None,
        owner: Owner | None = None,
        via: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Begin a lead in the policy's first stage, or find it again: the same ``key`` twice is one lead.

        ``key`` is the host's own id of the lead; without one, each call begins another lead. ``account``, ``contact``
        and ``refs`` are references into the host's data that leadlife never reads. A lead that is found again takes
        nothing but ``told``, as far as it differs from what stands: its source, owner and value stay.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> ann = Actor("ann", MARKETING)
        >>> lead = engine.capture(key="crm:1", source="webcast", told=LeadFacts(country="DE"), by=ann)
        >>> again = engine.capture(key="crm:1", source="fair", told=LeadFacts(industry="steel"), by=ann)
        >>> again.id == lead.id, again.source, again.facts.country, again.facts.industry
        (True, 'webcast', 'DE', 'steel')
        """
        command = Capture(by, key, source, campaign, account, contact, refs, told, value, owner, via, at)
        return self.execute(None, command, command_id=command_id)

    def observe(
        self,
        lead: str | Lead[F],
        told: F,
        *,
        by: Actor,
        via: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Tell facts: only the fields that were set; an explicit None retracts.

        Saying the same again is worth telling: it confirms a fact, which may be what a rule waits for.

        >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
        >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
        >>> ann = Actor("ann", MARKETING)
        >>> lead = engine.capture(told=LeadFacts(pain_severity=8), by=ann)
        >>> lead = engine.observe(lead.id, LeadFacts(pain_severity=3), by=ann, via="call")
        >>> lead.facts.pain_severity, [said.value for said in lead.told["pain_severity"]]
        (3, [8, 3])
        """
        return self.execute(lead, Observe(told, by, via, at), command_id=command_id)

    def move(
        self,
        lead: str | Lead[F],
        name: str,
        *,
        by: Actor,
        to: Owner | None = None,
        reason: str | None = None,
        comment: str | None = None,
        opportunity: Opportunity | None = None,
        value: Money | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Make a move of the policy, such as ``accept`` or ``reject``.

        ``to`` is the new owner, or whom the policy's routes say, where it asks for one; ``reason`` a code of the
        policy, ``comment`` the reason in words; ``opportunity`` and ``value`` are what the lead became. Pass what the
        move asks for: a refusal says what is missing, and :attr:`Refused.verdict` why its guard is not met.

        :raises Refused: if the policy has no such move, it does not start where the lead is, this actor may not make
            it, its guard is not met, or something that it asks for is missing.
        """
        command = Move(name, by, to, reason, comment, opportunity, value, at)
        return self.execute(lead, command, command_id=command_id)

    def assign(
        self,
        lead: str | Lead[F],
        to: Owner | None = None,
        *,
        by: Actor,
        reason: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Give the lead to another owner, in the stage where it is. The lead's clocks run on; the owner's start again.

        Without ``to``, the policy's ``assignment`` says to whom. Who may do this is not the policy's to say: where it
        is, the policy has a move for it. With an ``at`` before the present owner had it, the history has it alone.

        :raises Refused: if it is theirs already, they are not active, or no route gives it to anybody.
        """
        return self.execute(lead, Assign(to, by, reason, at), command_id=command_id)

    def touch(
        self,
        lead: str | Lead[F],
        kind: str,
        *,
        by: Actor,
        human: bool = True,
        inbound: bool = False,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Record a contact, of a kind such as ``call``, ``email`` or ``meeting``; a clock may wait for some of them.

        Auto-replies and bulk mail are not ``human``; what the person sends is ``inbound``. Told late, with ``at``, the
        earliest contact still is the one that counts.
        """
        return self.execute(lead, Touch(kind, by, human, inbound, at), command_id=command_id)

    def hold(
        self,
        lead: str | Lead[F],
        *,
        by: Actor,
        reason: str,
        clock: str | None = None,
        until: datetime | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Let the clocks that run stand still, or the one named: until then, or until they are resumed.

        Nothing breaches meanwhile. A known end moves the deadlines at once.

        :raises Refused: if no such clock runs, it is held for good already, or ``reason`` is empty.
        """
        return self.execute(lead, HoldClocks(by, reason, clock, until, at), command_id=command_id)

    def resume(
        self,
        lead: str | Lead[F],
        *,
        by: Actor,
        clock: str | None = None,
        reason: str | None = None,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """End the holds on the clocks, or on the one named. A clock that its own rule pauses still stands.

        :raises Refused: if no such clock runs, or nothing holds it.
        """
        return self.execute(lead, ResumeClocks(by, clock, reason, at), command_id=command_id)

    def reset_clock(
        self,
        lead: str | Lead[F],
        clock: str,
        *,
        by: Actor,
        reason: str,
        at: datetime | None = None,
        command_id: str | None = None,
    ) -> R_co:
        """Start a running clock anew: the run so far is cancelled, unless it was breached already.

        :raises Refused: if no such clock runs, or ``reason`` is empty.
        """
        return self.execute(lead, ResetClock(by, clock, reason, at), command_id=command_id)

    def recompute(
        self, lead: str | Lead[F], *, by: Actor, reason: str, command_id: str | None = None
    ) -> R_co:
        """Work out the deadlines of the open clocks again, by the policy and the calendars as they are now.

        Nothing is written where they come out the same.
        """
        return self.execute(lead, RecomputeClocks(by, reason), command_id=command_id)
