"""What sales reads when a lead arrives: why it qualifies and who said so, what is unknown, what was done so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from leadlife import (
    Brief,
    Entry,
    Fact,
    LeadStore,
    Matching,
    MemoryStore,
    Opportunity,
    Policy,
    SqliteStore,
    UnknownLead,
    fact,
    money,
    standard_policy,
)
from leadlife.briefing import Ground
from leadlife.briefing import brief as briefed
from leadlife.lifecycle import Lifecycle
from leadlife.rules import Truth
from tests.lives import BOSS, DEAL, MONDAY, OTHER_REP, REACHABLE, READY, REP, SDR, Facts, World, standard


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LeadStore]:
    opened: LeadStore = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "leads.db")
    yield opened
    opened.close()


@pytest.fixture
def world(store: LeadStore) -> World:
    return World(store=store)


def ground(brief: Brief, name: str) -> Ground:
    return next(one for one in brief.grounds if one.name == name)


# -- why it qualifies --------------------------------------------------------------------------------


def test_each_criterion_of_its_class_is_there_with_who_said_what_and_how_long_ago(world: World) -> None:
    lead = world.handed_off()
    world.wait(days=3)
    brief = world.engine.brief(lead.id)
    assert [one.name for one in brief.grounds] == [
        "contactable",
        "target market",
        "decision maker",
        "pain",
        "compelling event",
    ]
    assert {one.truth for one in brief.grounds} == {Truth.MET}
    said = {one.fact: one for one in ground(brief, "decision maker").facts}
    assert set(said) == {"decision_maker_role", "decision_maker_status"}
    role = said["decision_maker_role"]
    assert (role.value, role.by, role.via, role.at) == ("vp", SDR, "call", MONDAY)
    assert role.age == timedelta(days=3)


def test_a_criterion_says_which_definitions_and_moves_ask_for_it(world: World) -> None:
    brief = world.engine.brief(world.handed_off())
    assert ground(brief, "contactable").of == ("MRL", "MQL", "hand_off")
    assert ground(brief, "pain").of == ("MQL",)


def test_a_lead_that_came_no_further_is_not_measured_by_later_classes(world: World) -> None:
    raw = world.engine.brief(world.raw())
    engaged = world.engine.brief(world.engine.move(world.raw().id, "engage", by=SDR))
    assert raw.grounds == ()
    assert [one.name for one in engaged.grounds] == ["contactable", "target market"]


def test_an_answer_that_has_grown_old_is_unknown_again_with_its_question(world: World) -> None:
    lead = world.sal()
    world.wait(days=181)
    brief = world.engine.brief(lead.id)
    assert ground(brief, "pain").truth is Truth.UNKNOWN
    assert ground(brief, "contactable").truth is Truth.MET
    asked = {one.ask: one.of for one in brief.questions}
    assert asked[ground(brief, "pain").ask] == ("MQL",)


def test_a_fact_that_rules_it_out_shows_as_unmet(world: World) -> None:
    lead = world.handed_off()
    world.engine.observe(lead.id, Facts(relationship="customer"), by=REP)
    brief = world.engine.brief(lead.id)
    assert ground(brief, "target market").truth is Truth.UNMET
    assert "unmet" in str(brief)


# -- what is unknown ---------------------------------------------------------------------------------


def test_what_the_next_class_asks_for_is_a_question_with_what_would_do(world: World) -> None:
    brief = world.engine.brief(world.sal())
    by_ask = {one.ask: one for one in brief.questions}
    assert set(by_ask) == {"Who decides?", "What does it cost you today?", "What happens if you wait?"}
    assert by_ask["Who decides?"].needs == ("decision maker role: confirmed again (vp), said by sales",)
    assert by_ask["Who decides?"].of == ("confirm",)


def test_before_it_is_accepted_the_class_after_that_is_asked_about_already(world: World) -> None:
    brief = world.engine.brief(world.handed_off())
    assert {one.of for one in brief.questions} == {("confirm",)}


def test_minimum_information_that_a_next_move_requires_is_asked_for() -> None:
    policy = standard().with_move("hand_off", requires=("company", "pain_severity"))
    world = World(policy)
    brief = world.engine.brief(world.mql())
    missing = [one for one in brief.questions if "hand_off" in one.of]
    assert [one.needs for one in missing] == [("company: any",)]
    assert missing[0].ask is None


def test_nothing_is_asked_of_a_lead_that_is_closed(world: World) -> None:
    lead = world.engine.move(world.raw().id, "disqualify", by=SDR, reason="spam")
    assert [one.move for one in world.engine.brief(lead).moves] == ["reopen"]
    won = world.engine.move(world.sql().id, "win", by=REP, value=money(5, "EUR"))
    brief = world.engine.brief(won)
    assert (brief.moves, brief.questions) == ((), ())


# -- earlier cycles ----------------------------------------------------------------------------------


def test_earlier_cycles_are_told_with_reason_comment_and_who_owned_it(world: World) -> None:
    lead = world.evaluating()
    world.wait(days=1)
    world.engine.observe(lead.id, READY, by=SDR, via="call")
    world.engine.move(lead.id, "reheat", by=SDR)
    again = world.engine.move(lead.id, "hand_off", by=SDR, to=OTHER_REP, comment="they signed off on it")
    brief = world.engine.brief(again)
    (setback,) = brief.setbacks
    assert (setback.move, setback.reason, setback.comment) == (
        "reject",
        "missing_information",
        "see the call",
    )
    assert (setback.by, setback.owner, brief.owner, brief.cycle) == (REP, REP, OTHER_REP, 1)
    assert brief.arrival is not None
    assert (brief.arrival.move, brief.arrival.by, brief.arrival.comment) == (
        "hand_off",
        SDR,
        "they signed off on it",
    )
    text = " ".join(str(brief).split())
    assert "came here handed off by sdr-3 (marketing), Tue 2026-11-03 09:00" in text
    assert "said then “they signed off on it”" in text
    assert "missing_information: “see the call”, owned by rep-7 (sales)" in text


def test_a_stay_that_another_system_told_of_has_no_move_that_began_it(world: World) -> None:
    lead = world.sal()
    world.wait(days=3)
    told = world.engine.backfill(lead.id, [Entry("sql", MONDAY + timedelta(days=1))], by=SDR)
    assert told.stage == "sql"
    assert world.engine.brief(told).arrival is None


def test_what_it_qualified_on_before_it_came_back_is_no_ground_any_more(world: World) -> None:
    resting = world.engine.move(world.evaluating().id, "recycle", by=SDR)
    brief = world.engine.brief(resting)
    assert brief.grounds == ()
    assert [one.move for one in brief.setbacks] == ["recycle", "reject"]  # the newest first


def test_what_was_told_before_it_came_back_is_marked_until_it_is_confirmed(world: World) -> None:
    lead = world.evaluating()
    before = world.engine.brief(lead)
    pain, email = before.fact("pain"), before.fact("email")
    assert pain is not None and pain.stale
    assert email is not None and not email.stale  # it lasts
    world.wait(hours=1)
    world.engine.observe(lead.id, READY, by=SDR)
    after = world.engine.brief(lead.id).fact("pain")
    assert after is not None and not after.stale


def test_the_newest_touches_come_first_and_are_few(world: World) -> None:
    lead = world.handed_off()
    for number in range(7):
        world.wait(hours=1)
        world.engine.touch(lead.id, f"call-{number}", by=REP, inbound=number == 2)
    brief = world.engine.brief(lead.id)
    assert [one.kind for one in brief.touches] == ["call-6", "call-5", "call-4", "call-3", "call-2"]
    assert (brief.touched, [one.kind for one in brief.replies]) == (7, ["call-2"])
    assert "The last 5 of 7." in str(brief)


def test_an_auto_reply_is_no_reply(world: World) -> None:
    lead = world.handed_off()
    world.engine.touch(lead.id, "email", by=REP, inbound=True, human=False)
    brief = world.engine.brief(lead.id)
    assert (brief.touched, brief.replies) == (1, ())
    assert "They have not replied so far." in str(brief)


# -- the account -------------------------------------------------------------------------------------


def test_other_leads_of_the_account_are_there_while_they_are_open(world: World) -> None:
    engine = world.engine
    ids = [engine.capture(by=SDR, account="acc-9", told=REACHABLE).id for _ in range(3)]
    engine.capture(by=SDR, account="acc-8", told=REACHABLE)
    engine.move(ids[2], "disqualify", by=SDR, reason="spam")
    engine.move(ids[1], "self_source", by=REP)
    engine.observe(ids[1], READY, by=REP)
    deal = Opportunity("opp-1", money(9, "EUR"), MONDAY)
    engine.move(ids[1], "confirm", by=REP, opportunity=deal)
    brief = engine.brief(ids[0])
    (other,) = brief.others
    assert (other.lead, other.stage, other.owner, other.ref, other.value) == (
        ids[1],
        "sql",
        REP,
        "opp-1",
        money(9, "EUR"),
    )


def test_its_own_opportunity_is_there(world: World) -> None:
    brief = world.engine.brief(world.sql())
    assert brief.opportunity is not None
    assert (brief.opportunity.ref, brief.opportunity.closes_at) == (DEAL.ref, DEAL.closes_at)
    assert DEAL.ref in str(brief)


# -- moves -------------------------------------------------------------------------------------------


def test_next_moves_are_those_of_people_with_what_each_asks_for(world: World) -> None:
    brief = world.engine.brief(world.handed_off())
    moves = {one.move: one for one in brief.moves}
    assert list(moves) == ["accept", "query", "reject", "re_route", "disqualify"]  # no lapse: the system's
    assert (moves["accept"].guard, moves["accept"].truth, moves["accept"].asks) == ("SAL", Truth.MET, ())
    assert moves["reject"].asks == ("a reason", "a comment")
    assert "missing_information" in moves["reject"].reasons


def test_a_move_that_waits_for_the_rest_says_so(world: World) -> None:
    lead = world.engine.move(world.raw().id, "nurture", by=SDR, reason="not_sales_ready")
    brief = world.engine.brief(lead)
    (wake,) = (one for one in brief.moves if one.move == "wake")
    assert wake.asks == ("the rest to be over, unless raised a hand",)
    assert brief.rests_until == lead.cool_down_until
    world.wait(days=91)
    (later,) = (one for one in world.engine.brief(lead).moves if one.move == "wake")
    assert later.asks == ()


# -- every kind of lead ------------------------------------------------------------------------------


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


def test_a_lead_that_was_merged_says_where_it_lives_on(world: World) -> None:
    first, second = world.handed_off("crm:1"), world.raw("crm:2")
    survivor = world.engine.merge(second.id, into=first.id, by=SDR)
    gone = world.engine.brief(world.engine.get(second.id, merged=True))
    assert (gone.merged_into, gone.moves, gone.questions) == (first.id, (), ())
    assert f"it went up in lead {first.id}" in str(gone)
    assert world.engine.brief(survivor).absorbed == (second.id,)
    assert f"took in {second.id}" in " ".join(str(world.engine.brief(survivor)).split())


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
