"""A policy told in words: everything that is in it, and nothing else. Diagrams have tests of their own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    Clock,
    LeadFacts,
    Milestone,
    Policy,
    Reason,
    Stage,
    Transition,
    WorkCalendar,
    breach,
    entering,
    facts,
    leaving,
    notify,
    standard_policy,
    warn,
    working_days,
)
from leadlife.policy.diagram import describe, mermaid

STANDARD = standard_policy(LeadFacts, name="acme", version="2026-11", watched_sources=("referral",))

names = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() == text and "*" not in text)


@st.composite
def policies(draw: st.DrawFn) -> Policy[LeadFacts]:
    """Small policies whose names may be any text."""
    stages = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    moves = draw(st.lists(names, max_size=5, unique=True))
    where = st.sampled_from(stages)
    return Policy(
        name="p",
        version="1",
        facts=LeadFacts,
        stages=tuple(
            Stage(name, draw(st.sampled_from([None, *Milestone])), draw(st.text(max_size=8)))
            for name in stages
        ),
        moves=tuple(
            Transition(
                name=name,
                sources=tuple(draw(st.lists(where, min_size=1, max_size=3, unique=True))),
                target=draw(where),
                by=(draw(st.sampled_from([MARKETING, SALES])),),
            )
            for name in moves
        ),
        calendar=WorkCalendar.always("UTC"),
    )


def test_closed_stages_end_and_the_first_begins() -> None:
    lines = [line.strip() for line in mermaid(STANDARD).splitlines()]
    assert lines[0] == "stateDiagram-v2"
    assert "[*] --> raw" in lines
    assert [line for line in lines if line.endswith("--> [*]")] == [
        "won --> [*]",
        "lost --> [*]",
        "disqualified --> [*]",
    ]


@given(policies())
def test_words_name_every_stage_and_move(policy: Policy[LeadFacts]) -> None:
    text = " ".join(describe(policy).split())
    for name in (*(stage.name for stage in policy.stages), *(move.name for move in policy.moves)):
        assert " ".join(name.split()) in text


def test_the_standard_policy_in_words_says_all_of_it() -> None:
    text = " ".join(describe(STANDARD).split())
    for move in STANDARD.moves:
        assert all(reason.code in text for reason in move.reasons)
        assert all(str(who) in text for who in move.by)
    for clock in STANDARD.clocks:
        assert f"{clock.name} " in text
        assert all(f"· {level.name} " in text for level in clock.levels)
    assert "needs a reason; a comment the lead is not offered again to whoever held it" in text
    assert "· missing_information → reheat (may go back to the same owner)" in text
    assert "· wrong_person, bad_contact_data → reheat" in text
    assert "holds the clock accept for at most 1 working day, once a cycle" in text
    assert "only after lapsed, no_capacity or wrong_territory; at most once a cycle" in text
    assert "rejected reject, where the source is referral: tells executive sponsor" in text


def test_lines_fit_a_page() -> None:
    assert max(map(len, describe(STANDARD).splitlines())) <= 100


def test_each_criterion_is_told_once_with_its_question() -> None:
    text = describe(STANDARD)
    assert text.count("ask: How may we reach you?") == 1
    assert "  MQL " in text


def test_what_a_clock_can_have_is_told() -> None:
    f = facts(LeadFacts)
    clock = Clock(
        name="answer",
        starts=entering("new"),
        stops=leaving("new"),
        within=working_days(2),
        levels=(warn(0.8, notify(SALES)), breach(notify(MARKETING, channel="pager"))),
        where=f.industry.is_("saas"),
        pauses=f.need.is_("none"),
        per="owner",
        calendar=WorkCalendar.always("Europe/London"),
    )
    policy = Policy(
        name="p",
        version="1",
        facts=LeadFacts,
        stages=(Stage("new"), Stage("gone", Milestone.LOST)),
        moves=(
            Transition(name="go", sources=("new",), target="gone", by=(SALES,), reasons=(Reason("why"),)),
        ),
        clocks=(clock,),
        calendar=WorkCalendar("UTC", {"mon-fri": "09:00-17:00"}),
        max_cycles=1,
    )
    text = " ".join(describe(policy).split())
    for said in (
        "a lead may come back once",
        "within 2 working days, from entering new until leaving new",
        "where industry is saas; stands still while need is none; again for each owner; in a calendar of its own",
        "· warn at 80% of the time: tells sales",
        "· breach at 2 working days: tells marketing on pager",
    ):
        assert said in text
    assert "answer" not in describe(replace(policy, clocks=()))
