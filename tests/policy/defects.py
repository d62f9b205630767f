"""A sound little policy, and policies with one defect each: what the check finds of them, and its story."""

from __future__ import annotations

from typing import Any

from leadlife import (
    MARKETING,
    MARKETING_MANAGER,
    SALES,
    SYSTEM,
    Clock,
    Implied,
    Milestone,
    Policy,
    Reason,
    Role,
    Stage,
    Team,
    Transition,
    breach,
    days,
    entering,
    facts,
    hours,
    later,
    leaving,
    make,
    notify,
    touch,
)
from leadlife.policy import Matching, Objective, earlier_owner, round_robin
from leadlife.rules import scorecard
from tests.lives import OFFICE, Facts, standard

F = facts(Facts)
BASE = standard()


def clock(stage: str, *actions: Any, name: str = "", **more: Any) -> Clock:
    act = actions or (notify(SALES),)
    kept = {"starts": entering(stage), "stops": leaving(stage), "within": days(2)}
    return Clock(name=name or f"{stage}_clock", levels=(breach(*act),), **{**kept, **more})


def small(*moves: Transition, **changes: Any) -> Policy[Facts]:
    """Asked, then answered, then paid: nothing to find, but for the changes."""
    answer = Transition(name="answer", sources=("asked",), target="answered", by=(SALES,), past="answered")
    pay = Transition(name="pay", sources=("answered",), target="paid", by=(SALES,), past="paid")
    parts: dict[str, Any] = {
        "name": "small",
        "version": "1",
        "facts": Facts,
        "calendar": OFFICE,
        "stages": (
            Stage("asked", Milestone.RAW),
            Stage("answered", Milestone.SAL),
            Stage("paid", Milestone.WON),
        ),
        "moves": (answer, pay),
        "clocks": (clock("asked"), clock("answered")),
    }
    policy = Policy(**{**parts, **changes})
    for move in moves:
        policy = policy.with_move(move)
    return policy


def planted() -> dict[str, tuple[Policy[Any], str, str, str]]:
    """For each defect: the policy that has it, the key, a part of the message, and the story."""
    back = Transition(
        name="ask_again", sources=("answered",), target="asked", by=(SALES,), past="asked again"
    )
    shelf = Transition(name="shelve", sources=("answered",), target="shelf", by=(SALES,), past="shelved")
    shelved = (*small().stages, Stage("shelf"))
    many = (F.seats >= 10) & (F.seats < 5)
    lapse = Transition(name="lapse", sources=("asked",), target="paid", by=(SYSTEM,), past="left to lapse")
    auto = Transition(name="auto", sources=("asked",), target="paid", by=(SYSTEM,), opportunity=True)
    return {
        "a stage without a way in": (
            small(stages=(*small().stages, Stage("tal", label="tele lead"))),
            "unreachable: tal",
            "no move leads to it",
            "captured: whatever is done, it never becomes tele lead",
        ),
        "a stage behind a rule that is never met": (
            small().with_move("pay", guard=many),
            "unreachable: paid",
            "no way leads to it: 'pay' can never be made",
            "captured: whatever is done, it never becomes paid",
        ),
        "a stage without a way out": (
            small(shelf, stages=shelved, clocks=(*small().clocks, clock("shelf"))),
            "trap: shelf",
            "no way leads on from it",
            "captured, answered, shelved: nothing can be done any more",
        ),
        "a way out that is used up": (
            small(back, clocks=small().clocks).with_move("answer", most=1),
            "trap: asked",
            "once the moves that are bounded were made",
            "captured, answered, asked again: nothing can be done any more",
        ),
        "a way out through rules only": (
            small().with_move("pay", guard=F.seats >= 10),
            "trap: answered",
            "only a rule that is met leads out of it, by 'pay'",
            "captured, answered, and does not meet the rule of 'pay': it can never be let go",
        ),
        "a wait without a clock": (
            BASE.without_clock("evaluate"),
            "unclocked: evaluating",
            "no clock is sure to run in it",
            "captured, found by sales, returned (unreachable), never released: nothing ever happens",
        ),
        "a wait with a clock that tells nobody": (
            small(
                clocks=(
                    clock("asked"),
                    Clock(name="late", starts=entering("answered"), stops=touch(), within=days(1)),
                )
            ),
            "unclocked: answered",
            "'late' tells nobody",
            "captured, answered, never paid: nothing ever happens",
        ),
        "a wait with a clock for some": (
            small(clocks=(clock("asked"), clock("answered", where=F.seats >= 10))),
            "unclocked: answered",
            "'answered_clock' runs only where seats at least 10",
            "captured, answered, never paid: nothing ever happens",
        ),
        "a move of the system that no clock makes": (
            small(lapse),
            "nobody: lapse",
            "only the system may make it, and no clock does",
            "captured, and is never left to lapse: nobody may",
        ),
        "a move whose reasons are others' to give": (
            small(
                Transition(
                    name="drop",
                    sources=("asked",),
                    target="paid",
                    by=(SALES,),
                    reasons=(Reason("old", by=(MARKETING,)),),
                )
            ),
            "nobody: drop",
            "nobody who may make it may give one of its reasons",
            "captured, and 'drop' is never made: nobody may",
        ),
        "a reason that is others' to give": (
            BASE.with_reason("accept", Reason("liked", by=(MARKETING_MANAGER,))).with_reason(
                "accept", Reason("needed")
            ),
            "nobody: accept.liked",
            "it is given by marketing manager, who may not make the move",
            "captured, found by sales, re-routed, and is never accepted (liked): nobody may",
        ),
        "a move after a reason that no lead has there": (
            BASE.with_move("wake", after=("mistake",)),
            "nobody: wake",
            "no lead comes there for mistake",
            "captured, put into nurture (not_sales_ready), and is never woken: nobody may",
        ),
        "a reason whose next move is elsewhere": (
            BASE.with_reason("reject", Reason("too_small", then="nurture")),
            "dead_end: reject.too_small",
            "what comes next is 'nurture', which cannot be made in 'evaluating'",
            "captured, found by sales, re-routed, rejected (too_small): "
            "what comes next is 'nurture', which cannot be made in 'evaluating'",
        ),
        "a reason whose next move is for others": (
            BASE.with_reason("reject", Reason("no_time", then="release")),
            "dead_end: reject.no_time",
            "which may be made after lapsed or no_capacity or wrong_territory only",
            "captured, found by sales, re-routed, rejected (no_time): "
            "what comes next is 'release', which may be made after lapsed or no_capacity or wrong_territory only",
        ),
        "a reason that says nothing, and nothing follows": (
            small(
                Transition(
                    name="shelve",
                    sources=("asked",),
                    target="shelf",
                    by=(SALES,),
                    setback=True,
                    past="shelved",
                    reasons=(Reason("dull"),),
                ),
                stages=shelved,
            ),
            "dead_end: shelve.dull",
            "it does not say what comes next, and nothing leads out of 'shelf'",
            "captured, shelved (dull): it does not say what comes next, and nothing leads out of 'shelf'",
        ),
        "rounds without a bound": (
            small(back),
            "unbounded: ask_again",
            "by 'answer', 'ask_again'",
            "captured, answered, asked again, and so on for ever",
        ),
        "recycling that is not counted": (
            BASE.with_move("reheat", returns=False),
            "unbounded: reheat",
            "by 'hand_off', 'reject', 'reheat'",
            "captured, found by sales, returned (unreachable), reheated, handed off, rejected (missing_information), "
            "and so on for ever",
        ),
        "a guard that is never met": (
            small().with_move("pay", guard=many),
            "never: pay",
            "'seats at least 10' and 'seats below 5' can never hold together",
            "captured, answered: no lead meets the guard of 'pay'",
        ),
        "a clock that never starts": (
            BASE.with_clock("hot_touch", where=many),
            "never: hot_touch.where",
            "the rule that starts the clock can never be met",
            "captured, found by sales, re-routed: no lead meets the rule that starts the clock",
        ),
        "a guard that asks for nothing": (
            small().with_move("pay", guard=(F.seats >= 10) | (F.seats < 10)),
            "always: pay",
            "holds for every lead",
            "captured, answered: every lead meets the guard of 'pay'",
        ),
        "a class that asks for less than the one before": (
            BASE.with_move("qualify", guard=BASE.definitions["contactable"]),
            "stricter: qualify",
            "'engage' asks for more than 'qualify', which comes after it",
            "captured, engaged: nobody is stopped",
        ),
        "a clock whose order starts elsewhere": (
            BASE.with_clock("screen", levels=(breach(make("lapse", "lapsed")),)),
            "refused: screen.breach",
            "it makes 'lapse', which is refused in 'raw': it starts in handed_off",
            "captured, and the clock 'screen' runs out: 'lapse' is refused, and it stays",
        ),
        "a clock whose order needs words": (
            BASE.with_move("lapse", comment=True),
            "refused: accept.lapse",
            "it asks for a comment, which the system has not got",
            "captured, found by sales, re-routed, and the clock 'accept' runs out: 'lapse' is refused, and it stays",
        ),
        "a clock whose order needs an opportunity": (
            small(auto).with_clock("asked_clock", levels=(breach(make("auto")),)),
            "refused: asked_clock.breach",
            "it asks for an opportunity, which the system has not got",
            "captured, and the clock 'asked_clock' runs out: 'auto' is refused, and it stays",
        ),
        "a clock whose order gives another's reason": (
            BASE.with_clock("screen", levels=(breach(make("disqualify", "spam")),)),
            "refused: screen.breach",
            "the system may not give the reason 'spam'",
            "captured, and the clock 'screen' runs out: 'disqualify' is refused, and it stays",
        ),
        "a clock whose order is used up": (
            BASE.replace(max_cycles=1).with_clock("evaluate", levels=(breach(make("recycle")),)),
            "refused: evaluate.breach",
            "the lead has come back 1 times by then, which is as often as it may",
            "captured, found by sales, returned (unreachable), reheated, handed off, rejected (missing_information), "
            "and the clock 'evaluate' runs out: 'recycle' is refused, and it stays",
        ),
        "a clock whose order is for the manager in the end": (
            BASE.with_clock("first_touch", levels=(breach(), later(hours(24), make("re_route")))).replace(
                assignment=(round_robin("dach"),)
            ),
            "refused: first_touch.later",
            "it would be the last of 3 times, which is for sales manager alone",
            "captured, found by sales, re-routed, re-routed, and the clock 'first_touch' runs out: "
            "'re_route' is refused, and it stays",
        ),
        "a clock whose order needs an owner, and no route gives one": (
            BASE.with_clock("first_touch", levels=(breach(), later(hours(24), make("re_route")))),
            "refused: first_touch.later",
            "it asks for a new owner, which the system has not got",
            "captured, found by sales, re-routed, and the clock 'first_touch' runs out: "
            "'re_route' is refused, and it stays",
        ),
        "a way out at the last cycle that is none": (
            BASE.with_clock(
                "evaluate",
                levels=(breach(notify(MARKETING)), later(days(9), make("recycle", exhausted=True))),
            ),
            "refused: evaluate.later",
            "the lead has come back 3 times by then, which is as often as it may",
            "captured, disqualified (opted_out), reopened (mistake), disqualified (opted_out), reopened (mistake), "
            "disqualified (opted_out), reopened (mistake), qualified, handed off, rejected (missing_information), "
            "and the clock 'evaluate' runs out: 'recycle' is refused, and it stays",
        ),
        "a wait for a date that an opportunity need not have": (
            BASE.without_clock("pipeline"),
            "unclocked: sql",
            "'close_date' runs only where the opportunity has a close date",
            "captured, found by sales, confirmed, never won: nothing ever happens",
        ),
        "a move that is implied only where it is refused": (
            small().with_move(
                "pay", by=(SALES, SYSTEM), guard=F.seats >= 10, implied=(Implied(F.seats < 5),)
            ),
            "never: pay.implied",
            "the rule that implies 'pay', beside its guard, can never be met",
            "captured, answered: no lead meets the rule that implies 'pay', beside its guard,",
        ),
        "a move that everything implies": (
            small().with_move("pay", by=(SALES, SYSTEM), implied=(Implied((F.seats < 5) | (F.seats >= 5)),)),
            "always: pay.implied",
            "the rule that implies 'pay', beside its guard, asks for nothing",
            "captured, answered: every lead meets the rule that implies 'pay', beside its guard,",
        ),
        "points that no lead gets": (
            small(scores={"fit": scorecard("fit", (30, many), (10, F.seats >= 5))}),
            "never: scores.fit.1",
            "what 'fit' gives points for can never be met",
            "captured: no lead meets what 'fit' gives points for",
        ),
        "duplicates of no lead": (
            small(matching=(Matching(facts=("email",), where=many),)),
            "never: matching.1",
            "the rule of what email are matched with can never be met",
            "captured: no lead meets the rule of what email are matched with",
        ),
        "a team that is misspelt": (
            BASE.with_move("accept", by=(Team("saels"),)),
            "stranger: saels",
            "the team 'saels' is named in move 'accept' and nowhere else; did you mean 'sales'?",
            "captured, found by sales, re-routed: 'accept' waits for saels, and not for sales",
        ),
        "a team that is misspelt where no move is": (
            BASE.replace(
                objectives=(Objective(measure="sals", at_least=9, per="year", by=(SALES, Team("makreting"))),)
            ),
            "stranger: makreting",
            "is named in the objective 'SALs in each year' and nowhere else; did you mean 'marketing'?",
            "",
        ),
        "a role the wrong way round": (
            BASE.with_move("win", by=(SALES, Role(Team("manager"), "sales"))),
            "stranger: manager sales",
            "'sales' is a team, and 'manager' is none beside: write Role('sales', 'manager')",
            "captured, found by sales, confirmed: 'win' waits for manager sales, and not for sales manager",
        ),
        "a rest that no move waits for": (
            BASE.with_move("wake", waits=False),
            "unrested: recycle",
            "a lead rests, and nothing waits for that to be over: write waits=True on 'wake'",
            "captured, found by sales, returned (unreachable), recycled, woken in the same minute",
        ),
        "an earlier owner who may not decline": (
            BASE.with_move("reject", declines=False)
            .with_move("lapse", declines=False)
            .replace(assignment=(earlier_owner(), round_robin("dach"))),
            "given_back: reject",
            "the policy's routes go to the earlier owner first, and no move says that its maker declines the lead",
            "captured, found by sales, re-routed, rejected, and with 'hand_off' it goes to the same owner again",
        ),
        "something silenced that is not there": (
            small(silenced={"trap: askd": "we know"}),
            "silence: trap: askd",
            "there is no such finding",
            "",
        ),
    }
