"""Duplicates at capture: who is taken for whom, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadlife import (
    Capture,
    Conflict,
    LeadFilter,
    LeadStore,
    Lifecycle,
    Matching,
    MemoryStore,
    Refused,
    about,
    open_engine,
)
from leadlife.policy.matching import Then
from tests.lives import SDR, Facts, World, standard
from tests.records.doubles import MAIL, capture, every, merging, world_with

# -- what happens ----------------------------------------------------------------------------------------


def test_merge_gives_the_earlier_lead_and_both_keys_lead_to_it(store: LeadStore) -> None:
    world = world_with(store, merging())
    first = capture(world, "web:1")
    world.wait(hours=1)
    lead = capture(world, "fair:7", email="  kim@example.COM", country="DE")

    assert (lead.id, lead.key, lead.facts.country) == (first.id, "web:1", "DE")
    assert len(every(world)) == 2 and len(list(world.engine.leads())) == 1
    other = world.engine.get(lead.absorbed[0], merged=True)
    assert (other.key, other.merged_into, other.running) == ("fair:7", first.id, ())
    assert capture(world, "fair:7").id == capture(world, "web:1").id == first.id
    assert len(every(world)) == 2, "found again by its key, and not captured"
    for id in every(world):
        store.verify(id)


def test_mark_says_of_whom_it_is_a_duplicate(store: LeadStore) -> None:
    world = world_with(store, Matching(facts=("email",), then="mark"))
    first = capture(world, "a")
    world.wait(hours=1)
    second = capture(world, "b")
    world.wait(hours=1)
    third = capture(world, "c")
    assert (first.facts.duplicate, first.resembles) == (None, ())
    assert (second.facts.duplicate, second.resembles) == (True, (first.id,))
    assert third.resembles == (first.id,), "the earliest is the one that is resembled"
    assert capture(world, "d", duplicate=False).facts.duplicate is False, "whoever captures knows better"

    lead = world.engine.merge(first.id, into=second.id, by=SDR)
    assert lead.facts.duplicate is False, "what it was a duplicate of is part of it"


def test_refuse_names_the_lead_that_is_there_and_writes_nothing(store: LeadStore) -> None:
    world = world_with(store, Matching(facts=("email",), then="refuse"))
    first = capture(world, "a")
    with pytest.raises(Refused, match=f"a duplicate of lead {first.id}: same email") as refused:
        capture(world, "b")
    assert MAIL.casefold() not in str(refused.value).casefold()
    assert every(world) == [first.id]
    assert world.engine.find("b") is None


def test_a_fact_that_is_unknown_agrees_with_nothing(store: LeadStore) -> None:
    world = world_with(store, Matching(facts=("email", "offer"), then="merge"))
    capture(world, "a")
    capture(world, "b")
    assert len(list(world.engine.leads())) == 2
    capture(world, "c", offer="backup")
    assert len(list(world.engine.leads())) == 3
    assert capture(world, "d", offer=" BACKUP ").key == "c"


def test_only_an_earlier_lead_that_meets_the_rule_is_one(store: LeadStore) -> None:
    world = world_with(store, merging(where=about.stage.one_of("raw", "mrl")))
    first = capture(world, "a")
    world.engine.move(first.id, "disqualify", by=SDR, reason="inactive")
    second = capture(world, "b")
    assert second.id != first.id
    assert capture(world, "c").id == second.id


def test_the_first_matching_that_finds_a_lead_decides(store: LeadStore) -> None:
    world = world_with(
        store,
        Matching(facts=("email", "offer"), then="merge"),
        Matching(facts=("email",), then="mark"),
    )
    first = capture(world, "a", offer="backup")
    assert capture(world, "b", offer="backup").id == first.id
    third = capture(world, "c", offer="archive")
    assert third.resembles == (first.id,)


def test_leads_follow_their_facts_as_these_change(store: LeadStore) -> None:
    world = world_with(store, merging())
    first = capture(world, "a")
    world.engine.observe(first.id, Facts(email="lee@example.com"), by=SDR)
    assert capture(world, "b", email="lee@example.com").id == first.id
    assert capture(world, "c").id != first.id, "that is nobody's any more"
    world.engine.observe(first.id, Facts(email=None), by=SDR)
    second = capture(world, "d", email="new@example.com")
    assert second.id != first.id


def test_a_merged_lead_is_found_by_every_address_that_either_had(store: LeadStore) -> None:
    world = world_with(store, merging())
    first, second = capture(world, "a", email="one@example.com"), capture(world, "b", email="two@example.com")
    world.engine.merge(first.id, into=second.id, by=SDR)
    assert capture(world, "c", email="one@example.com").id == second.id
    assert capture(world, "d", email="two@example.com").id == second.id


def test_leads_from_before_the_policy_matched_are_found_once_they_are_told_something(
    store: LeadStore,
) -> None:
    before = World(store=store)
    lead = capture(before, "a")
    policy = standard().replace(version="2", matching=(merging(),))
    drawn = iter(("x", "y"))
    engine = open_engine(store, policy, now=lambda: before.time, new_id=lambda: next(drawn))
    engine.touch(lead.id, "call", by=SDR)
    assert engine.capture(by=SDR, key="b", told=Facts(email=MAIL)).id == lead.id


@pytest.mark.parametrize(
    ("fact", "one", "other", "same"),
    [
        ("email", "kim@example.com", " KIM@example.com", True),
        ("email", "kim@example.com", "kim@example.org", False),
        ("email", "straße@example.com", "STRASSE@example.com", True),
        ("email", "kim@example.com", "Kim de Boer <Kim@Example.com>", True),
        ("email", "mailto:kim@example.com", "kim@example.com", True),
        ("email", "kim+fair@example.com", "kim@example.com", False),
        ("phone", "+49 (30) 1234-567", "0049 30 1234567", True),
        ("phone", "+49 30 1234567", "+49 30 1234568", False),
        ("phone", "030 1234567", "+49 30 1234567", False),
        ("name", "Kim  de  Boer", "kim de boer", True),
        ("name", "12-34", "1234", False),
    ],
)
def test_what_is_the_same(fact: str, one: str, other: str, same: bool) -> None:
    world = world_with(None, Matching(facts=(fact,), then="merge"))
    first = capture(world, "a", **({"email": None} | {fact: one}))
    assert (capture(world, "b", **({"email": None} | {fact: other})).id == first.id) is same


@pytest.mark.parametrize(
    ("fact", "placeholder"),
    [
        *(
            ("email", one)
            for one in ("n/a", "-", "unknown", "test", "none@none", "@", "a@b@c.de", "x@.com", "?")
        ),
        *(("phone", one) for one in ("n/a", "-", "unknown", "0", "0000", "tba")),
        *(("name", one) for one in ("-", "?", ".", "---")),
    ],
)
def test_what_people_write_who_have_nothing_to_write_makes_no_two_strangers_one(
    fact: str, placeholder: str
) -> None:
    world = world_with(None, Matching(facts=(fact,), then="merge"))
    first = capture(world, "a", **({"email": None} | {fact: placeholder}))
    assert capture(world, "b", **({"email": None} | {fact: placeholder})).id != first.id


def test_tokens_say_nothing_of_the_address_and_differ_from_policy_to_policy() -> None:
    def token(name: str) -> str:
        policy = standard().replace(name=name, matching=(merging(),))
        (only,) = Lifecycle(policy).tokens(capture(World(policy), "a"))
        return only

    assert token("acme") == token("acme") != token("other")
    assert re.fullmatch("[0-9a-f]{32}", token("acme"))


@settings(max_examples=50)
@given(
    captures=st.lists(
        st.tuples(st.sampled_from(("a", "b", "c", None)), st.sampled_from(("x@e.com", "y@e.com", None))),
        max_size=8,
    )
)
def test_leads_are_as_many_as_keys_and_addresses_allow(
    captures: list[tuple[str | None, str | None]],
) -> None:
    """Each capture ends at one lead; what was told by one key, or one address, ends at the same."""
    world = world_with(None, merging())
    engine = world.engine
    keys: dict[str, str] = {}
    for key, email in captures:
        fresh = key is None or key not in keys
        there = {lead.facts.email: lead.id for lead in reversed(list(engine.leads()))}
        lead = capture(world, key, email)
        if key is not None:
            assert keys.setdefault(key, lead.id) == lead.id, "a key is one lead"
        if fresh and email in there and email is not None:
            assert lead.id == there[email], "and so is an address, when it is captured"
        elif fresh and len(lead.absorbed) == 0:
            assert lead.id not in there.values()
    ids = [lead.id for lead in engine.leads(LeadFilter(merged=True))]
    assert {engine.get(id).id for id in ids} == {lead.id for lead in engine.leads()}


# -- at once, in batches, and from files -----------------------------------------------------------------


@pytest.mark.parametrize("then", ["merge", "mark", "refuse"])
def test_one_address_captured_by_many_at_once_is_one_lead(store: LeadStore, then: Then) -> None:
    """frappe/crm#361 and its kin: two requests at the same time make two leads."""
    policy = standard().replace(matching=(Matching(facts=("email",), then=then),))
    engine = open_engine(store, policy, now=World().engine.now)
    together, found, refused = Barrier(4), [], []

    def work(number: int) -> None:
        together.wait()
        for each in range(5):
            told = Facts(email=f"kim{each}@example.com")
            try:
                found.append((each, engine.capture(by=SDR, key=f"{number}:{each}", told=told)))
            except Refused:
                refused.append(each)

    run_all([Thread(target=work, args=(number,)) for number in range(4)])
    leads = list(engine.leads())
    firsts = [lead for lead in leads if not lead.resembles]
    assert len(firsts) == 5, "one for each address"
    assert len(found) + len(refused) == 20
    if then == "merge":
        assert {each: {lead.id for one, lead in found if one == each} for each in range(5)} == {
            each: {one.id for one in firsts if one.facts.email == f"kim{each}@example.com"}
            for each in range(5)
        }
        assert sorted(len(one.absorbed) for one in leads) == [3] * 5
    for lead in engine.leads(LeadFilter(merged=True)):
        store.verify(lead.id)


class Overtaken(MemoryStore):
    """Somebody else is faster, once, between the question and the commit."""

    def __init__(self) -> None:
        super().__init__()
        self.faster: Callable[[], object] | None = None

    def matching(self, tokens: Sequence[str]) -> Sequence[str]:
        found = super().matching(tokens)
        if self.faster is not None:
            does, self.faster = self.faster, None
            does()
        return found


@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("there", [False, True])
def test_whoever_is_overtaken_decides_again(batched: bool, there: bool) -> None:
    """Also where a lead with that address is known already, and is no duplicate by the rule."""
    store = Overtaken()
    world = world_with(store, merging(where=about.stage.one_of("raw")))
    if there:
        world.engine.move(capture(world, "old").id, "disqualify", by=SDR, reason="inactive")
    store.faster = lambda: capture(world, "first")
    if batched:
        with pytest.raises(Conflict, match="resembles another lead"), world.engine.batch() as batch:
            batch.capture(by=SDR, key="second", told=Facts(email=MAIL))
        assert world.engine.find("second") is None
    else:
        lead = capture(world, "second")
        assert lead.key == "first"


def test_what_another_system_recorded_decides_nothing_of_the_lead_that_it_is_taken_for(
    store: LeadStore,
) -> None:
    world = world_with(store, merging())
    first = capture(world, "a")
    told = Facts(email=MAIL, consent_email="opted_out")
    lead = world.engine.execute(None, Capture(SDR, "b", told=told, recorded=True))
    assert (lead.id, lead.stage, lead.facts.consent_email) == (first.id, "raw", "opted_out")
    lead = world.engine.capture(by=SDR, key="c", told=told)
    assert (lead.id, lead.stage) == (first.id, "disqualified")


def run_all(threads: Sequence[Thread]) -> None:
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_a_batch_takes_its_own_leads_for_duplicates(store: LeadStore) -> None:
    world = world_with(store, merging())
    with world.engine.batch("b-1") as batch:
        first = batch.capture(by=SDR, key="a", told=Facts(email=MAIL))
        second = batch.capture(by=SDR, key="b", told=Facts(email=MAIL.upper()))
        assert second.id == first.id
        batch.observe(first.id, Facts(email="new@example.com"), by=SDR)
        third = batch.capture(by=SDR, told=Facts(email="new@example.com"))
        assert third.id == first.id
    assert [lead.id for lead in world.engine.leads()] == [first.id]
    for id in every(world):
        store.verify(id)
    with world.engine.batch("b-1") as again:
        assert again.capture(by=SDR, key="a", told=Facts(email=MAIL)).id == first.id
        assert again.capture(by=SDR, key="b", told=Facts(email=MAIL.upper())).id == first.id
        again.observe(first.id, Facts(email="new@example.com"), by=SDR)
        assert again.capture(by=SDR, told=Facts(email="new@example.com")).id == first.id


def test_a_batch_that_is_sent_again_gives_each_step_its_lead(store: LeadStore) -> None:
    """Also steps without a key, of which one was merged into a lead that has none either, and one was erased."""
    world = world_with(store, merging())
    there = capture(world, None)

    def steps() -> list[str]:
        with world.engine.batch("b-1") as batch:
            found = [
                batch.capture(by=SDR, told=Facts(email=MAIL)),
                batch.capture(by=SDR, told=Facts(email="lee@example.com")),
                batch.capture(by=SDR, key="z", told=Facts(name="Zoe")),
                batch.capture(by=SDR),
            ]
            batch.erase(found[2].id, by=SDR)
            return [lead.id for lead in found]

    first = steps()
    assert first[0] == there.id and len(set(first)) == 4
    assert steps() == first
    assert len(every(world)) == 5


def test_a_capture_that_was_merged_and_is_sent_again_is_one_effect(store: LeadStore) -> None:
    world = world_with(store, merging())
    first = capture(world, "a")
    told = Facts(email=MAIL)
    lead = world.engine.capture(by=SDR, told=told, command_id="c-1")
    assert world.engine.capture(by=SDR, told=told, command_id="c-1") == lead
    assert (lead.id, len(world.engine.get(first.id).absorbed)) == (first.id, 1)


def test_a_capture_told_as_of_long_ago_is_still_taken_for_the_lead_that_is_there(store: LeadStore) -> None:
    world = world_with(store, merging())
    first = capture(world, "a")
    told = Facts(email=MAIL, country="AT")
    at = world.time - timedelta(days=30)
    lead = world.engine.capture(by=SDR, key="b", source="fair", told=told, at=at)
    assert (lead.id, lead.source, lead.facts.country) == (first.id, "fair", "AT")
