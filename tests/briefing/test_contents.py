"""What sales reads when a lead arrives: why it qualifies and who said so, what is unknown, what was done so far."""

from __future__ import annotations

from datetime import timedelta

from leadlife import (
    Brief,
    Entry,
    Opportunity,
    money,
)
from leadlife.briefing import Ground
from leadlife.rules import Truth
from tests.lives import DEAL, MONDAY, OTHER_REP, REACHABLE, READY, REP, SDR, Facts, World, standard


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
