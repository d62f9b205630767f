"""Each thing that an alert can watch: what sets it off, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest

from leadlife import (
    MARKETING,
    OWNER,
    SALES,
    Actor,
    Alert,
    Capture,
    Entry,
    Matching,
    Queue,
    assigned,
    captured,
    entering,
    erasing,
    event,
    leaving,
    making,
    merging,
    reaching,
    reply,
    rescheduling,
    telling,
    touch,
)
from leadlife.events import ClocksChanged
from leadlife.policy.watch import Watch
from tests.alerts.telling import names, told, watched
from tests.lives import BOSS, MONDAY, OTHER_REP, REACHABLE, READY, REP, SDR, Facts, World

Act = Callable[[World], object]


def seeing(*watches: Watch | str) -> World:
    return World(watched(Alert(name="seen", on=watches, to=SALES)))


def rejected(world: World) -> None:
    lead = world.handed_off()
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern")


def queried(world: World) -> None:
    world.engine.move(world.handed_off().id, "query", by=REP, comment="the budget?")


def contact(kind: str, *, human: bool = True, inbound: bool = False) -> Act:
    return lambda world: world.engine.touch(world.raw().id, kind, by=REP, human=human, inbound=inbound)


def given(to: Actor | Queue) -> Act:
    return lambda world: world.engine.assign(world.handed_off().id, to, by=BOSS)


def later(act: Act, **span: float) -> Act:
    def acts(world: World) -> None:
        act(world)
        world.wait(**span)
        world.engine.tick()

    return acts


def held(world: World) -> None:
    lead = world.handed_off()
    world.engine.hold(lead.id, by=BOSS, reason="fair")
    world.engine.resume(lead.id, by=BOSS)


def merged(world: World) -> None:
    world.engine.merge(world.raw().id, into=world.raw().id, by=SDR)


def erased(world: World) -> None:
    world.engine.erase(world.raw().id, by=SDR)


CASES: dict[str, tuple[Watch | str, Act, int]] = {
    "a move by name": ("reject", rejected, 1),
    "another move": ("accept", rejected, 0),
    "making one of several": (making("accept", "reject"), rejected, 1),
    "entering": (entering("evaluating"), rejected, 1),
    "entering, by capture": (entering("raw"), World.raw, 1),
    "leaving": (leaving("handed_off"), rejected, 1),
    "leaving, on the way": (leaving("mql"), rejected, 1),
    "a self-move enters nothing": (entering("handed_off"), queried, 1),
    "a self-move leaves nothing": (leaving("handed_off"), queried, 0),
    "a self-move is made": (making("query"), queried, 1),
    "any touch": (touch(), contact("call"), 1),
    "a touch of the kind": (touch("call"), contact("call"), 1),
    "a touch of another kind": (touch("call"), contact("email"), 0),
    "a machine touches nobody": (touch(), contact("email", human=False), 0),
    "what comes in is no touch": (touch(), contact("call", inbound=True), 0),
    "a reply": (reply("email"), contact("email", inbound=True), 1),
    "an auto-reply": (reply(), contact("email", human=False, inbound=True), 0),
    "an owner by a move": (assigned(), World.handed_off, 1),
    "an owner by assignment": (assigned(), given(OTHER_REP), 2),
    "a queue is no owner": (assigned(), given(Queue("dach")), 1),
    "an owner at capture": (assigned(), lambda world: world.engine.capture(by=SDR, owner=REP), 1),
    "captured": (captured(), World.raw, 1),
    "anything told": (telling(), World.mql, 2),
    "the fact told": (telling("pain_severity"), World.mql, 1),
    "told again": (
        telling("pain_severity"),
        lambda w: w.engine.observe(w.mql().id, READY, by=SDR, via="call"),
        2,
    ),
    "two facts at once": (telling("pain", "pain_severity"), World.mql, 1),
    "told at capture": (telling("email"), World.raw, 1),
    "another fact told": (telling("budget_status"), World.mql, 0),
    "a level": (reaching("accept", "breach"), later(World.handed_off, days=2), 1),
    "any level": (reaching("accept"), later(World.handed_off, days=7), 3),
    "another level": (reaching("accept", "lapse"), later(World.handed_off, days=2), 0),
    "another clock": (reaching("work"), later(World.handed_off, days=7), 0),
    "holding clocks": (rescheduling(), held, 2),
    "merging, once": (merging(), merged, 1),
    "erasing": (erasing(), erased, 1),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_watched_is_told_as_often_as_it_happens(case: str) -> None:
    watch, act, times = CASES[case]
    world = seeing(watch)
    act(world)
    assert names(world) == ["seen"] * times


def test_one_event_is_told_once_by_an_alert_however_many_of_its_watches_see_it() -> None:
    world = seeing("reject", entering("evaluating"), leaving("handed_off"), making("reject"))
    rejected(world)
    assert names(world) == ["seen"]


def test_several_alerts_see_one_event_in_the_order_of_the_policy() -> None:
    watching = [Alert(name=name, on=captured(), to=SALES) for name in ("b", "a", "c")]
    world = World(watched(*watching))
    world.raw()
    assert names(world) == ["b", "a", "c"]


ANYTHING: tuple[Watch | str, ...] = (
    *(entering(stage.name) for stage in watched().stages),
    *(leaving(stage.name) for stage in watched().stages),
    *(move.name for move in watched().moves),
    *(reaching(clock.name) for clock in watched().clocks),
    captured(),
    telling(),
    touch(),
    reply(),
    assigned(),
    rescheduling(),
    merging(),
    erasing(),
)


def test_what_is_recorded_of_another_system_alerts_nobody() -> None:
    world = seeing(*ANYTHING)
    engine, march = world.engine, MONDAY - timedelta(days=200)
    recorded = Capture(by=SDR, key="crm-1", told=REACHABLE, owner=REP, at=march, recorded=True)
    lead = engine.execute(None, recorded)
    entries = [
        Entry("mql", march + timedelta(days=2)),
        Entry("lost", march + timedelta(days=9), "competitor"),
    ]
    engine.backfill(lead.id, entries, by=SDR, told=READY, owner=OTHER_REP)
    again = Capture(by=SDR, key="crm-1", told=Facts(seats=9), recorded=True)
    engine.execute(None, again)
    with engine.batch() as batch:
        batch.execute(None, Capture(by=SDR, key="crm-2", told=REACHABLE, at=march, recorded=True))
    assert engine.find("crm-1").values["seats"] == 9  # type: ignore[union-attr]
    assert told(world) == []
    engine.observe(lead.id, Facts(seats=10), by=SDR)
    assert names(world) == ["seen"]


def test_each_step_of_a_batch_is_told() -> None:
    world = seeing(captured(), "engage", entering("mrl"))
    with world.engine.batch() as batch:
        for number in range(3):
            lead = batch.capture(by=SDR, key=f"row-{number}", told=REACHABLE)
            batch.move(lead.id, "engage", by=SDR)
    assert [(one.data["event"], one.data["stage"]) for one in told(world)] == [
        ("captured", "raw"),
        ("moved", "mrl"),
    ] * 3


@pytest.mark.parametrize("then", ["mark", "merge"])
def test_a_recorded_duplicate_alerts_nobody_either(then: Literal["mark", "merge"]) -> None:
    policy = watched(
        Alert(name="seen", on=ANYTHING, to=SALES), matching=(Matching(facts=("email",), then=then),)
    )
    world = World(policy)
    march = MONDAY - timedelta(days=200)
    for key in ("crm-1", "crm-2"):
        command = Capture(by=SDR, key=key, told=REACHABLE, at=march, recorded=True)
        world.engine.execute(None, command)
    assert len(list(world.engine.leads())) == (2 if then == "mark" else 1)
    assert told(world) == []


def test_what_people_say_in_their_own_words_is_in_no_notice() -> None:
    world = seeing(rescheduling(), assigned())
    lead = world.handed_off()
    world.engine.hold(lead.id, by=BOSS, reason="Kim's wedding")
    world.engine.assign(lead.id, OTHER_REP, by=BOSS, reason="Kim asked for her")
    assert names(world) == ["seen"] * 3
    assert not any("Kim" in str(notice) for notice in told(world))


def test_a_clock_that_the_policy_did_away_with_was_rescheduled_by_nobody() -> None:
    world = World()
    world.handed_off()
    policy = watched(Alert(name="seen", on=rescheduling(), to=SALES), version="2").without_clock("hot_touch")
    policy = policy.without_clock("first_touch")
    world.wait(days=2)
    later = World(policy, world.engine.store)
    later.go(world.time)
    later.engine.tick()
    (lead,) = later.engine.leads()
    changes = [one.change for one in later.engine.history(lead.id) if isinstance(one, ClocksChanged)]
    assert changes == ["cancelled"] and told(later) == []


def test_resent_commands_tell_nothing_twice() -> None:
    world = seeing(captured(), telling())
    for _ in range(3):
        world.engine.capture(by=SDR, key="form-1", told=REACHABLE)
    assert names(world) == ["seen"]
    lead = world.engine.find("form-1")
    assert lead is not None
    for _ in range(3):
        world.engine.observe(lead.id, READY, by=SDR, command_id="call-7")
    assert names(world) == ["seen"] * 2


def test_the_notices_of_an_erased_lead_that_were_not_sent_are_gone_but_the_one_of_the_erasure() -> None:
    world = seeing(captured(), erasing())
    erased(world)
    (notice,) = told(world, "pending")
    assert notice.data["event"] == "erased"


def test_the_owner_is_told_and_where_there_is_none_sales() -> None:
    world = World(watched(Alert(name="told", on=telling("seats"), to=OWNER)))
    for lead in (world.raw(), world.handed_off()):
        world.engine.observe(lead.id, Facts(seats=9), by=SDR)
    assert [notice.to for notice in told(world)] == [SALES, REP]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (event.kind.is_("moved"), True),
        (event.from_stage.is_("handed_off") & event.to_stage.is_("evaluating"), True),
        (event.by.is_("rep-7") & event.team.is_("sales"), True),
        (event.team.is_(MARKETING), False),
        (event.role.known, False),
        (event.implied.is_(False), True),
        (event.touch.known, False),
        (event.clock.is_("accept"), False),
        (~event.clock.is_("accept"), False),  # a move has no clock: unknown, not another one
        (event.reason.matches("wrong_.*", ignore_case=False), True),
    ],
)
def test_an_event_is_what_it_is_and_the_rest_is_unknown(rule: object, fits: bool) -> None:
    world = World(watched(Alert(name="seen", on="reject", to=SALES, where=rule)))  # type: ignore[arg-type]
    rejected(world)
    assert names(world) == ["seen"] * fits


def test_levels_and_contacts_are_seen_with_what_they_have() -> None:
    late = event.clock.is_("accept") & event.level.is_("breach")
    call = event.touch.is_("call") & event.inbound.is_(True)
    alerts = [
        Alert(name="late", on=reaching("accept"), to=SALES, where=late),
        Alert(name="call", on=reply(), to=SALES, where=call),
    ]
    world = World(watched(*alerts))
    lead = world.handed_off()
    world.engine.touch(lead.id, "email", by=REP, inbound=True)
    world.engine.touch(lead.id, "call", by=REP, inbound=True)
    world.wait(days=7)
    world.engine.tick()
    assert names(world) == ["call", "late"]
