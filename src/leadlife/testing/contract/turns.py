"""Turns of a rota: each is had once, by one lead, and none is left out."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

from leadlife.errors import Conflict, InvalidInput, TurnLost
from leadlife.events import Moved
from leadlife.lead import Turn
from leadlife.people import Owner, Queue
from leadlife.ports import Change, LeadStore, Step
from leadlife.testing.contract.base import (
    REP,
    SDR,
    ContractBase,
    assigned,
    captured,
    change,
    following,
    observed,
    put,
    put_new,
)


def taking(store: LeadStore, lead: str, number: int, *, to: Owner = REP, rota: str = "dach") -> Change:
    """The lead, given to somebody as this turn of the rota."""
    found = store.load(lead)
    assert found is not None
    return change(found, assigned(found, to, turn=Turn(rota, number)))


class TurnContract(ContractBase):
    """The store counts the turns, so that two leads at once cannot both have the same."""

    def test_nobody_had_a_turn_of_a_rota_that_never_was(self) -> None:
        with self.opened() as store:
            put_new(store)
            assert dict(store.turns("dach")) == {}

    def test_who_had_which_turn_last_is_kept_rota_by_rota(self) -> None:
        with self.opened() as store:
            put_new(store)
            owners: list[Owner] = [REP, SDR, REP, Queue("dach")]
            for number, owner in enumerate(owners, start=1):
                put(store, taking(store, "lead-1", number, to=owner))
            put(store, taking(store, "lead-1", 1, rota="nordics"))
            for look in (store, self.reopen(store)):
                assert dict(look.turns("dach")) == {"sdr-3": 2, "rep-7": 3, "dach": 4}
                assert dict(look.turns("nordics")) == {"rep-7": 1}
                if look is not store:
                    look.close()

    def test_a_move_takes_a_turn_as_an_assignment_does(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            moved = Moved(**following(lead), move="hand_off", source="raw", target="handed_off", owner=REP)
            put(store, change(lead, replace(moved, turn=Turn("dach", 1))))
            assert dict(store.turns("dach")) == {"rep-7": 1}

    def test_a_turn_is_had_once(self) -> None:
        with self.opened() as store:
            for lead in ("lead-1", "lead-2"):
                put_new(store, lead)
            second = taking(store, "lead-2", 1, to=SDR)
            put(store, taking(store, "lead-1", 1))
            self.refused(store, TurnLost, second)
            put(store, taking(store, "lead-2", 2, to=SDR))
            assert dict(store.turns("dach")) == {"rep-7": 1, "sdr-3": 2}

    def test_a_turn_cannot_be_left_out(self) -> None:
        with self.opened() as store:
            put_new(store)
            self.refused(store, TurnLost, taking(store, "lead-1", 2))
            self.refused(store, TurnLost, taking(store, "lead-1", 0))

    def test_the_turns_of_a_step_run_on_whatever_the_order_of_its_changes(self) -> None:
        with self.opened() as store:
            for number in range(4):
                put_new(store, f"lead-{number}")
            put(store, taking(store, "lead-3", 1))
            steps = [taking(store, f"lead-{number}", 2 + number, to=SDR) for number in range(3)]
            again = steps[0].lead
            steps.append(change(again, assigned(again, REP, turn=Turn("dach", 5))))
            store.commit(Step((steps[2], steps[0], steps[1], steps[3])))
            assert dict(store.turns("dach")) == {"sdr-3": 4, "rep-7": 5}

    def test_a_turn_cannot_be_had_twice_or_left_out_within_a_step(self) -> None:
        with self.opened() as store:
            for lead in ("lead-1", "lead-2"):
                put_new(store, lead)
            first = taking(store, "lead-1", 1)
            for number in (1, 3):
                self.refused(store, TurnLost, first, taking(store, "lead-2", number))

    def test_a_turn_is_lost_with_the_rest_of_its_step(self) -> None:
        with self.opened() as store:
            lead, other = put_new(store), put_new(store, "lead-2")
            put(store, change(other, observed(other, seats=1)))
            self.refused(store, Conflict, taking(store, "lead-1", 1), change(other, observed(other, seats=2)))
            put(store, change(lead, assigned(lead, SDR, turn=Turn("dach", 1))))
            assert dict(store.turns("dach")) == {"sdr-3": 1}

    def test_a_turn_is_somebodys(self) -> None:
        with self.opened() as store:
            lead = put_new(store)
            moved = Moved(**following(lead), move="m", source="raw", target="mql", turn=Turn("dach", 1))
            self.refused(store, InvalidInput, change(lead, moved))

    def test_threads_that_take_turns_get_each_once(self) -> None:
        with self.opened() as store:
            had: list[int] = []
            threads = [Thread(target=self.keep_taking, args=(store, str(n), 8, had)) for n in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(had) == list(range(1, 33))
            assert max(store.turns("dach").values()) == 32

    def keep_taking(self, store: LeadStore, name: str, times: int, had: list[int]) -> None:
        """Capture so many leads, each in the turn that is next, however often others are faster."""
        for number in range(times):
            while True:
                new = change(None, captured(f"lead-{name}-{number}"))
                turn = Turn("dach", 1 + max(store.turns("dach").values(), default=0))
                try:
                    put(store, new, change(new.lead, assigned(new.lead, REP, turn=turn)))
                except TurnLost:
                    continue
                had.append(turn.number)
                break
