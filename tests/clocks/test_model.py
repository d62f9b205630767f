"""A stateful model of clocks alone: whatever is done to them, early or late, they keep their word."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from leadlife import Refused, breach, later, notify, replay, touch, warn, working_days, working_hours
from leadlife.events import LevelReached
from leadlife.people import SALES
from leadlife.worktime import Span, deadline
from tests.clocks.desk import WAITING, Desk, answering, keeps_its_word
from tests.lives import OFFICE, OTHER_REP, REP, Facts

AGO = st.sampled_from((0, 0, 0, 1, 5, 20, 60))


class AnyLife(RuleBasedStateMachine):
    """One lead with four clocks: a plain one, one with a rule, a holder's, and one that a touch starts again."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(
            answering(levels=(warn(0.5, notify(SALES)), breach(notify(SALES)), later(working_days(3)))),
            answering(
                name="ruled",
                stops=touch("call"),
                pauses=WAITING,
                within=working_hours(20),
                levels=(warn(0.7), breach()),
            ),
            answering(name="own", stops=touch("email"), per="owner", pauses=WAITING),
            answering(name="again", starts=touch("note"), stops=touch("note"), within=working_days(2)),
        )

    def attempt(self, act: str, *args: object, **asked: object) -> None:
        """Do it; a refusal changes nothing."""
        before = self.desk.lead
        try:
            getattr(self.desk.engine, act)(self.desk.id, *args, **asked)
        except Refused:
            assert self.desk.lead == before

    @rule(hours=st.sampled_from((1, 2, 7, 20, 70)))
    def wait(self, hours: int) -> None:
        self.desk.wait(hours=hours)

    @rule()
    def tick(self) -> None:
        self.desk.engine.tick()
        assert all(due.at > self.desk.time for due in self.desk.engine.agenda())

    @rule(waiting=st.sampled_from((True, False, None)), ago=AGO)
    def tell(self, waiting: bool | None, ago: int) -> None:
        self.attempt("observe", Facts(waiting_on_lead=waiting), by=REP, at=self.ago(ago))

    @rule(kind=st.sampled_from(("call", "email", "note", "fax")), ago=AGO)
    def touch(self, kind: str, ago: int) -> None:
        self.attempt("touch", kind, by=REP, at=self.ago(ago))

    @rule(name=st.sampled_from(("ask", "answer", "drop")), ago=AGO)
    def move(self, name: str, ago: int) -> None:
        self.attempt("move", name, by=REP, at=self.ago(ago))

    @rule(to=st.sampled_from((REP, OTHER_REP)), ago=AGO)
    def assign(self, to: object, ago: int) -> None:
        self.attempt("assign", to, by=REP, at=self.ago(ago))

    @rule(
        clock=st.sampled_from((None, None, "answer", "own")),
        known=st.sampled_from((None, 1, 9, 100)),
        ago=AGO,
    )
    def hold(self, clock: str | None, known: int | None, ago: int) -> None:
        at = self.ago(ago)
        until = None if known is None else at + timedelta(hours=known)
        self.attempt("hold", by=REP, reason="away", clock=clock, until=until, at=at)

    @rule(clock=st.sampled_from((None, "answer")), ago=AGO)
    def resume(self, clock: str | None, ago: int) -> None:
        self.attempt("resume", by=REP, clock=clock, at=self.ago(ago))

    @rule(clock=st.sampled_from(("answer", "ruled", "own", "again")), ago=AGO)
    def reset(self, clock: str, ago: int) -> None:
        self.attempt("reset_clock", clock, by=REP, reason="wrong brief", at=self.ago(ago))

    @rule()
    def recompute(self) -> None:
        """Nothing has changed since: nothing is to be written."""
        version = self.desk.lead.version
        self.attempt("recompute", by=REP, reason="to be sure")
        assert self.desk.lead.version == version

    def ago(self, hours: int) -> datetime:
        return self.desk.time - timedelta(hours=hours)

    @invariant()
    def every_clock_keeps_its_word(self) -> None:
        lead = self.desk.lead
        assert replay(self.desk.engine.history(lead.id)) == lead
        names = [clock.name for clock in lead.running]
        assert len(names) == len(set(names)), "a clock runs twice"
        for record in self.desk.engine.clocks(lead):
            keeps_its_word(record.state)
            assert record.used(self.desk.time) >= timedelta()
            assert record.clock is not None and isinstance(record.clock.within, Span)
            ended = [(one.since, one.until) for one in record.pauses if one.until is not None]
            assert record.due_at == deadline(record.clock.within, record.started_at, OFFICE, ended)

    @invariant()
    def no_level_is_reached_twice_or_before_it_is_due(self) -> None:
        reached = [one for one in self.desk.engine.history(self.desk.id) if isinstance(one, LevelReached)]
        counts = Counter((one.clock, one.level) for one in reached)
        assert not counts or max(counts.values()) == 1
        assert all(one.due_at <= one.occurred_at <= one.recorded_at for one in reached)


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
