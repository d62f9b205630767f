"""Small changes to a policy: each gives a new policy, checked as any other, and leaves the old one as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar, Unpack

from leadlife.errors import DefinitionError, did_you_mean
from leadlife.lead import F
from leadlife.policy._changes import AlertChanges, ClockChanges, MoveChanges, PolicyChanges, StageChanges
from leadlife.policy._naming import name_of
from leadlife.policy.alert import Alert
from leadlife.policy.clock import Clock
from leadlife.policy.reason import Reason
from leadlife.policy.stage import Stage
from leadlife.policy.transition import Transition
from leadlife.rules import Rule


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=_Named)


class Changing(Generic[F]):
    """The methods of a policy that give another one. A part is passed whole, or by its name with what changes of it."""

    __slots__ = ()

    if TYPE_CHECKING:
        name: str
        stages: tuple[Stage, ...]
        moves: tuple[Transition, ...]
        clocks: tuple[Clock, ...]
        alerts: tuple[Alert, ...]
        silenced: Mapping[str, str]
        definitions: Mapping[str, Rule]

    def replace(self, **changes: Unpack[PolicyChanges[F]]) -> Self:
        """The policy with other fields. Other content is another policy: give it another ``version`` too.

        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> print(policy.replace(version="2026-12", max_cycles=2).version)
        2026-12

        :raises DefinitionError: if a policy has no such field, or the new policy contradicts itself.
        """
        return self._changed("replace", self, changes)

    def with_stage(
        self, stage: Stage | str, /, *, after: str | None = None, **changes: Unpack[StageChanges]
    ) -> Self:
        """The policy with this stage: in place of the one of its name, else ``after`` another one, else as the last.

        >>> from leadlife import LeadFacts, Milestone, Stage, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> tele = Stage("tal", Milestone.MRL, label="teleprospecting-accepted lead")
        >>> [stage.name for stage in policy.with_stage(tele, after="mrl").stages][:4]
        ['raw', 'mrl', 'tal', 'mql']

        :raises DefinitionError: if the policy has no stage of that name to change or to put it after.
        """
        made = self._part("stage", self.stages, stage, changes, lambda name: f"Stage({name!r})")
        stages = _put(self.stages, made)
        if after is not None:
            self._known("stage", self.stages, after)
            stages = _moved_after(stages, made, after)
        return self._with(stages=stages)

    def without_stage(self, name: str) -> Self:
        """The policy without this stage: first let no move and no clock name it.

        :raises DefinitionError: if there is no such stage, or something still names it.
        """
        return self._with(stages=self._less("stage", self.stages, name))

    def with_move(self, move: Transition | str, /, **changes: Unpack[MoveChanges]) -> Self:
        """The policy with this move: in place of the one of its name, else as the last.

        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> policy.with_move("reject", comment=False).move("reject").comment
        False

        :raises DefinitionError: if the policy has no move of that name to change, or a move has no such field.
        """
        made = self._part("move", self.moves, move, changes, lambda name: f"Transition(name={name!r}, ...)")
        return self._with(moves=_put(self.moves, made))

    def without_move(self, name: str) -> Self:
        """The policy without this move: first let no clock, alert or reason name it.

        :raises DefinitionError: if there is no such move, or something still names it.
        """
        return self._with(moves=self._less("move", self.moves, name))

    def with_reason(self, move: str, reason: Reason) -> Self:
        """The policy in which the move takes this reason: in place of the one of its code, else as the last.

        >>> from leadlife import LeadFacts, Reason, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> policy.with_reason("reject", Reason("too_small", then="recycle")).reason("reject", "too_small").then
        'recycle'

        :raises DefinitionError: if there is no such move.
        """
        found = self._known("move", self.moves, move)
        return self._with_reasons(found, _put(found.reasons, reason, _code))

    def without_reason(self, move: str, code: str) -> Self:
        """The policy in which the move no longer takes this reason.

        :raises DefinitionError: if there is no such move, or it has no such reason.
        """
        found = self._known("move", self.moves, move)
        return self._with_reasons(found, self._less(f"reason of {move!r}", found.reasons, code, _code))

    def with_clock(self, clock: Clock | str, /, **changes: Unpack[ClockChanges]) -> Self:
        """The policy with this clock: in place of the one of its name, else as the last.

        >>> from leadlife import LeadFacts, standard_policy, working_hours
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> print(policy.with_clock("hand_off", within=working_hours(2)).clock("hand_off").within)
        2 working hours

        :raises DefinitionError: if the policy has no clock of that name to change, or a clock has no such field.
        """
        made = self._part("clock", self.clocks, clock, changes, lambda name: f"Clock(name={name!r}, ...)")
        return self._with(clocks=_put(self.clocks, made))

    def without_clock(self, name: str) -> Self:
        """The policy without this clock: first let no move hold it.

        :raises DefinitionError: if there is no such clock, or a move holds it.
        """
        return self._with(clocks=self._less("clock", self.clocks, name))

    def with_alert(self, alert: Alert | str, /, **changes: Unpack[AlertChanges]) -> Self:
        """The policy with this alert: in place of the one of its name, else as the last.

        >>> from leadlife import SALES_MANAGER, Alert, LeadFacts, reaching, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> late = Alert(name="late", on=reaching("accept", "breach"), to=SALES_MANAGER)
        >>> policy.with_alert(late).with_alert("late", on=reaching("accept")).alerts[0].watches
        (Reaching(clock='accept', levels=()),)

        :raises DefinitionError: if the policy has no alert of that name to change, or an alert has no such field.
        """
        made = self._part("alert", self.alerts, alert, changes, lambda name: f"Alert(name={name!r}, ...)")
        return self._with(alerts=_put(self.alerts, made))

    def without_alert(self, name: str) -> Self:
        """The policy without this alert.

        :raises DefinitionError: if there is no such alert.
        """
        return self._with(alerts=self._less("alert", self.alerts, name))

    def with_definition(self, name: str, rule: Rule) -> Self:
        """The policy that says this by the name; a move whose guard was the definition of that name asks for it now.

        Rules that are made of it and of others stay as they are.

        >>> from leadlife import LeadFacts, facts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11")
        >>> large = policy.definitions["MQL"] & (facts(LeadFacts).employees >= 500)
        >>> policy.with_definition("MQL", large).move("qualify").guard == large
        True

        :raises DefinitionError: if the rule reads a fact that the policy does not have.
        """
        definitions = {**self.definitions, name: rule}
        moves = tuple(
            replace(move, guard=rule) if self._asks_for(move, name) else move for move in self.moves
        )
        return self._with(definitions=definitions, moves=moves)

    def without_definition(self, name: str) -> Self:
        """The policy that does not name this rule; a move that asks for it still does.

        :raises DefinitionError: if there is no such definition.
        """
        if name not in self.definitions:
            near = did_you_mean(name, self.definitions)
            raise DefinitionError(f"policy {self.name!r} has no definition {name!r}{near}")
        return self._with(definitions={one: rule for one, rule in self.definitions.items() if one != name})

    def _asks_for(self, move: Transition, name: str) -> bool:
        """Whether the guard of a move is the definition of this name; of several that are one rule, the one meant."""
        if move.guard is None or self.definitions.get(name) != move.guard:
            return False
        milestone = next((stage.milestone for stage in self.stages if stage.name == move.target), None)
        return name_of(self.definitions, move.guard, milestone) == name

    def with_silenced(self, key: str, because: str) -> Self:
        """The policy that accepts what its check found, by the key of the finding, and says why.

        >>> from leadlife import LeadFacts, standard_policy
        >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11").without_clock("hand_off")
        >>> policy.with_silenced("unclocked: mql", "marketing looks at them every morning").check()
        ()

        :raises DefinitionError: if it says no why, or the check finds no such kind of thing.
        """
        return self._with(silenced={**self.silenced, key: because})

    def _with(self, **changes: object) -> Self:
        return self._changed("replace", self, changes)

    def _with_reasons(self, move: Transition, reasons: tuple[Reason, ...]) -> Self:
        return self._with(moves=_put(self.moves, replace(move, reasons=reasons)))

    def _part(
        self,
        what: str,
        parts: tuple[N, ...],
        part: N | str,
        changes: Mapping[str, object],
        whole: Callable[[str], str],
    ) -> N:
        """The part that was passed, or the one of its name with the changes."""
        if isinstance(part, str):
            found = self._known(what, parts, part, f" To add one, pass it whole: with_{what}({whole(part)})")
            return self._changed(f"with_{what}", found, changes)
        if changes:
            raise DefinitionError(
                f"policy {self.name!r}: with_{what} takes a whole {what}, or a name and what changes of it; not both"
            )
        return part

    def _changed(self, asked: str, part: T, changes: Mapping[str, object]) -> T:
        made: Any = part
        known = [field.name for field in fields(made) if made is self or field.name != "name"]
        for name in changes:
            if name not in known:
                raise DefinitionError(
                    f"policy {self.name!r}: {asked} cannot change {name!r}{did_you_mean(name, known)}"
                )
        changed: T = replace(made, **changes)
        return changed

    def _known(self, what: str, parts: tuple[N, ...], name: str, fix: str = "") -> N:
        """The part of that name."""
        for part in parts:
            if part.name == name:
                return part
        near = did_you_mean(name, [part.name for part in parts])
        ends = "." if fix and not near.endswith("?") else ""
        raise DefinitionError(f"policy {self.name!r} has no {what} {name!r}{near}{ends}{fix}")

    def _less(
        self,
        what: str,
        parts: tuple[T, ...],
        name: str,
        key: Callable[[Any], str] = lambda part: str(part.name),
    ) -> tuple[T, ...]:
        names = [key(part) for part in parts]
        if name not in names:
            raise DefinitionError(f"policy {self.name!r} has no {what} {name!r}{did_you_mean(name, names)}")
        return tuple(part for part in parts if key(part) != name)


def _code(reason: Reason) -> str:
    return reason.code


def _put(
    parts: tuple[T, ...], made: T, key: Callable[[Any], str] = lambda part: str(part.name)
) -> tuple[T, ...]:
    """The parts with the new one: where one of its name stood, else at the end."""
    if any(key(part) == key(made) for part in parts):
        return tuple(made if key(part) == key(made) else part for part in parts)
    return (*parts, made)


def _moved_after(stages: tuple[Stage, ...], made: Stage, after: str) -> tuple[Stage, ...]:
    if made.name == after:
        return stages
    others = [stage for stage in stages if stage is not made]
    at = [stage.name for stage in others].index(after) + 1
    return (*others[:at], made, *others[at:])
