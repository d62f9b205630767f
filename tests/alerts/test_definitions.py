"""Alerts that contradict the policy are refused where they are written; sound ones are said in words."""

from __future__ import annotations

from typing import Any

import pytest

from leadlife import (
    MARKETING,
    OWNER,
    SALES,
    SALES_MANAGER,
    Actor,
    Alert,
    Clock,
    DefinitionError,
    Fact,
    LeadFacts,
    Matching,
    Queue,
    Rule,
    about,
    captured,
    criterion,
    entering,
    erasing,
    event,
    fact,
    facts,
    given_to,
    judged,
    making,
    merging,
    reaching,
    rescheduling,
    telling,
    working_hours,
)
from leadlife.errors import UnknownFact
from leadlife.rules import always, implies, load, scorecard
from tests.alerts.telling import watched
from tests.lives import OFFICE, Facts, standard

f = facts(Facts)


class Others(LeadFacts):
    colour: Fact[str] = fact()


@judged("said twice", reads=(event.reason, about.cycle))
def said_twice(reason: str, cycle: int) -> bool:
    return cycle > 1


PART: dict[str, tuple[dict[str, Any], str]] = {
    "no watch": ({"on": ()}, "watches nothing: name a move, or what happens, on=('reject', captured())"),
    "nobody": ({"to": ()}, "tells nobody"),
    "a team without a name": ({"to": ""}, "tells a team without a name"),
    "no channel": ({"channel": ""}, "has no channel"),
    "a bare recipient among pairs": ({"to": (SALES,)}, "has several in its to, and tells one"),
    "a pair the wrong way round": (
        {"to": ((SALES, about.cycle >= 1),)},
        "write pairs of a rule and a recipient",
    ),
    "a number": ({"on": (3,)}, "Alert(on="),
}
WHOLE: dict[str, tuple[dict[str, Any], str]] = {
    "a move": ({"on": "rejct"}, "watches the move 'rejct', which does not exist; did you mean 'reject'"),
    "a move made": ({"on": making("rejct")}, "did you mean 'reject'"),
    "no move made": ({"on": making()}, "waits for making() without a move"),
    "a stage": (
        {"on": entering("losst")},
        "names the stage 'losst', which does not exist; did you mean 'lost'",
    ),
    "a fact": (
        {"on": telling("seat")},
        "watches the fact 'seat', which does not exist; did you mean 'seats'",
    ),
    "a clock": (
        {"on": reaching("acept")},
        "watches the clock 'acept', which does not exist; did you mean 'accept'",
    ),
    "a level": (
        {"on": reaching("accept", "breech")},
        "watches, of the clock 'accept', the level 'breech', which does not exist; did you mean 'breach'",
    ),
    "a fact asked": ({"where": facts(Others).colour.is_("red")}, "has a rule that reads the fact 'colour'"),
    "a fact asked for a recipient": (
        {"to": ((facts(Others).colour.known, SALES),)},
        "reads the fact 'colour'",
    ),
    "a move of the event": (
        {"where": event.move.is_("rejet")},
        "asks whether event.move is the move 'rejet'",
    ),
    "a stage of the event": (
        {"where": event.to_stage.is_("los")},
        "is the stage 'los', which does not exist",
    ),
    "a clock of the event": (
        {"on": reaching("accept"), "where": ~event.clock.one_of("accept", "acept")},
        "is the clock 'acept', which does not exist; did you mean 'accept'",
    ),
    "a reason of a move": (
        {"on": "lose", "where": event.reason.one_of("price", "prise")},
        "is the reason 'prise'",
    ),
}


@pytest.mark.parametrize("case", PART)
def test_an_alert_that_cannot_be_meant_is_refused(case: str) -> None:
    changes, says = PART[case]
    with pytest.raises(DefinitionError) as refused:
        Alert(**{"name": "bad", "on": "reject", "to": SALES, **changes})
    assert says in str(refused.value)


@pytest.mark.parametrize("case", WHOLE)
def test_an_alert_about_what_the_policy_does_not_have_is_refused(case: str) -> None:
    changes, says = WHOLE[case]
    alert = Alert(**{"name": "bad", "on": "reject", "to": SALES, **changes})
    with pytest.raises(DefinitionError) as refused:
        watched(alert)
    assert says in str(refused.value) and "alert 'bad'" in str(refused.value)


def test_what_people_say_when_they_assign_is_no_code_of_the_policy() -> None:
    watched(Alert(name="held", on=rescheduling(), to=SALES, where=event.reason.is_("trade fair")))


OF_EVENT = event.reason.is_("price")
ELSEWHERE: dict[str, dict[str, Any]] = {
    "a definition": {"definitions": {"hot": OF_EVENT}},
    "a definition by a function": {"definitions": {"hot": said_twice}},
    "a calendar": {"calendars": ((OF_EVENT, OFFICE),)},
    "a score": {"scores": {"heat": scorecard("heat", (3, OF_EVENT))}},
    "a matching": {"matching": (Matching(facts=("email",), where=OF_EVENT),)},
    "a route": {"assignment": (given_to(Queue("dach"), where=OF_EVENT),)},
}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_an_event_is_asked_about_by_alerts_only(where: str) -> None:
    with pytest.raises(DefinitionError, match=r"asks about event\.reason, which is known while an alert"):
        standard().replace(**ELSEWHERE[where])


@pytest.mark.parametrize("part", ["where", "pauses"])
def test_no_clock_asks_about_an_event(part: str) -> None:
    with pytest.raises(DefinitionError, match=r"asks about event\.reason"):
        standard().with_clock("accept", **{part: OF_EVENT})  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["guard", "wakes"])
def test_no_move_asks_about_an_event(part: str) -> None:
    with pytest.raises(DefinitionError, match=r"asks about event\.reason"):
        standard().with_move("wake", **{part: criterion("why", OF_EVENT | f.seats.known)})  # type: ignore[arg-type]


def test_a_clock_that_an_alert_watches_cannot_go() -> None:
    clock = Clock(name="extra", starts=entering("raw"), stops=making("engage"), within=working_hours(2))
    policy = standard().with_clock(clock).with_alert(Alert(name="slow", on=reaching("extra"), to=SALES))
    with pytest.raises(DefinitionError, match="alert 'slow' watches the clock 'extra'"):
        policy.without_clock("extra")
    assert policy.without_alert("slow").without_clock("extra").find_clock("extra") is None


def test_an_alert_is_changed_in_part_and_the_policy_is_another() -> None:
    policy = watched(Alert(name="lost", on="lose", to=SALES))
    changed = policy.with_alert("lost", on=("lose", merging()), where=event.team.is_("sales"))
    assert [alert.moves for alert in changed.alerts] == [("lose",)]
    assert changed.fingerprint != policy.fingerprint
    assert changed.fingerprint == policy.with_alert(changed.alerts[0]).fingerprint
    whom = {policy.with_alert("lost", to=to).fingerprint for to in (OWNER, SALES_MANAGER, Queue("dach"))}
    assert len(whom) == 3


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (Alert(name="a", on=("lose", "reject"), to=SALES), "lose or reject: tells sales"),
        (Alert(name="a", on="lose", to=OWNER, channel="slack"), "lose: tells the owner on slack"),
        (
            Alert(name="a", on=captured(), to=SALES_MANAGER, where=about.source.is_("fair")),
            "a capture, where the source is fair: tells sales manager",
        ),
        (
            Alert(
                name="a", on="lose", to=((OF_EVENT, SALES), (about.cycle >= 2, OWNER), (always, MARKETING))
            ),
            "lose: tells sales if the reason is price, else tells the owner if the cycle at least 2, "
            "else tells marketing",
        ),
        (
            Alert(name="a", on=(reaching("accept", "breach"), reaching("work")), to=Actor("kim", SALES)),
            "accept at breach or any level of work: tells kim (sales)",
        ),
        (
            Alert(name="a", on=(telling("seats"), telling(), merging(), erasing(), rescheduling()), to=SALES),
            "news of seats, any news of it, a merge into another, an erasure or a change of its clocks: "
            "tells sales",
        ),
    ],
)
def test_the_agreement_and_the_description_say_it_in_words(alert: Alert, words: str) -> None:
    policy = watched(alert)
    assert f"- **a**: {words}\n" in policy.agreement()
    assert words in " ".join(policy_words(policy).split())
    assert f"- **a** is new: {words}\n" in watched().diff(policy)


def policy_words(policy: Any) -> str:
    from leadlife.policy.diagram import describe

    return describe(policy)


# -- rules about events ------------------------------------------------------------------------------


def test_a_rule_about_an_event_is_dumped_and_read_back() -> None:
    rule = OF_EVENT & ~event.implied.is_(True) | event.kind.one_of("moved", "merged")
    assert load(rule.dump()) == rule
    assert str(rule) == "(the reason is price and implied is not true) or the event is moved or merged"


def test_the_reason_of_the_event_is_not_that_of_the_lead() -> None:
    assert implies(OF_EVENT, about.reason.is_("price")).holds is False
    assert implies(OF_EVENT, event.reason.one_of("price", "timing")).holds is True
    (found,) = (OF_EVENT & event.reason.is_("timing")).check()
    assert found.kind == "contradiction"


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (
            lambda: event.reson,  # type: ignore[attr-defined]
            "an event has no 'reson'; did you mean 'reason'",
        ),
        (lambda: event.kind.is_("backfilled"), "one of 'captured'"),
        (lambda: event.reason.fresh_for(days=3), "told by nobody"),
        (
            lambda: event.implied >= 3,  # type: ignore[operator]
            "no order",
        ),
    ],
)
def test_what_an_event_cannot_be_asked_is_refused(write: Any, says: str) -> None:
    with pytest.raises((DefinitionError, UnknownFact), match=says):
        write()


@pytest.mark.parametrize("name", ["event.colour", "about.colour"])
def test_a_dump_that_asks_an_event_for_what_it_has_not_is_refused(name: str) -> None:
    place = "event" if name.startswith("event") else "lead"
    data: dict[str, Any] = {"leadlife_rule": 1, "fields": {name: {"place": place, "kind": "text"}}}
    with pytest.raises(DefinitionError, match=f"{name} is nothing that an? (event|lead) has"):
        load({**data, "rule": {"known": name}})


def test_a_policy_finds_an_alert_that_never_fires() -> None:
    never: Rule = event.reason.is_("price") & event.reason.is_("product_gap")
    found = watched(Alert(name="none", on="lose", to=SALES, where=never)).check()
    assert [one.key for one in found] == ["never: none.where"]
