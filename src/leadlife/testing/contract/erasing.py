"""Erasure: the one time that stored events are rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given

from leadlife.errors import Conflict, InvalidInput
from leadlife.events import Captured, Erased, Event, Moved, Observed
from leadlife.fold import replay
from leadlife.ports import Change, LeadStore
from leadlife.testing.contract.base import (
    BRIEFLY,
    HOUR,
    MINUTE,
    POLICY,
    T0,
    ContractBase,
    assigned,
    captured,
    change,
    clock,
    everything,
    following,
    notice,
    observed,
    plain,
    put,
    put_history,
    put_new,
    reached,
)
from leadlife.testing.strategies import histories

ADDRESS = "kim.berg@example.com"


def wordless(event: Event) -> Event:
    """The event without what it says of a person."""
    changes: dict[str, Any] = {}
    match event:
        case Captured():
            changes = {"key": None, "account": None, "contact": None, "refs": {}, "told": {}}
        case Moved():
            changes = {"comment": None, "opportunity": None}
        case Observed(told=told):
            changes = {"told": dict.fromkeys(told)}
    return replace(event, **changes)


def erasure(store: LeadStore, lead: str = "lead-1", **fields: Any) -> Change:
    """The lead erased: every event of it without words, and one that says so."""
    found = store.load(lead)
    assert found is not None
    rewritten = tuple(map(wordless, store.history(lead)))
    erased = Erased(**following(found), reason="asked for")
    after = replay([*rewritten, erased])
    return Change(after, found.version, (erased,), rewritten=rewritten, **fields)


def put_person(store: LeadStore, lead: str = "lead-1", **fields: Any) -> None:
    """A lead with a key and with words."""
    new = put_new(store, lead, key=f"{lead}:{ADDRESS}", contact=ADDRESS, told={"email": ADDRESS}, **fields)
    put(store, change(new, observed(new, email=f"new.{ADDRESS}", seats=3)))


class ErasureContract(ContractBase):
    """Afterwards nothing says what was erased, everything else is as it was, and the whole still holds together."""

    @BRIEFLY
    @given(histories(policy=POLICY))
    def test_an_erased_lead_reads_as_it_was_rewritten(self, history: Sequence[Event]) -> None:
        with self.opened() as store:
            lead = put_history(store, history)
            gone = erasure(store)
            put(store, gone)
            for look in (store, self.reopen(store)):
                assert plain(look.history(lead.id)) == plain([*gone.rewritten, *gone.events])
                assert plain(look.load(lead.id)) == plain(gone.lead)
                assert lead.key is None or look.find(lead.key) is None
                look.verify(lead.id)
                if look is not store:
                    look.close()

    def test_what_comes_after_an_erasure_is_added_to_what_is_left(self) -> None:
        with self.opened() as store, self.reopened(store) as other:
            put_person(store, clocks=[clock(due=T0 + HOUR)])
            assert other.load("lead-1") == store.load("lead-1")
            lead = put(store, erasure(store))
            assert plain(other.load("lead-1")) == plain(lead)
            claim = other.claim_due("w", now=T0 + HOUR, limit=1, lease=MINUTE)[0]
            lead = put(other, change(lead, reached(lead, claim.clock, at=T0 + HOUR), fired=claim))
            lead = put(store, change(lead, observed(lead, seats=5)))
            assert ADDRESS not in str(plain([other.load("lead-1"), other.history("lead-1")]))
            assert plain(other.load("lead-1")) == plain(lead)
            other.verify("lead-1")

    def test_its_key_is_free(self) -> None:
        with self.opened() as store:
            put_person(store)
            key = f"lead-1:{ADDRESS}"
            put(store, erasure(store))
            assert store.find(key) is None
            put(store, change(None, captured("lead-2", key=key)))
            gone, third = erasure(store, "lead-2"), change(None, captured("lead-3", key=key))
            put(store, third, gone)
            with self.reopened(store) as again:
                assert again.find(key) == "lead-3"

    def test_an_erasure_may_leave_the_key_and_much_else(self) -> None:
        with self.opened() as store:
            lead = put_new(store, key="crm:1", told={"email": ADDRESS, "seats": 3})
            first = captured(key="crm:1", told={"seats": 3})
            erased = Erased(**following(lead))
            put(store, Change(replay([first, erased]), 1, (erased,), rewritten=(first,)))
            with self.reopened(store) as again:
                assert again.find("crm:1") == "lead-1"
                after = again.load("lead-1")
                assert after is not None
                assert (dict(after.values), after.contact) == ({"seats": 3}, None)

    def test_an_erasure_may_have_nothing_to_rewrite(self) -> None:
        with self.opened() as store:
            lead = put_new(store, key="crm:1")
            put(store, change(lead, Erased(**following(lead)), notices=[]))
            assert store.find("crm:1") == "lead-1"
            store.verify("lead-1")

    # -- several things in a step --------------------------------------------------------------------

    def test_two_leads_are_erased_in_one_step(self) -> None:
        with self.opened() as store:
            for lead in ("lead-1", "lead-2", "lead-3"):
                put_person(store, lead)
            put(store, erasure(store, "lead-1"), erasure(store, "lead-2"))
            with self.reopened(store) as again:
                for lead in ("lead-1", "lead-2", "lead-3"):
                    again.verify(lead)
                    said = str(plain([again.load(lead), again.history(lead)]))
                    assert (ADDRESS in said) == (lead == "lead-3")

    def test_what_a_step_told_before_it_erased_is_erased_too(self) -> None:
        with self.opened() as store:
            put_person(store)
            lead = store.load("lead-1")
            assert lead is not None
            event = observed(lead, email=ADDRESS)
            told = change(lead, event, notices=[notice(event)], matches=("e-mail:1",))
            rewritten = tuple(map(wordless, (*store.history("lead-1"), event)))
            erased = Erased(**following(told.lead))
            gone = Change(replay([*rewritten, erased]), 3, (erased,), rewritten=rewritten)
            put(store, told, gone)
            with self.reopened(store) as again:
                assert ADDRESS not in str(everything(again, ["lead-1"]))
                assert plain(again.history("lead-1")) == plain([*rewritten, erased])
                assert again.outbox(state="pending") in ([], ())
                assert list(again.matching(["e-mail:1"])) == []
                again.verify("lead-1")

    def test_a_lead_may_be_erased_in_the_step_that_captures_it(self) -> None:
        with self.opened() as store:
            new = change(None, captured(key="crm:1", told={"email": ADDRESS}))
            first, erased = wordless(new.events[0]), Erased(**following(new.lead))
            put(store, new, Change(replay([first, erased]), 1, (erased,), rewritten=(first,)))
            with self.reopened(store) as again:
                assert plain(again.history("lead-1")) == plain([first, erased])
                assert again.find("crm:1") is None
                again.verify("lead-1")

    # -- what is refused -----------------------------------------------------------------------------

    def test_a_conflict_elsewhere_in_the_step_leaves_every_word(self) -> None:
        with self.opened() as store:
            put_person(store)
            lead = put_new(store, "lead-2")
            put(store, change(lead, observed(lead, seats=1)), request="cmd-1")
            stale = change(lead, observed(lead, seats=2))
            self.refused(store, Conflict, erasure(store), stale)
            self.refused(store, Conflict, stale, erasure(store))
            assert ADDRESS in str(plain(store.history("lead-1")))

    def test_an_erasure_of_a_lead_that_has_changed_since_is_a_conflict(self) -> None:
        with self.opened() as store:
            put_person(store)
            gone = erasure(store)
            lead = store.load("lead-1")
            assert lead is not None
            put(store, change(lead, observed(lead, email=ADDRESS)))
            self.refused(store, Conflict, gone)
            put(store, erasure(store))
            self.refused(store, Conflict, gone)

    def test_an_erasure_of_a_lead_that_is_not_there_is_a_conflict(self) -> None:
        with self.opened() as store, self.opened() as elsewhere:
            put_person(elsewhere)
            self.refused(store, Conflict, erasure(elsewhere))

    def test_events_are_rewritten_in_their_words_only(self) -> None:
        with self.opened() as store:
            put_person(store)
            put_person(store, "lead-2")
            good = erasure(store)
            first, second = good.rewritten
            lead = good.lead
            for bad in (
                replace(good, rewritten=(first, replace(second, seq=3))),
                replace(good, rewritten=(first, replace(second, seq=0))),
                replace(good, rewritten=(first, second, second)),
                replace(good, rewritten=(first, replace(second, lead="lead-2"))),
                replace(good, rewritten=(first, *erasure(store, "lead-2").rewritten[1:])),
                replace(good, rewritten=(first, replace(second, occurred_at=T0 + MINUTE))),
                replace(good, rewritten=(first, replace(second, recorded_at=T0 + MINUTE))),
                replace(good, rewritten=(first, assigned(change(None, captured()).lead))),
                replace(good, rewritten=()),
                replace(good, rewritten=(first,)),
                replace(good, lead=replace(lead, source="another")),
                self.with_another_key(good),
                self.without_a_word_of_it(store, good),
            ):
                self.refused(store, InvalidInput, bad)
            put(store, good)

    def with_another_key(self, good: Change) -> Change:
        first, *rest = good.rewritten
        assert isinstance(first, Captured)
        rewritten = (replace(first, key="another"), *rest)
        return replace(good, rewritten=rewritten, lead=replay([*rewritten, *good.events]))

    def without_a_word_of_it(self, store: LeadStore, good: Change) -> Change:
        """Events rewritten, and no event that says so."""
        found = store.load("lead-1")
        assert found is not None
        told = observed(found, seats=9)
        return replace(good, events=(told,), lead=replay([*good.rewritten, told]))
