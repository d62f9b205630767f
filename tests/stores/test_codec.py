"""Events, leads and notices as JSON: exact, versioned, and typed about damage."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadlife.errors import InvalidInput, StoreDamaged, StoreTooNew
from leadlife.events import Event, Observed, Recorded
from leadlife.fold import evolve
from leadlife.lead import PolicyPin
from leadlife.money import Money
from leadlife.people import MARKETING, Actor
from leadlife.ports import AnyLead
from leadlife.stores._json import (
    SCHEMA,
    Encoded,
    Envelope,
    Stub,
    encode_lead,
    event_body,
    notice_body,
    read_event,
    read_lead,
    read_notice,
)
from leadlife.stores._json.event_readers import Common
from leadlife.stores._json.parts import Texts
from leadlife.stores._json.upcast import upcast
from leadlife.testing import events, histories, notices
from leadlife.testing.contract.base import POLICY, T0, plain


def envelope(event: Event, version: int | None = None) -> Envelope:
    found = SCHEMA[event.kind] if version is None else version
    return Envelope(
        event.lead, event.seq, event.kind, found, event.occurred_at, event.recorded_at, event.policy
    )


@given(events())
def test_an_event_comes_back_exactly(event: Event) -> None:
    assert plain(read_event(envelope(event), event_body(event))) == plain(event)


@given(notices())
def test_a_notice_comes_back_exactly(notice: Any) -> None:
    columns = (notice.lead, notice.seq, notice.rule, notice.channel, notice.clock)
    assert plain(read_notice(*columns, notice_body(notice))) == plain(notice)


@given(histories())
def test_a_lead_comes_back_exactly_and_what_it_shares_with_the_one_before_needs_no_second_look(
    history: Sequence[Event],
) -> None:
    lead: AnyLead | None = None
    before: Encoded | None = None
    for event in history:
        lead = evolve(lead, event)
        texts: Texts = {} if before is None else before.texts
        body = event_body(event, texts)
        after = encode_lead(lead, before, texts)
        assert (body, after.sections) == (event_body(event), encode_lead(lead).sections)
        stub = Stub(*(getattr(lead, name) for name in Stub._fields))
        assert plain(read_lead(stub, after.sections)) == plain(lead)
        before = after


def told(value: Any) -> Observed:
    by = Actor("sdr-3", MARKETING)
    return Observed(lead="l", seq=2, occurred_at=T0, recorded_at=T0, by=by, policy=POLICY, told={"x": value})


def back(event: Observed) -> Any:
    read = read_event(envelope(event), event_body(event))
    assert isinstance(read, Observed)
    return read.told["x"]


@pytest.mark.parametrize(
    "value",
    [
        1, 1.0, True, "1", Decimal(1), Decimal("1.00"), Decimal("1E+5"), Decimal("-0"), Decimal("Infinity"), -0.0,
        2**70, float("inf"), float("-inf"), Money(Decimal("1.00"), "EUR"), date(2026, 11, 2), "2026-11-02", (), ("a",),
        (1, 1.0, True), ("$money",), "\x00", "", None, datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
    ],
    ids=repr,
)  # fmt: skip
def test_values_that_compare_equal_keep_their_types(value: Any) -> None:
    assert plain(back(told(value))) == plain(value)


def test_not_a_number_stays_what_it_is() -> None:
    assert str(back(told(float("nan")))) == "nan"
    assert str(back(told(Decimal("NaN")))) == "NaN"


def test_a_time_of_another_zone_comes_back_as_the_same_instant_in_utc() -> None:
    read = back(told(datetime(2026, 11, 2, 10, tzinfo=timezone(timedelta(hours=1)))))
    assert read == T0
    assert read.tzinfo is UTC


@pytest.mark.parametrize("value", ["\ud800", ("a", "\udfff"), Path("a"), {"a": 1}, [1]], ids=ascii)
def test_what_cannot_be_stored_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput):
        event_body(told(value))


# -- versions ------------------------------------------------------------------------------------------


def test_every_kind_of_event_has_a_schema_version() -> None:
    assert set(SCHEMA) == {cls.__dataclass_fields__["kind"].default for cls in get_args(Event)}


def test_what_events_have_in_common_is_read_in_the_order_of_its_fields() -> None:
    """The codec passes these by position."""
    names = ["lead", "seq", "occurred_at", "recorded_at", "by", "policy", "clocks"]
    assert [one.name for one in fields(Recorded)] == names
    assert len(get_args(Common)) == len(names)


@pytest.mark.parametrize(("kind", "version"), [("captured", 2), ("unheard_of", 1), ("observed", 99)])
def test_what_a_newer_leadlife_wrote_is_told_apart_from_damage(kind: str, version: int) -> None:
    with pytest.raises(StoreTooNew, match=f"lead l, event 1: '{kind}' in version {version}"):
        read_event(Envelope("l", 1, kind, version, T0, T0, POLICY), "{}")


def test_an_older_body_is_lifted_one_version_at_a_time() -> None:
    lifted = upcast(
        "noted",
        1,
        3,
        {"text": "a"},
        {("noted", 1): lambda old: {"note": old["text"]}, ("noted", 2): lambda old: {**old, "via": "x"}},
    )
    assert lifted == {"note": "a", "via": "x"}


def test_a_missing_step_on_the_way_up_is_damage() -> None:
    event = told(1)
    with pytest.raises(StoreDamaged, match=r"lead l, event 2 \(observed\)"):
        read_event(envelope(event, version=0), event_body(event))


# The bodies of schema version 1, as they lie in stores: this test may be added to, and never edited.
GOLDEN = [
    (
        '{"by":["sdr-3","marketing"],"clocks":[{"id":"a:1","name":"a","started_at":"2026-11-02T09:00:00Z",'
        '"due_at":"2026-11-02T10:00:00.000001Z","levels":[["warn","2026-11-02T09:30:00Z",null]],"calendar":"c",'
        '"verdict":"running"}],"stage":"raw","key":"crm:1","source":"web","value":["10.50","EUR"],'
        '"owner":{"queue":["dach","sales"]},"refs":{"deal":"7"},'
        '"told":{"seats":250,"budget":{"$money":["1.00","EUR"]},"day":{"$date":"2026-11-02"},"rate":{"$decimal":"0.10"}}}'
    ),
    '{"by":["sdr-3","marketing","lead"],"told":{"at":{"$at":"2026-11-02T09:00:00Z"},"gone":null,"tags":["a","b"]},"via":"call"}',
    (
        '{"by":["rep-7","sales"],"move":"reject","source":"handed_off","target":"nurture","reason":"no_budget",'
        '"owner":{"actor":["rep-7","sales"]},"opportunity":["crm:9",["5","USD"],"2026-12-01T00:00:00Z"],'
        '"cool_down_until":"2027-01-01T00:00:00Z","setback":true,"stale":true,"grounds":[1,2]}'
    ),
    '{"by":["leadlife","system"],"owner":{"actor":["rep-7","sales"]},"reason":"lapse"}',
    '{"by":["rep-7","sales"],"touch":"call","human":true,"inbound":false}',
    '{"by":["leadlife","system"],"clock":"a:1","level":"breach","due_at":"2026-11-02T10:00:00Z","refused":"closed"}',
    (
        '{"by":["boss","sales","manager"],"clocks":[{"id":"a:1","name":"a","started_at":"2026-11-02T09:00:00Z",'
        '"due_at":"2026-11-02T10:00:00Z","levels":[],"calendar":"c","verdict":"paused","holder":"rep-7",'
        '"pauses":[["2026-11-02T09:10:00Z",null,"waiting","hold"]]}],"change":"held","reason":"waiting"}'
    ),
    (
        '{"by":["leadlife","system"],"visits":[["raw",1,null,"2026-11-02T10:00:00Z"],["won",1,"2026-11-02T10:00:00Z",null,true]'
        '],"reason":"lost","via":"import"}'
    ),
    '{"by":["boss","sales","manager"],"into":"lead-9","reason":"twice on the list"}',
    (
        '{"by":["leadlife","system"],"other":"lead-8","source":"web","campaign":"q4","cycle":2,"told":{"seats":'
        '[[250,"2026-11-02T09:00:00Z",2,["rep-7","sales"],"call"],[null,"2026-11-02T09:30:00Z",2,null,null]]},"touches":'
        '[["call","2026-11-02T09:00:00Z",2,["rep-7","sales"],true,false]],"refs":{"deal":"7"}}'
    ),
    '{"by":["dpo","marketing"],"reason":"asked for"}',
    '{"by":["leadlife","system"],"before":["acme","1","aa"],"source":"raw","target":"new","running":"carry"}',
]  # fmt: skip


# Fields that were added within version 1: a body without them is one of before.
WIDER = [
    ("captured", '{"by":["sdr-3","marketing"],"stage":"raw","resembles":["lead-3","lead-4"]}'),
    (
        "moved",
        '{"by":["rep-7","sales"],"move":"hand_off","source":"mql","target":"handed_off","owner":{"actor":'
        '["rep-8","sales"]},"assigned_by":"dach","turn":["dach",7],"implied":true}',
    ),
    (
        "assigned",
        '{"by":["leadlife","system"],"owner":{"actor":["rep-7","sales"]},"assigned_by":"dach","turn":["dach",7]}',
    ),
]


@pytest.mark.parametrize(("kind", "body"), [*zip(SCHEMA, GOLDEN, strict=True), *WIDER])
def test_bodies_of_version_1_can_be_read_for_ever(kind: str, body: str) -> None:
    event = read_event(Envelope("l", 1, kind, 1, T0, T0, POLICY), body)
    assert event.kind == kind
    if SCHEMA[kind] == 1:
        assert json.loads(event_body(event)) == json.loads(body)


# -- damage --------------------------------------------------------------------------------------------

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(events(), st.data())
def test_a_damaged_body_is_read_or_it_is_a_typed_error(event: Event, data: st.DataObject) -> None:
    body = json.loads(event_body(event))
    name = data.draw(st.sampled_from(sorted(body)))
    if data.draw(st.booleans()):
        del body[name]
    else:
        body[name] = data.draw(JUNK)
    try:
        read_event(envelope(event), json.dumps(body))
    except StoreDamaged as error:
        assert f"lead {event.lead}, event {event.seq}" in str(error)


@given(events(), st.integers(0, 10_000))
def test_a_body_that_was_cut_off_is_damage(event: Event, cut: int) -> None:
    body = event_body(event)
    with pytest.raises(StoreDamaged):
        read_event(envelope(event), body[: cut % len(body)])


def test_a_captured_event_says_which_lead_and_event_is_damaged_and_why() -> None:
    with pytest.raises(StoreDamaged, match=r"lead l, event 1 \(captured\) cannot be decoded: KeyError: 'by'"):
        read_event(Envelope("l", 1, "captured", 1, T0, T0, PolicyPin("a", "1", "f")), '{"stage":"raw"}')
