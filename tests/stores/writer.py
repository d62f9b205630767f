"""A program that the torture tests start, kill and start again: ``python writer.py WHAT FILE ...``.

``import``   writes numbered steps, each to several leads, and says so after each; steps that have a receipt are
             passed over, as somebody does who sends again what was never acknowledged.
``mute``     the same, and dies by kill -9 after the first commit of its own, before it can say so.
``split``    the same, wrongly: each lead in a commit of its own. The checks must find it out.
``rival``    adds to one lead, so many times, however often another process is faster.
``sweep``    fires due clocks until there are none.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from leadlife.errors import Conflict, StaleClock
from leadlife.events import Assigned
from leadlife.ports import AnyLead, Change, LeadStore, Request, Step
from leadlife.stores import SqliteStore
from leadlife.testing.contract.base import (
    HOUR,
    POLICY,
    T0,
    assigned,
    captured,
    change,
    notice,
    observed,
    reached,
)

LEDGER = "ledger"
LEASE = timedelta(seconds=30)


def changes(store: LeadStore, number: int) -> tuple[Change, ...]:
    """Step ``number``: a new lead, an event on the one before it, and an entry in the ledger."""
    event = captured(f"lead-{number}", key=f"crm:{number}")
    found = [change(None, event, notices=[notice(event)])]
    before, ledger = loaded(store, f"lead-{number - 1}"), loaded(store, LEDGER)
    found.append(change(before, observed(before, step=number)))
    found.append(change(ledger, entry(ledger, number)))
    return tuple(found)


def entry(ledger: AnyLead, number: int) -> Assigned:
    """An event that says ``number``, and leaves the lead no bigger than it was."""
    return replace(assigned(ledger), reason=str(number))


def loaded(store: LeadStore, id: str) -> AnyLead:
    lead = store.load(id)
    assert lead is not None, f"{id} is not there"
    return lead


def start(path: Path) -> None:
    """A store with the leads that step 1 builds on."""
    store = SqliteStore(path, durable="normal")
    store.pin(POLICY, "{}")
    store.commit(Step(tuple(change(None, captured(id)) for id in (LEDGER, "lead-0"))))
    store.close()


def run_import(store: LeadStore, steps: int) -> None:
    for number in range(1, steps + 1):
        if store.receipt(f"cmd-{number}") is None:
            store.commit(Step(changes(store, number), Request(f"cmd-{number}", "digest")))
        say(number)


def run_mute(store: LeadStore, steps: int) -> None:
    for number in range(1, steps + 1):
        if store.receipt(f"cmd-{number}") is None:
            store.commit(Step(changes(store, number), Request(f"cmd-{number}", "digest")))
            os.kill(os.getpid(), signal.SIGKILL)


def run_split(store: LeadStore, steps: int) -> None:
    for number in range(1, steps + 1):
        if store.receipt(f"cmd-{number}") is not None:
            continue
        first, *rest = changes(store, number)
        store.commit(Step((first,), Request(f"cmd-{number}", "digest")))
        say(number)
        for one in rest:
            store.commit(Step((one,)))


def run_rival(store: LeadStore, steps: int) -> None:
    say(0)
    sys.stdin.readline()  # until the other is ready, too
    for number in range(steps):
        while True:
            lead = loaded(store, LEDGER)
            event = entry(lead, number)
            try:
                store.commit(Step((change(lead, event, notices=[notice(event)]),)))
            except Conflict:
                continue
            break


def run_sweep(store: LeadStore, worker: int) -> None:
    """Time is passed in, so a worker that starts again finds the leases of the dead one run out."""
    now = T0 + worker * HOUR
    while claims := store.claim_due(f"w{worker}", now=now, limit=7, lease=LEASE):
        for claim in claims:
            while True:
                lead = loaded(store, claim.lead)
                if not any(clock.id == claim.clock and clock.next_at for clock in lead.clocks):
                    break  # a worker whose time is later found the lease run out, and was faster
                try:
                    store.commit(Step((change(lead, reached(lead, claim.clock, at=now), fired=claim),)))
                except StaleClock:
                    break
                except Conflict:
                    continue
                say(claim.fence)
                break


def say(number: int) -> None:
    print(number, flush=True)


if __name__ == "__main__":
    what, path, number = sys.argv[1:]
    opened = SqliteStore(path, durable="normal")
    runs = {
        "import": run_import,
        "mute": run_mute,
        "split": run_split,
        "rival": run_rival,
        "sweep": run_sweep,
    }
    runs[what](opened, int(number))
    opened.close()
