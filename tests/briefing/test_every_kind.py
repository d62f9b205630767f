"""A brief of every kind of lead: closed, erased, merged, recorded from elsewhere, at every stage."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from leadlife import (
    Brief,
    Entry,
    Fact,
    Matching,
    Policy,
    UnknownLead,
    fact,
    standard_policy,
)
from leadlife.briefing import Ground
from leadlife.briefing import brief as briefed
from leadlife.lifecycle import Lifecycle
from leadlife.rules import Truth
from tests.lives import BOSS, MONDAY, OTHER_REP, REACHABLE, REP, SDR, Facts, World, standard
from tests.migration.versions import renamed, version


def ground(brief: Brief, name: str) -> Ground:
    return next(one for one in brief.grounds if one.name == name)


def test_a_brief_changes_nothing(world: World) -> None:
    lead = world.handed_off()
    before = (world.engine.get(lead.id), len(world.engine.history(lead.id)))
    waiting = len(world.engine.store.outbox(state="pending"))
    world.engine.brief(lead.id)
    assert (world.engine.get(lead.id), len(world.engine.history(lead.id))) == before
    assert len(world.engine.store.outbox(state="pending")) == waiting


def test_a_lead_as_it_was_is_told_as_it_was(world: World) -> None:
    lead = world.handed_off()
    world.engine.move(lead.id, "reject", by=REP, reason="wrong_person", comment="left in May")
    brief = world.engine.brief(lead)
    assert (brief.stage, brief.setbacks) == ("handed_off", ())
    assert brief.arrival is not None and brief.arrival.move == "hand_off"


def test_of_an_erased_lead_nothing_personal_is_told(world: World) -> None:
    lead = world.evaluating()
    world.engine.observe(lead.id, Facts(name="Kim Vogt", phone="+49 30 1234"), by=SDR)
    erased = world.engine.erase(lead.id, by=SDR)
    brief = world.engine.brief(erased)
    for view in (str(brief), brief.html(), brief.markdown(), repr(brief.data())):
        for secret in ("Kim", "kim@example.com", "1234", "month end", "see the call"):
            assert secret not in view
    assert "erased" in str(brief)
    assert brief.erased_at == MONDAY
    assert [one.reason for one in brief.setbacks] == ["missing_information"]


def test_what_is_personal_by_now_is_not_told_of_a_lead_that_was_erased_before(world: World) -> None:
    class Stricter(Facts):
        company: Fact[str] = fact(personal=True, lasting=True)

    lead = world.engine.observe(world.handed_off().id, Facts(company="Nordwind GmbH"), by=SDR)
    erased = world.engine.erase(lead.id, by=SDR)
    assert "Nordwind" in str(world.engine.brief(erased))
    policy: Policy[Stricter] = standard_policy(Stricter, name="acme", version="2")
    later = briefed(Lifecycle(policy), erased.typed(Stricter), now=world.time)
    assert "Nordwind" not in str(later)


def test_nobody_works_on_a_lead_that_was_erased(world: World) -> None:
    lead, other = world.handed_off("crm:1"), world.handed_off("crm:2")
    seen = briefed(Lifecycle(world.policy), lead, now=world.time, account=[other])
    assert [one.lead for one in seen.others] == [other.id]
    gone = world.engine.erase(other.id, by=SDR)
    assert briefed(Lifecycle(world.policy), lead, now=world.time, account=[gone]).others == ()


def test_a_lead_that_was_merged_says_where_it_lives_on(world: World) -> None:
    first, second = world.handed_off("crm:1"), world.raw("crm:2")
    survivor = world.engine.merge(second.id, into=first.id, by=SDR)
    gone = world.engine.brief(world.engine.get(second.id, merged=True))
    assert (gone.merged_into, gone.moves, gone.questions) == (first.id, (), ())
    assert f"it went up in lead {first.id}" in str(gone)
    assert world.engine.brief(survivor).absorbed == (second.id,)
    assert f"took in {second.id}" in " ".join(str(world.engine.brief(survivor)).split())


def test_the_setbacks_of_a_lead_that_was_merged_into_it_are_told(world: World) -> None:
    second, first = world.raw("crm:2"), world.evaluating()
    world.wait(hours=1)
    own = world.engine.move(second.id, "nurture", by=SDR, reason="not_sales_ready")
    world.wait(hours=1)
    brief = world.engine.brief(world.engine.merge(first.id, into=own.id, by=SDR))
    assert [(one.reason, one.owner) for one in brief.setbacks] == [
        ("not_sales_ready", None),
        ("missing_information", REP),
    ]
    assert brief.setbacks[1].at < brief.setbacks[0].at and brief.setbacks[1].comment is None


def test_a_lead_that_may_be_a_duplicate_says_of_which() -> None:
    world = World(standard().replace(matching=(Matching(facts=("email",), then="mark"),)))
    first, second = world.raw("crm:1"), world.raw("crm:2")
    brief = world.engine.brief(second)
    assert brief.resembles == (first.id,)
    text = " ".join(str(brief).split())
    assert f"may be a duplicate of {first.id}" in text
    assert "duplicate yes" in text


def test_a_backfilled_lead_is_measured_by_the_class_it_is_in(world: World) -> None:
    lead = world.engine.capture(by=SDR, told=REACHABLE, at=MONDAY - timedelta(days=90))
    entries = [Entry("sal", MONDAY - timedelta(days=80))]
    brief = world.engine.brief(world.engine.backfill(lead.id, entries, by=SDR, owner=REP))
    assert brief.arrival is None
    assert ground(brief, "contactable").of == ("MRL", "MQL", "SAL")
    assert ground(brief, "pain").truth is Truth.UNKNOWN
    assert ground(brief, "pain").unknown == ("pain", "pain severity")


def test_a_lead_at_every_stage_has_a_brief(world: World) -> None:
    lives = [world.raw(), world.mql(), world.handed_off(), world.sal(), world.sql(), world.evaluating()]
    lives.append(world.engine.move(world.sql().id, "lose", by=REP, reason="price"))
    lives.append(world.engine.move(world.evaluating().id, "recycle", by=SDR))
    lives.append(world.engine.move(world.handed_off().id, "re_route", by=BOSS, to=OTHER_REP))
    for lead in lives:
        brief = world.engine.brief(lead)
        assert brief.stage == lead.stage
        assert all((str(brief), brief.html(), brief.markdown(), brief.data(), repr(brief)))


def test_an_event_with_a_date_says_how_far_away_it_is(world: World) -> None:
    lead = world.raw()
    world.engine.observe(lead.id, Facts(compelling_event_on=date(2026, 12, 31)), by=SDR)
    assert "2026-12-31 (in 59 days)" in str(world.engine.brief(lead.id))


def test_an_unknown_lead_has_no_brief(world: World) -> None:
    with pytest.raises(UnknownLead):
        world.engine.brief("lead-99")


def test_a_lead_that_moved_to_another_version_keeps_its_story(world: World) -> None:
    names = {"handed_off": "offered"}
    lead = world.handed_off()
    before = world.engine.brief(lead)
    engine = version(world, renamed(standard().replace(version="2"), names))
    engine.migrate(by=SDR, stages=names)
    after = engine.brief(lead.id)
    assert (after.stage, after.policy.version) == ("offered", "2")
    assert after.arrival == before.arrival
    assert after.grounds == before.grounds
    assert [one.move for one in after.moves] == [one.move for one in before.moves]
