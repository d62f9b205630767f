"""What stages are called now, and what is refused before anything is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    Actor,
    DefinitionError,
    Engine,
    InvalidInput,
    Lead,
    LeadFilter,
    Milestone,
    Refused,
    evolve,
    working_hours,
)
from leadlife.events import Captured, Migrated, Moved
from leadlife.lead import PolicyPin
from leadlife.policy import Policy
from leadlife.reports import funnel, story
from tests.lives import DEAL, MONDAY, REP, SDR, Facts, World, standard
from tests.migration.versions import KINDS, a_store, everything, renamed, sound, version

NAMES = {"mql": "qualified", "handed_off": "offered"}
SECOND = renamed(standard().replace(version="2"), NAMES)


def two_leads(world: World) -> tuple[Lead[Facts], Lead[Facts]]:
    """One that is qualified now, and one that was."""
    mql = world.mql()
    world.wait(hours=1)
    return mql, world.sal()


def refused(engine: Engine[Facts], match: str, **asked: Any) -> None:
    """It is refused, rehearsed or not, and nothing is written."""
    before = everything(engine.store)
    for rehearse in (True, False):
        with pytest.raises((DefinitionError, InvalidInput), match=match):
            engine.migrate(**{"by": SDR, "rehearse": rehearse, **asked})
    assert everything(engine.store) == before


@KINDS
def test_a_lead_stays_where_it_is_and_its_stays_have_the_new_names(kind: str) -> None:
    with a_store(kind) as store:
        world = World(store=store)
        mql, sal = two_leads(world)
        world.wait(days=1)
        engine = version(world, SECOND)
        done = engine.migrate(by=SDR, stages=NAMES, reason="as agreed in November")
        assert dict(done.stages) == {("mql", "qualified"): 1, ("sal", "sal"): 1}
        assert dict(done.versions) == {world.policy.pin: 2}
        now = engine.get(mql.id)
        assert (now.stage, now.entered_at, now.visit.number) == ("qualified", mql.entered_at, 1)
        assert [visit.stage for visit in engine.get(sal.id).visits] == [
            "raw",
            "mrl",
            "qualified",
            "offered",
            "sal",
        ]
        event = engine.history(mql.id)[-1]
        assert isinstance(event, Migrated)
        assert (event.before, event.source, event.target) == (world.policy.pin, "mql", "qualified")
        assert (event.reason, event.policy) == ("as agreed in November", engine.policy.pin)
        for lead in store.scan():
            sound(store, lead)


def test_an_earlier_stay_keeps_a_name_that_the_new_version_has() -> None:
    world = World()
    mql, sal = two_leads(world)
    engine = version(world, standard().replace(version="2"))
    engine.migrate(by=SDR, stages={"mql": "evaluating"})
    assert engine.get(mql.id).stage == "evaluating"
    assert engine.get(sal.id).visits == sal.visits


def test_reports_of_the_new_version_count_what_was_under_the_old_names() -> None:
    world = World()
    two_leads(world)
    before = funnel(world.engine.store.scan(), world.policy, as_of=world.time).total.steps
    engine = version(world, SECOND)
    engine.migrate(by=SDR, stages=NAMES)
    assert funnel(engine.store.scan(), SECOND, as_of=world.time).total.steps == before
    assert engine.policy.stages_of(Milestone.MQL) == ("qualified",)


def test_the_story_of_a_lead_says_it() -> None:
    world = World()
    lead = world.mql()
    engine = version(world, SECOND)
    engine.migrate(by=SDR, stages=NAMES, reason="agreed")
    text = str(story(engine.get(lead.id), engine.history(lead.id), SECOND))
    assert "moved from version 1 to 2: mql is now" in text
    assert "agreed" in text


def test_earlier_stays_without_a_name_are_told_of_before_figures_miss_them() -> None:
    world = World()
    two_leads(world)
    gone = renamed(standard().replace(version="2"), {"mql": "qualified"})
    engine = version(world, gone)
    leads = LeadFilter(stage="sal")  # it was in mql, and is not any more
    for rehearse in (True, False):
        done = engine.migrate(by=SDR, where=leads, rehearse=rehearse)
        assert dict(done.unnamed) == {"mql": 1}
        assert "figures leave out: 'mql' (1 lead); name it in stages=" in str(done)
    named = engine.migrate(by=SDR, stages={"mql": "qualified"})
    assert (named.leads, dict(named.unnamed)) == (1, {})
    assert "figures" not in str(named)


def test_a_stage_that_leads_are_in_needs_a_name_and_all_of_them_are_named_at_once() -> None:
    world = World()
    world.mql()
    world.mql()
    world.handed_off()
    refused(
        version(world, SECOND),
        r"(?s)'handed_off' \(1 lead\), 'mql' \(2 leads\); nothing was written.*\{'handed_off': ..., 'mql': ...\}",
    )
    refused(version(world, SECOND), r"'mql' \(2 leads\)", stages={"handed_off": "offered"})


def test_the_answer_is_among_what_the_refusal_lists() -> None:
    world = World()
    world.mql()
    refused(
        version(world, SECOND),
        r"stages=\{'mql': ...\} \(new in this version: 'qualified', 'offered'; as before: 'raw', 'mrl', ",
    )


@pytest.mark.parametrize(
    ("stages", "match"),
    [
        (
            {"mql": "won"},
            "'mql' is open and 'won' is closed, and a migration neither closes nor opens a lead",
        ),
        ({"sal": "disqualified"}, "Name a stage that is open, and make a move"),
        ({"won": "sal"}, "'won' is closed and 'sal' is open"),
    ],
)
def test_a_name_closes_no_lead_and_opens_none(stages: dict[str, str], match: str) -> None:
    world = World()
    world.mql()
    refused(version(world, standard().replace(version="2")), match, stages=stages)


def test_closed_stages_may_be_called_by_another_closed_one() -> None:
    world = World()
    lead = world.sql()
    world.engine.move(lead.id, "win", by=REP, value=DEAL.value)
    engine = version(world, standard().replace(version="2"))
    assert engine.migrate(by=SDR, stages={"won": "lost"}, rehearse=True).leads == 1


def test_leads_of_another_policy_are_told_of() -> None:
    world = World()
    world.mql()
    other = version(world, standard().replace(name="other"))
    done = other.migrate(by=SDR)
    assert (done.leads, dict(done.elsewhere)) == (0, {"acme": 1})
    assert "1 lead lives under other policies: acme" in str(done)
    assert dict(version(world, SECOND).migrate(by=SDR, stages=NAMES).elsewhere) == {}


def test_a_filter_that_can_find_nothing_is_refused() -> None:
    world = World()
    world.mql()
    refused(
        version(world, SECOND), "did you mean 'evaluating'", stages=NAMES, where=LeadFilter(stage="evalating")
    )


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ({"stages": {"mql": "qualifed", "handed_off": "offered"}}, "did you mean 'qualified'"),
        ({"stages": {"mqll": "qualified"}}, "no version of 'acme' has such a stage; did you mean 'mql'"),
        ({"stages": ["mql"]}, "no mapping of names"),
        ({"stages": {"mql": None}}, "no mapping of names"),
        ({"clocks": "carry_over"}, "no choice; did you mean 'carry'"),
        ({"clocks": None}, "no choice"),
        ({"by": "ann"}, "is nobody"),
        ({"reason": 3}, "no text"),
        ({"old": "1"}, "no policy"),
        ({"old": standard().replace(name="other")}, "a version of another policy"),
        ({"where": "mql"}, "no filter"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_fix(asked: dict[str, Any], match: str) -> None:
    world = World()
    world.mql()
    refused(version(world, SECOND), match, **asked)


def test_only_leads_that_fit_the_filter_need_a_name_and_are_taken_over() -> None:
    world = World()
    mql, sal = two_leads(world)
    engine = version(world, SECOND)
    done = engine.migrate(by=SDR, where=LeadFilter(stage="sal"))
    assert (done.leads, engine.get(sal.id).policy, engine.get(mql.id)) == (1, SECOND.pin, mql)


def test_merged_leads_stay_as_they_are() -> None:
    world = World()
    survivor, merged = world.mql(), world.mql()
    world.engine.merge(merged.id, into=survivor.id, by=SDR)
    engine = version(world, SECOND)
    before = engine.store.load(merged.id)
    done = engine.migrate(by=SDR, stages=NAMES, where=LeadFilter(merged=True))
    assert (done.leads, done.left) == (1, 1)
    assert engine.store.load(merged.id) == before


# -- without a migration -------------------------------------------------------------------------------


def test_a_command_takes_its_lead_over_where_the_stage_is_known_and_a_sweep_too() -> None:
    world = World()
    told, swept = world.handed_off(), world.handed_off()
    shorter = standard().replace(version="2").with_clock("accept", within=working_hours(9))
    engine = version(world, shorter)
    assert engine.touch(told.id, "call", by=REP).policy == shorter.pin
    due = engine.get(swept.id).next_due
    assert due == swept.next_due  # the promise stands
    world.go(due or MONDAY)
    engine.tick()
    assert engine.get(swept.id).policy == shorter.pin
    done = engine.migrate(by=SDR)
    assert (done.leads, done.there) == (0, 2)


def test_a_command_in_a_stage_without_a_name_is_refused_and_a_sweep_goes_on_to_the_others() -> None:
    world = World()
    stuck, fine = world.mql(), world.sal()
    engine = version(world, SECOND)
    with pytest.raises(Refused, match="a stage that acme 2"):
        engine.touch(stuck.id, "call", by=REP)
    world.wait(days=30)
    swept = engine.tick()
    assert (swept.foreign, swept.levels > 0) == (1, True)
    assert engine.get(stuck.id) == stuck
    assert engine.get(fine.id).policy == SECOND.pin
    engine.migrate(by=SDR, stages=NAMES)
    world.wait(hours=1)
    assert (engine.tick().failed, engine.tick().foreign) == (0, 0)


# -- the fold ------------------------------------------------------------------------------------------

names = st.sampled_from(["a", "b", "c"])


@given(st.lists(names, max_size=6), st.dictionaries(names, names), names)
def test_visits_keep_a_number_of_their_own_whatever_becomes_one(
    way: list[str], renames: dict[str, str], target: str
) -> None:
    pin = PolicyPin("p", "1", "f")
    common: dict[str, Any] = {
        "lead": "l",
        "occurred_at": MONDAY,
        "recorded_at": MONDAY,
        "by": Actor("x", SDR.team),
    }
    lead: Lead[Any] = evolve(None, Captured(seq=1, policy=pin, stage="a", **common))
    for stage in way:
        lead = evolve(
            lead, Moved(seq=lead.version + 1, policy=pin, move="m", source=lead.stage, target=stage, **common)
        )
    event = Migrated(
        seq=lead.version + 1,
        policy=pin,
        before=pin,
        source=lead.stage,
        target=target,
        renamed=renames,
        **common,
    )
    after = evolve(lead, event)
    stays = [(visit.stage, visit.number) for visit in after.visits]
    assert len(set(stays)) == len(stays) == len(lead.visits)
    assert [stage for stage, _ in stays] == [
        *(renames.get(one.stage, one.stage) for one in lead.visits[:-1]),
        target,
    ]
    assert after.stage == target


def test_a_policy_of_another_name_is_another_policy() -> None:
    world = World()
    lead = world.mql()
    other: Policy[Facts] = standard().replace(name="partners", version="2")
    done = version(world, other).migrate(by=SDR)
    assert (done.leads, done.there, done.left) == (0, 0, 0)
    assert world.engine.get(lead.id) == lead
