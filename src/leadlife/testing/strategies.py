"""Hypothesis strategies for what leadlife stores: every field of every class takes every kind of value."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from leadlife.effects import Notify
from leadlife.events import Assigned, Backfilled, Captured, Event, Moved
from leadlife.evidence import Value
from leadlife.lead import ClockState, PolicyPin, Turn
from leadlife.money import Money
from leadlife.people import Actor, Queue, Role


def instants() -> SearchStrategy[datetime]:
    """Aware datetimes in UTC, to the microsecond, far and near."""
    near = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001  # zoned in the next line
    return st.one_of(near, st.datetimes()).map(lambda at: at.replace(tzinfo=UTC, fold=0))


def moneys() -> SearchStrategy[Money]:
    amounts = st.decimals(allow_nan=False, allow_infinity=False)
    return st.builds(Money, amounts, st.sampled_from(["EUR", "USD", "BRL"]))


def scalars() -> SearchStrategy[Any]:
    return st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=20),
        st.decimals(allow_nan=False),
        moneys(),
        st.dates(),
        instants(),
    )


def values() -> SearchStrategy[Value]:
    """Values of facts: every scalar, and tuples of them."""
    return st.one_of(scalars(), st.lists(scalars(), max_size=4).map(tuple))


_names = st.text(min_size=1, max_size=12)
_teams = st.sampled_from(["marketing", "sales", "system", "partners"])

_BY_TYPE: Mapping[Any, SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(0, 2**40),
    bool: st.booleans(),
    float: st.floats(allow_nan=False),
    Decimal: st.decimals(allow_nan=False),
    date: st.dates(),
    datetime: instants(),
    timedelta: st.timedeltas(timedelta(0), timedelta(days=4000)),
    types.NoneType: st.none(),
    Money: moneys(),
    Actor: st.builds(Actor, _names, _teams, st.none() | _names),
    Queue: st.builds(Queue, _names, _teams),
    Role: st.builds(Role, _teams, _names),
    PolicyPin: st.builds(PolicyPin, _names, _names, st.from_regex("[0-9a-f]{64}", fullmatch=True)),
}


@cache
def of_type(hint: Any) -> SearchStrategy[Any]:
    """Whatever the annotation allows; for a dataclass, every field with whatever *its* annotation allows."""
    if hint in _BY_TYPE:
        return _BY_TYPE[hint]
    if hint == Value:
        return values()
    if isinstance(hint, NewType):
        return _teams
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        rest = [one for one in arguments if one is not types.NoneType]
        whole = values() if set(rest) == set(get_args(Value)) else st.one_of([of_type(one) for one in rest])
        return st.none() | whole if len(rest) < len(arguments) else whole
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(*map(of_type, arguments), max_size=4)
    return built(hint)


@cache
def built(cls: type[Any]) -> SearchStrategy[Any]:
    """Instances of a dataclass, with every field drawn."""
    if not dataclasses.is_dataclass(cls):
        raise TypeError(f"no strategy for {cls!r}")
    hints = get_type_hints(cls, include_extras=True)
    return st.builds(
        cls, **{one.name: of_type(hints[one.name]) for one in dataclasses.fields(cls) if one.init}
    )


def events() -> SearchStrategy[Event]:
    """Single events of every kind, with fields that need not make sense together."""
    return st.one_of([built(cls) for cls in typing.get_args(Event)])


def notices() -> SearchStrategy[Notify]:
    """Notices with any recipient, text and data."""
    return built(Notify)


# -- whole histories -----------------------------------------------------------------------------------


@st.composite
def histories(
    draw: st.DrawFn, lead: str = "lead-1", policy: PolicyPin | None = None, most: int = 6
) -> list[Event]:
    """The events of one lead that can be folded, from its capture on; clocks start, change and stop on the way.

    With ``policy``, every event cites it. Turns of rotas are counted from 1, as in a store without other leads.
    """
    kinds = [cls for cls in typing.get_args(Event) if cls is not Captured]
    chosen = [Captured, *draw(st.lists(st.sampled_from(kinds), max_size=most - 1))]
    turns: Counter[str] = Counter()
    return [
        _counted(_placed(draw, draw(built(cls)), lead=lead, seq=seq, policy=policy), turns)
        for seq, cls in enumerate(chosen, start=1)
    ]


def _counted(event: Event, turns: Counter[str]) -> Event:
    """The event with the next turn of its rota, if it has one; nobody's turn is none."""
    if not isinstance(event, Moved | Assigned) or event.turn is None:
        return event
    if event.owner is None:
        return dataclasses.replace(event, turn=None)
    rota = event.turn.rota
    turns[rota] += 1
    return dataclasses.replace(event, turn=Turn(rota, turns[rota]))


_CLOCKS = st.sampled_from(["first_touch:1", "acceptance:2", "follow_up:2"])


def _placed(draw: st.DrawFn, event: Event, *, lead: str, seq: int, policy: PolicyPin | None) -> Event:
    clocks = draw(
        st.lists(st.builds(_renamed, built(ClockState), _CLOCKS), max_size=2, unique_by=lambda one: one.id)
    )
    changes: dict[str, Any] = {"lead": lead, "seq": seq, "clocks": tuple(clocks)}
    if policy is not None:
        changes["policy"] = policy
    if isinstance(event, Backfilled) and not event.visits:
        changes["visits"] = (draw(_VISITS),)
    return dataclasses.replace(event, **changes)


_VISITS = of_type(get_type_hints(Backfilled)["visits"]).filter(bool).map(lambda visits: visits[0])


def _renamed(clock: ClockState, id: str) -> ClockState:
    return dataclasses.replace(clock, id=id, name=id.partition(":")[0])
