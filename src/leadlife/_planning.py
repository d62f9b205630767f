"""Planning: what a command would do to all the leads that it concerns, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from leadlife._deciding import Deciding, Reads
from leadlife.commands import Capture, Command, Erase, Merge, require_command
from leadlife.errors import Refused, UnknownLead
from leadlife.fold import replay
from leadlife.lead import F, Lead
from leadlife.policy import Matching
from leadlife.ports import Change, Claim


class Planner(Deciding[F]):
    """Plans a step: its changes, first that of the lead with which the command answers."""

    async def plan(
        self, reads: Reads, on: str | Lead[F] | None, command: Command, claim: Claim | None = None
    ) -> tuple[Change, ...]:
        """What the command would do to the leads as they are now; no events where there is nothing to say anew."""
        if claim is not None:  # of a lead that was merged meanwhile, it is that lead's clock and no other's
            return (await self.decided(reads, await self.itself(reads, claim.lead), command, claim),)
        require_command(command)
        lead = await self.target(reads, on, command)
        match command:
            case Merge():
                return await self._merged(reads, _there(lead, "merge a lead"), command)
            case Erase():
                return await self._erased(reads, _there(lead, "erase a lead"), command)
            case Capture() if lead is None and self.lifecycle.policy.matching:
                return await self._captured(reads, command)
        return (await self.decided(reads, lead, command),)

    # -- merging -------------------------------------------------------------------------------------

    async def _merged(self, reads: Reads, other: Lead[F], command: Merge) -> tuple[Change, ...]:
        into = command.into
        lead: Lead[F] = self.typed(into) if isinstance(into, Lead) else await self.get(reads, into)
        ended, lives_on = self.lifecycle.merge(other, lead, command, now=self.now())
        return self._joined(self.changed(lead, lives_on), self.changed(other, ended), lead)

    def _joined(self, here: Change, there: Change, before: Lead[F]) -> tuple[Change, ...]:
        """The other lead keeps every token that either had: by all of them, the survivor is found."""
        known = self.lifecycle.tokens
        both = dict.fromkeys((*known(there.lead), *known(before), *(there.matches or ())))
        return here, replace(there, matches=tuple(both) if both else there.matches)

    # -- erasing -------------------------------------------------------------------------------------

    async def _erased(self, reads: Reads, lead: Lead[F], command: Erase) -> tuple[Change, ...]:
        """The lead and all that were merged into it; nothing where nothing is left to erase."""
        self.lifecycle.require_unmerged(lead, "erase a lead")
        family = [lead]
        for one in family:  # it grows as those are found that were merged into one of it
            family += [await self.itself(reads, id) for id in one.absorbed]
        found = [await self._scrubbed(reads, one, command) for one in family]
        changes = tuple(change for change in found if change is not None)
        return changes or (Change(lead, lead.version, ()),)

    async def _scrubbed(self, reads: Reads, lead: Lead[F], command: Erase) -> Change | None:
        before = tuple(await reads.history(lead.id, until=lead.version))
        after = self.lifecycle.erased(before)
        if lead.erased_at is not None and after == before:
            return None
        (event,) = self.lifecycle.erase(lead, command, now=self.now())
        change = self.changed(lead, (event,))
        bare = self.typed(replay((*after, event)))
        return replace(change, lead=bare, rewritten=after, matches=())

    # -- duplicates ----------------------------------------------------------------------------------

    async def _captured(self, reads: Reads, command: Capture) -> tuple[Change, ...]:
        """A lead that begins, unless it is taken for one that is there."""
        fresh = await self.decided(reads, None, command)
        alike = [
            (matching, token, await reads.matching((token,)))
            for matching, token in self.lifecycle.tokens_by_matching(fresh.lead)
        ]
        found = await self._duplicate(reads, [(matching, ids) for matching, _, ids in alike])
        changes = (fresh,) if found is None else self._taken_for(command, fresh.lead.id, *found)
        tokens = tuple(token for _, token, _ in alike)
        besides = (*(id for _, _, ids in alike for id in ids), *(change.lead.id for change in changes))
        return tuple(
            change if change.expected else replace(change, unmatched=tokens, besides=besides)
            for change in changes
        )

    async def _duplicate(
        self, reads: Reads, alike: Iterable[tuple[Matching, Sequence[str]]]
    ) -> tuple[Matching, Lead[F]] | None:
        """The earliest lead that it agrees with, by the first of the policy's matchings that finds one."""
        for matching, ids in alike:
            found = [await self.get(reads, id) for id in ids]
            fit = [lead for lead in found if self.lifecycle.admits(matching, lead, now=self.now())]
            if fit:
                return matching, min(fit, key=lambda lead: lead.captured_at)
        return None

    def _taken_for(self, command: Capture, id: str, matching: Matching, lead: Lead[F]) -> tuple[Change, ...]:
        match matching.then:
            case "refuse":
                raise _refused(matching, lead)
            case "mark":
                marked = self.lifecycle.marked(command)
                events = self.lifecycle.decide(None, marked, now=self.now(), id=id, resembles=(lead.id,))
                return (self.changed(None, events, recorded=command.recorded),)
            case "merge":
                begun, lives_on = self.lifecycle.duplicate(command, lead, now=self.now(), id=id)
                here = self.changed(lead, lives_on, recorded=command.recorded)
                return self._joined(here, self.changed(None, begun, recorded=command.recorded), lead)


def _refused(matching: Matching, lead: Lead[Any]) -> Refused:
    same = " and ".join(matching.facts)
    remedy = f"Tell it to that lead: observe({lead.id!r}, ...), or merge what you have into it."
    return Refused(
        "capture a lead", f"it is taken for a duplicate of lead {lead.id}: same {same}", remedy=remedy
    )


def _there(lead: Lead[F] | None, asked: str) -> Lead[F]:
    if lead is None:
        raise UnknownLead(asked, "none was passed", remedy="Pass its id, or the Lead.")
    return lead
