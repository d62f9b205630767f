"""Typed facts: unknown until told, strict about what is told, and read back as they were."""

from __future__ import annotations

import copy
import enum
import pickle
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from leadlife._facts import Fact, LeadFacts, fact, facts, fields_of
from leadlife.errors import DefinitionError, InvalidInput, LeadlifeError, UnknownFact
from leadlife.money import Money, money


class Mood(enum.Enum):
    HOT = "hot"
    COLD = "cold"


class Facts(LeadFacts):
    seats: Fact[int] = fact(ge=1, lasting=True)
    mood: Fact[Mood] = fact()
    moods: Fact[tuple[Mood, ...]] = fact()
    tags: Fact[list[str]] = fact()
    rate: Fact[Decimal] = fact()
    share: Fact[float] = fact(ge=0, le=1)
    at: Fact[datetime] = fact()
    passport: Fact[str] = fact(personal=True)
    deal: Fact[Money] = fact()


class Narrower(Facts):
    region: Fact[str] = fact()


TOLD: dict[str, st.SearchStrategy[Any]] = {
    "seats": st.integers(1, 10**6),
    "mood": st.sampled_from(Mood),
    "moods": st.lists(st.sampled_from(Mood)).map(tuple),
    "tags": st.lists(st.text(min_size=1, alphabet="abc")),
    "rate": st.decimals(allow_nan=False, allow_infinity=False),
    "share": st.floats(0, 1),
    "at": st.datetimes(
        min_value=datetime(1990, 1, 1),
        max_value=datetime(2090, 1, 1),
        timezones=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]),
    ),
    "deal": st.builds(money, st.integers(), st.sampled_from(["EUR", "USD"])),
    "email": st.just("kim@example.com"),
    "compelling_event_on": st.dates(),
    "decision_maker_role": st.sampled_from(["vp", "owner", None]),
}
some_facts = st.fixed_dictionaries({}, optional=TOLD)


@given(some_facts)
def test_what_was_told_comes_back_and_nothing_else(told: dict[str, Any]) -> None:
    made = Facts(**told)
    assert made.told().keys() == told.keys()
    assert Facts.from_values(made.told()) == made
    for name in fields_of(Facts).keys() - told.keys():
        assert getattr(made, name) is None
    for name, value in told.items():
        assert getattr(made, name) == (value.astimezone(UTC) if name == "at" else value)


@given(some_facts)
def test_copies_pickles_and_json_say_the_same(told: dict[str, Any]) -> None:
    made = Facts(**told)
    assert pickle.loads(pickle.dumps(made)) == made == copy.deepcopy(made)
    again: Any = Facts
    again = again.model_validate_json(made.model_dump_json())  # type: ignore[attr-defined]
    assert again == made
    assert again.told() == made.told()


@given(some_facts)
def test_evidence_holds_canonical_values(told: dict[str, Any]) -> None:
    values = Facts(**told).__evidence__().values
    for name, value in values.items():
        assert not isinstance(value, (enum.Enum, list))
        if isinstance(value, datetime):
            assert value.tzinfo is UTC
            assert value == told[name].astimezone(UTC)


def test_none_takes_an_answer_back_and_silence_does_not() -> None:
    assert dict(Facts(seats=None).told()) == {"seats": None}
    assert dict(Facts().told()) == {}
    assert repr(Facts(seats=None, email="a@b.c")) == "Facts(email='a@b.c', seats=None)"


def test_marks_are_inherited_and_added_to() -> None:
    standard = {"email", "phone", "name", "decision_maker", "pain", "compelling_event"}
    assert standard | {"passport"} == Facts.personal() == Narrower.personal()
    assert LeadFacts.personal() == Facts.personal() - {"passport"}
    assert "seats" in Narrower.lasting()
    assert "pain_severity" not in Facts.lasting()


def test_an_enum_is_told_by_member_or_by_value() -> None:
    assert Facts(mood=Mood.HOT) == Facts(mood="hot")  # type: ignore[arg-type]
    assert Facts(mood=Mood.HOT).told()["mood"] == "hot"


def test_text_is_stripped_and_a_whole_number_will_do_for_a_decimal() -> None:
    assert Facts(email="  kim@example.com ").email == "kim@example.com"
    assert Facts(rate=3).rate == Decimal(3)  # type: ignore[arg-type]
    assert Facts(share=1).share == 1.0


BAD: list[tuple[dict[str, Any], str]] = [
    ({"seets": 3}, "has no fact 'seets'; did you mean 'seats'"),
    ({"seats": "7"}, "seats is a whole number, at least 1, and can never be '7'"),
    ({"seats": 7.0}, "can never be 7.0"),
    ({"seats": True}, "can never be True"),
    ({"seats": 0}, "at least 1"),
    ({"mood": "warm"}, "one of 'hot', 'cold'"),
    ({"moods": ["warm"]}, "moods is a list"),
    ({"tags": "a"}, "tags is a list"),
    ({"rate": 1.5}, "decimal number"),
    ({"rate": Decimal("NaN")}, "rate"),
    ({"share": float("nan")}, "share"),
    ({"share": 1.5}, "from 0.0 to 1.0"),
    ({"at": datetime(2026, 1, 1)}, "has none: add tzinfo"),
    ({"at": date(2026, 1, 1)}, "point in time"),
    ({"compelling_event_on": datetime(2026, 1, 1, tzinfo=UTC)}, "is a date"),
    ({"compelling_event_on": "2026-01-01"}, "is a date"),
    ({"deal": 5}, r"money\('5', 'EUR'\)"),
    ({"email": " "}, "email is text"),
    ({"country": "Germany"}, "country is a code of two capital letters"),
    ({"decision_maker_role": "v.p."}, "did you mean 'vp'"),
    ({"pain_severity": 11}, "from 0 to 10"),
]


@pytest.mark.parametrize(("told", "said"), BAD)
def test_a_value_that_cannot_be_is_refused_by_name(told: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        Facts(**told)


def test_every_bad_fact_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        Facts(seats=0, seets=1, pain_severity="x")  # type: ignore[call-arg, arg-type]
    assert all(name in str(refused.value) for name in ("seats is", "'seets'", "pain_severity is"))


def test_facts_read_back_from_a_store_are_held_to_the_same() -> None:
    with pytest.raises(InvalidInput, match="did you mean 'mood'"):
        Facts.from_values({"moood": "hot"})
    with pytest.raises(InvalidInput, match="one of 'hot', 'cold'"):
        Facts.from_values({"mood": "tepid"})


def test_inside_another_model_errors_are_that_models() -> None:
    class Form(BaseModel):
        told: Facts

    with pytest.raises(ValidationError, match=r"told\.seats"):
        Form.model_validate({"told": {"seats": "x"}})
    form = Form(told=Facts(seats=3))
    assert Form.model_validate_json(form.model_dump_json()) == form
    assert form.model_dump() == {"told": {"seats": 3}}


def test_facts_are_frozen() -> None:
    told = Facts(seats=3)
    with pytest.raises(AttributeError, match=r"facts are frozen.*told as new facts.*Facts\(seats=\.\.\.\)"):
        told.seats = 4
    with pytest.raises(AttributeError, match="did you mean 'seats'"):
        told.seets = 4  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="facts are frozen"):
        del told.seats
    assert told == Facts(seats=3) == told.model_copy() == copy.deepcopy(told)  # type: ignore[attr-defined]


MALFORMED: list[tuple[str, str]] = [
    ("copy: Fact[str] = fact()", "'copy'.*has a meaning"),
    ("json: Fact[str] = fact()", "'json'.*has a meaning"),
    ("told: Fact[str] = fact()", "'told'.*has a meaning"),
    ("_x: Fact[str] = fact()", "'_x'"),
    ("x: int = 3", r"x: Fact\[int\] = fact\(\)"),
    ("x: Fact[int]", "must default to None"),
    ("x: Fact[int] = 3", "must default to None"),
    ("x: Fact[dict] = fact()", "no rule can read"),
    ("x: Fact[object] = fact()", "no rule can read"),
    ("x: Fact[list[list[str]]] = fact()", "no rule can read"),
    ("x: Fact[int | None] = fact()", "None need not be named"),
    ("x: Fact[int | str] = fact()", "one type"),
    ("x: Fact[str] = fact(ge=3)", "no order"),
    ("x: Fact[int] = fact(min_length=3)", "min_length limits text and lists, and Bad.x is a whole number"),
    ("x: Fact[bool] = fact(max_length=3)", "max_length limits text and lists"),
    ("x: Fact[list[str]] = fact(pattern='a')", "pattern limits text, and"),
    ("x: Fact[str] = fact(pattern='(')", "no regular expression"),
    ("x: Fact[Literal[b'a']] = fact()", "no rule can read|made of text"),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("line", "said"), MALFORMED)
def test_a_class_of_facts_is_refused_where_it_is_written(line: str, said: str) -> None:
    with pytest.raises((DefinitionError, TypeError), match=said):
        source = compile(f"class Bad(LeadFacts):\n    {line}\n", "bad", "exec", dont_inherit=True)
        exec(source, {**vars(typing), "LeadFacts": LeadFacts, "Fact": Fact, "fact": fact, "__name__": "bad"})


def test_a_reference_to_no_fact_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownFact, match="did you mean 'seats'"):
        facts(Facts).seets  # type: ignore[attr-defined]
    assert issubclass(UnknownFact, LeadlifeError) and issubclass(UnknownFact, AttributeError)
    assert not hasattr(facts(Facts), "seets")
    with pytest.raises(AttributeError, match=r"facts\(Facts\)\.seats"):
        Facts.seats
    with pytest.raises(DefinitionError, match="LeadFacts class"):
        facts(int)  # type: ignore[type-var]


def test_fields_say_what_each_fact_can_be() -> None:
    kinds = {name: str(field.kind) for name, field in fields_of(Facts).items()}
    assert kinds["share"] == "a number from 0.0 to 1.0"
    assert kinds["moods"] == "a list, each one of 'hot', 'cold'"
    assert kinds["consent_email"] == "one of 'opted_in', 'legitimate_interest', 'opted_out'"
    assert list(fields_of(LeadFacts)) == list(fields_of(Facts))[: len(fields_of(LeadFacts))]


def test_a_value_that_wins_when_leads_are_merged_is_one_that_the_fact_can_have() -> None:
    assert LeadFacts.prevailing() == {"consent_email": ("opted_out",), "consent_phone": ("opted_out",)}
    assert Facts.prevailing() == LeadFacts.prevailing()
    with pytest.raises(DefinitionError, match=r"barred: prevails='yes' is no value of it"):

        class Wrong(LeadFacts):
            barred: Fact[bool] = fact(prevails=("yes",))

    with pytest.raises(DefinitionError, match=r"write prevails=\('opted_out',\)"):
        fact(prevails="opted_out")
