"""Diagrams: who may make a move, what has to be met, and what runs in a stage; readable whatever things are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadlife import (
    MARKETING,
    SALES,
    Clock,
    DefinitionError,
    LeadFacts,
    MemoryStore,
    Milestone,
    Policy,
    SqliteStore,
    Stage,
    Team,
    Transition,
    WorkCalendar,
    about,
    breach,
    criterion,
    entering,
    facts,
    leaving,
    notify,
    open_engine,
    standard_policy,
    touch,
    warn,
    working_days,
)
from leadlife.policy import ANY_OPEN
from leadlife.policy.diagram import mermaid
from tests.diagrams.reading import RESERVED, Read, one_line
from tests.lives import SDR, World
from tests.migration.versions import renamed

STANDARD = standard_policy(LeadFacts, name="acme", version="2026-11")
f = facts(LeadFacts)

PIECES = (
    *sorted(RESERVED),
    *("END NOTE", "direction LR", "%%{init: {}}%%", "-->", "[*]", "{", "}", '"', "#", "#35;", ";", ":", "::"),
    *("```", "*", "<b>", "<<fork>>", "\\n", "hide empty description", "--", "$$x$$", "\n", "\t", "é", "日本"),
    *("any_open", "stage1", "raw", "Scale", "%%"),
)
names = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join),
    st.text(min_size=1, max_size=12),
).filter(lambda text: text.strip() == text and text != ANY_OPEN)


@st.composite
def policies(draw: st.DrawFn) -> Policy[LeadFacts]:
    stages = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    where = st.sampled_from(stages)
    moves = draw(st.lists(names, max_size=4, unique=True))
    clocks = draw(st.lists(names, max_size=3, unique=True))
    anywhere = st.just((ANY_OPEN,))
    return Policy(
        name="p",
        version="1",
        facts=LeadFacts,
        calendar=WorkCalendar.always("UTC"),
        stages=tuple(Stage(name, None, draw(st.one_of(st.just(""), names))) for name in stages),
        moves=tuple(
            Transition(
                name=name,
                sources=draw(st.one_of(anywhere, where.map(lambda one: (one,)))),
                target=draw(where),
                by=(Team(draw(names)),),
                guard=draw(st.one_of(st.none(), names.map(lambda name: criterion(name, f.need.known)))),
            )
            for name in moves
        ),
        clocks=tuple(
            Clock(name=name, starts=entering(at), stops=leaving(at), within=working_days(2))
            for name in clocks
            for at in [draw(where)]
        ),
    )


@given(policies())
def test_whatever_things_are_called_the_diagram_reads_back_as_the_policy(policy: Policy[LeadFacts]) -> None:
    read = Read(mermaid(policy))
    labels = {one_line(stage.label or stage.name) for stage in policy.stages}
    assert labels <= set(read.states.values())
    assert not {id.casefold() for id in read.states} & RESERVED
    everywhere = any(ANY_OPEN in move.sources for move in policy.moves)
    assert len(read.states) == len(policy.stages) + everywhere
    said = " / ".join(read.arrows.values())
    for move in policy.moves:
        assert one_line(move.name) in said
        assert f"({one_line(str(move.by[0]))})" in said
        if move.guard is not None:
            assert f"[{one_line(str(move.guard))}]" in said
    noted = {line for lines in read.notes.values() for line in lines}
    assert noted == {f"{one_line(clock.name)}: 2 working days" for clock in policy.clocks}


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_stage_called_like_a_word_of_the_language_has_another_id(word: str) -> None:
    for name in (word, word.upper(), word.capitalize()):
        (id,) = Read(mermaid(small(name))).states
        assert id == "stage1"


def test_ids_of_one_kind_never_meet_those_of_another() -> None:
    anywhere = Transition(name="go", sources=(ANY_OPEN,), target="stage2", by=(SALES,))
    read = Read(mermaid(small("any_open", "not plain", "stage2", moves=(anywhere,))))
    assert read.states == {
        "any_open": "any_open",
        "stage2_": "not plain",
        "stage2": "stage2",
        "any_open_": "any open stage",
    }
    assert read.arrows["any_open_", "stage2"] == "go (sales)"


def small(*stages: str, moves: tuple[Transition, ...] = (), **changes: Any) -> Policy[LeadFacts]:
    return Policy(
        name="p",
        version="1",
        facts=LeadFacts,
        calendar=WorkCalendar.always("UTC"),
        stages=tuple(Stage(name) for name in stages),
        moves=moves,
        **changes,
    )


@given(policies())
@example(STANDARD)
def test_every_way_of_the_policy_is_drawn_and_no_other(policy: Policy[LeadFacts]) -> None:
    read = Read(mermaid(policy))
    ways = set(read.arrows) - {way for way in read.arrows if "[*]" in way}
    wanted = len(
        {
            (ANY_OPEN if ANY_OPEN in move.sources else source, move.target)
            for move in policy.moves
            for source in ([ANY_OPEN] if ANY_OPEN in move.sources else move.sources)
        }
    )
    assert len(ways) == wanted
    assert {id for way in ways for id in way} <= set(read.states)


# -- what the standard policy looks like -------------------------------------------------------------


def test_an_arrow_says_who_may_make_the_move_and_what_has_to_be_met() -> None:
    arrows = Read(mermaid(STANDARD)).arrows
    assert arrows["mrl", "mql"] == "qualify (marketing, system) [MQL]"
    assert arrows["handed_off", "sal"] == "accept (sales) [SAL]"
    assert arrows["handed_off", "evaluating"] == "reject (sales) / lapse (system)"


def test_what_may_be_done_in_any_open_stage_is_drawn_once() -> None:
    read = Read(mermaid(STANDARD))
    assert read.states["any_open"] == "any open stage"
    assert [way for way in read.arrows if way[1] == "disqualified"] == [("any_open", "disqualified")]


def test_the_clocks_of_a_stage_stand_beside_it() -> None:
    notes = Read(mermaid(STANDARD)).notes
    assert (
        "accept: 2 working days (warn at 1 working day, breach, lapse at 3 working days)"
        in notes["handed_off"]
    )
    assert "nurture: until the cool-down is over" in notes["nurture"]
    assert set(notes) == {stage for clock in STANDARD.clocks for stage in clock.scope}


def test_each_part_can_be_left_out() -> None:
    bare = Read(mermaid(STANDARD, owners=False, guards=False, clocks=False))
    assert bare.arrows["mrl", "mql"] == "qualify"
    assert bare.notes == {}
    assert Read(mermaid(STANDARD, guards=False)).arrows["mrl", "mql"] == "qualify (marketing, system)"
    assert Read(mermaid(STANDARD, owners=False)).arrows["mrl", "mql"] == "qualify [MQL]"


def test_a_guard_is_told_by_its_names_and_never_in_full() -> None:
    decided = criterion("decision maker", f.authority.is_("decides"))
    long = f.industry.one_of("steel", "paper", "glass", "shipping") & about.source.one_of("referral", "fair")
    guard = decided & f.pain.known & long
    go = Transition(name="go", sources=("a",), target="b", by=(SALES,), guard=guard)
    label = Read(mermaid(small("a", "b", moves=(go,)))).arrows["a", "b"]
    names = ("decision maker", "pain known", "a rule of its own", "the source is referral or fair")
    assert label == f"go (sales) [{' and '.join(names)}]"


def test_a_guard_that_is_a_definition_has_its_name_that_of_the_class_where_two_are_the_same() -> None:
    rule = f.pain.known
    go = Transition(name="go", sources=("a",), target="b", by=(SALES,), guard=rule)
    policy = small("a", moves=(), definitions={"told": rule, "SAL": rule})
    plain_stage = policy.replace(stages=(Stage("a"), Stage("b")), moves=(go,))
    accepted = policy.replace(stages=(Stage("a"), Stage("b", Milestone.SAL)), moves=(go,))
    assert Read(mermaid(plain_stage)).arrows["a", "b"] == "go (sales) [told]"
    assert Read(mermaid(accepted)).arrows["a", "b"] == "go (sales) [SAL]"


def test_a_clock_of_every_stage_stands_at_the_first_and_says_so() -> None:
    reply = Clock(
        name="reply",
        starts=touch("call"),
        stops=touch("email"),
        within=working_days(1),
        levels=(warn(0.5, notify(SALES)), breach(notify(MARKETING))),
    )
    policy = STANDARD.replace(clocks=(*STANDARD.clocks, reply))
    assert (
        "reply: 1 working day (warn at 50%, breach), in every open stage"
        in Read(mermaid(policy)).notes["raw"]
    )


# -- counts ------------------------------------------------------------------------------------------


def test_counts_stand_on_the_stages() -> None:
    states = Read(mermaid(STANDARD, counts={"handed_off": 12})).states
    assert states["handed_off"] == "handed off (12)"
    assert states["won"] == "won (0)"
    assert states["any_open"] == "any open stage"


def test_leads_in_a_stage_that_there_is_not_are_refused_with_what_to_do() -> None:
    with pytest.raises(
        DefinitionError, match=r"'handed_of', a stage that policy 'acme' does not have; did you mean"
    ):
        mermaid(STANDARD, counts={"handed_of": 1})


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_an_engine_counts_the_leads_of_its_store(kind: str, tmp_path: Path) -> None:
    store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "leads.db")
    world = World(store=store)
    world.raw()
    world.raw()
    world.handed_off()
    gone = world.engine.merge(world.raw().id, into=world.raw().id, by=SDR)
    assert gone.stage == "raw"
    states = Read(world.engine.diagram()).states
    assert (states["raw"], states["handed_off"], states["sal"]) == (
        "raw lead (3)",
        "handed off (1)",
        "sales-accepted lead (0)",
    )
    assert Read(world.engine.diagram(clocks=False)).notes == {}
    later = open_engine(store, renamed(world.policy.replace(version="9"), {"handed_off": "offered"}))
    assert Read(later.diagram()).states["elsewhere"] == "not in this policy: handed_off (1)"
    assert "elsewhere" not in states
    store.close()
