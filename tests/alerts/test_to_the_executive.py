"""Tell the CMO of every rejection of a content-syndication lead: from the step to the notifier."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leadlife import (
    SALES,
    Actor,
    Alert,
    CallbackNotifier,
    Role,
    about,
    event,
    facts,
    judged,
    open_engine,
    reaching,
)
from leadlife.effects import Notify
from leadlife.people import MARKETING
from leadlife.ports import LeadStore
from tests.alerts.telling import names, told, watched
from tests.lives import MONDAY, REACHABLE, READY, REP, SDR, Facts, World

CMO = Role(MARKETING, "chief")
f = facts(Facts)

REJECTIONS = Alert(
    name="syndication rejected",
    on="reject",
    to=CMO,
    where=about.source.is_("content-syndication"),
    channel="mail",
)


def test_every_rejection_of_a_syndicated_lead_reaches_the_cmo_once(store: LeadStore) -> None:
    mails: list[Notify] = []
    engine = open_engine(
        store,
        watched(REJECTIONS),
        now=lambda: MONDAY,
        notifiers={"mail": CallbackNotifier(mails.append)},
    )
    rejected = []
    for source in ("content-syndication", "webcast"):
        for reason in ("wrong_person", "duplicate"):
            lead = engine.capture(by=SDR, source=source, told=REACHABLE)
            engine.move(lead.id, "engage", by=SDR)
            engine.observe(lead.id, READY, by=SDR, via="call")
            engine.move(lead.id, "qualify", by=SDR)
            engine.move(lead.id, "hand_off", by=SDR, to=REP)
            engine.move(lead.id, "reject", by=REP, reason=reason, comment="he is an intern")
            rejected.append(lead.id)
    engine.deliver()
    engine.deliver()
    mail, second = mails
    assert second.lead == rejected[1]
    assert (mail.lead, mail.to, mail.channel) == (rejected[0], CMO, "mail")
    assert mail.text == f"Lead {rejected[0]}: reject from handed_off to evaluating, reason wrong_person"
    assert dict(mail.data) == {
        "event": "moved",
        "at": MONDAY.isoformat(),
        "by": REP.id,
        "team": "sales",
        "move": "reject",
        "from": "handed_off",
        "to": "evaluating",
        "stage": "evaluating",
        "reason": "wrong_person",
        "source": "content-syndication",
    }
    engine.close()


def test_nothing_that_was_told_of_the_person_is_in_a_notice() -> None:
    everything = Alert(name="all", on=("reject", "engage", "qualify"), to=CMO)
    world = World(watched(everything))
    lead = world.handed_off()
    world.engine.move(lead.id, "reject", by=REP, reason="other", comment="Kim is on leave")
    assert names(world) == ["all"] * 3
    for notice in told(world):
        said = " ".join((notice.text, *notice.data.values()))
        for secret in ("kim", "Kim", "example.com", "month end"):
            assert secret not in said


def test_the_first_rule_that_is_met_says_whom_and_nobody_is_told_where_none_is() -> None:
    boss, chief = Role(SALES, "manager"), Actor("kim", MARKETING)
    by_rule = ((event.reason.is_("competitor"), chief), (about.source.is_("webcast"), boss))
    world = World(watched(Alert(name="lost", on=("reject", "lose"), to=by_rule)))
    for source in ("webcast", "fair"):
        lead = world.handed_off(source=source)
        world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern")
    sql = world.sql()
    world.engine.move(sql.id, "lose", by=REP, reason="competitor", comment="Initech")
    assert [notice.to for notice in told(world)] == [boss, chief]


def test_an_unknown_fact_alerts_nobody_until_it_is_known() -> None:
    alert = Alert(name="big", on="reject", to=CMO, where=f.seats >= 1000)
    world = World(watched(alert))
    lead = world.handed_off()
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern")
    assert told(world) == []
    big = world.handed_off()
    world.engine.observe(big.id, Facts(seats=2000), by=SDR)
    world.engine.move(big.id, "reject", by=REP, reason="wrong_person", comment="an intern")
    assert [notice.lead for notice in told(world)] == [big.id]


@judged("looks bad", reads=(f.pain,))
def looks_bad(pain: str) -> bool:
    raise ValueError(f"cannot read {pain}")


def test_a_rule_that_fails_loses_neither_the_step_nor_the_alert(
    store: LeadStore, caplog: pytest.LogCaptureFixture
) -> None:
    fails = Alert(name="fails", on=("reject", "lapse"), to=((looks_bad, CMO), (about.cycle >= 0, SALES)))
    world = World(watched(fails), store)
    lead = world.handed_off()
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern")
    assert world.engine.get(lead.id).stage == "evaluating"
    (notice,) = told(world)
    assert (notice.to, notice.data["failed"]) == (CMO, "ValueError")
    assert "a rule of the alert fails failed: ValueError" in notice.text
    assert f"failed on event {lead.id}:" in caplog.text and "month end" not in caplog.text + notice.text

    late = world.handed_off()
    world.wait(days=7)
    done = world.engine.tick()
    assert done.failed == 0 and world.engine.get(late.id).stage == "evaluating"
    assert [notice.data["move"] for notice in told(world)] == ["reject", "lapse"]
    world.engine.close()


def test_of_several_events_of_one_step_each_is_judged_on_the_lead_as_it_stood_after_it() -> None:
    waits = about.stage.is_("handed_off")
    gone = Alert(name="gone", on="lapse", to=SALES, where=waits)
    still = Alert(name="still", on="lapse", to=SALES, where=about.stage.is_("evaluating"))
    reached = Alert(name="reached", on=reaching("accept", "lapse"), to=SALES, where=waits)
    world = World(watched(gone, still, reached))
    lead = world.handed_off()
    world.wait(days=7)
    world.engine.tick()
    assert world.engine.get(lead.id).stage == "evaluating"
    assert names(world) == ["reached", "still"]


def test_told_late_it_is_told_all_the_same_and_says_when_it_was() -> None:
    world = World(watched(Alert(name="rejected", on="reject", to=CMO)))
    lead = world.handed_off()
    world.wait(days=1)
    at = world.time - timedelta(hours=3)
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="an intern", at=at)
    (notice,) = told(world)
    assert notice.data["at"] == at.isoformat()
