"""The standard clocks.

Sources: McDade, "within a day or two of their development", for hand-off, acceptance, evaluation and visibility through
closure; TIZ for the first touch within five hours, and again within 24; Hooban for the feedback. The rest is judgement.
"""

from __future__ import annotations

from leadlife.people import MARKETING, MARKETING_MANAGER, SALES_MANAGER
from leadlife.policy.clock import (
    CLOSE_DATE,
    COOL_DOWN,
    OWNER,
    Clock,
    breach,
    entering,
    escalate,
    later,
    leaving,
    make,
    making,
    notify,
    reply,
    touch,
    warn,
)
from leadlife.policy.standard.definitions import Definitions
from leadlife.worktime import hours, months, working_days, working_hours

_SALES_STAGES = ("handed_off", "sal")


def clocks(definition: Definitions) -> tuple[Clock, ...]:
    """Every clock of the standard policy."""
    return (*_marketing(), *_sales(definition), *_recycling())


def _marketing() -> tuple[Clock, ...]:
    return (
        Clock(
            name="screen",
            starts=entering("raw"),
            stops=leaving("raw"),
            within=working_days(5),
            levels=(breach(notify(MARKETING)),),
        ),
        Clock(
            name="develop",
            starts=entering("mrl"),
            stops=leaving("mrl"),
            within=working_days(20),
            levels=(breach(make("nurture", reason="not_sales_ready")),),
        ),
        Clock(
            name="hand_off",
            starts=entering("mql"),
            stops=making("hand_off"),
            within=working_hours(4),
            levels=(breach(escalate(MARKETING_MANAGER)),),
        ),
    )


def _sales(definition: Definitions) -> tuple[Clock, ...]:
    return (
        Clock(
            name="accept",
            starts=entering("handed_off"),
            stops=making("accept", "reject"),
            within=working_days(2),
            levels=(
                warn(working_days(1), notify(OWNER)),
                breach(escalate(SALES_MANAGER)),
                later(working_days(3), make("lapse", reason="lapsed"), name="lapse"),
            ),
        ),
        Clock(
            name="first_touch",
            starts=entering("handed_off"),
            stops=touch(),
            within=working_hours(5),
            levels=(breach(notify(OWNER)), later(hours(24), escalate(SALES_MANAGER), name="again")),
            during=_SALES_STAGES,
        ),
        Clock(
            name="hot_touch",
            starts=entering("handed_off"),
            stops=touch(),
            within=working_hours(1),
            levels=(breach(escalate(SALES_MANAGER)),),
            during=_SALES_STAGES,
            where=definition.hand_raised,
        ),
        Clock(
            name="work",
            starts=entering("sal"),
            stops=making("confirm", "return"),
            within=working_days(10),
            levels=(breach(escalate(SALES_MANAGER)),),
        ),
        Clock(
            name="pipeline",
            starts=(entering("sql"), making("forecast")),
            stops=(making("forecast"), leaving("sql")),
            within=working_days(10),
            levels=(breach(escalate(SALES_MANAGER)),),
            during=("sql",),
        ),
        Clock(
            name="close_date",
            starts=(entering("sql"), making("forecast")),
            stops=(making("forecast"), leaving("sql")),
            within=CLOSE_DATE,
            levels=(breach(escalate(SALES_MANAGER)),),
            during=("sql",),
        ),
    )


def _recycling() -> tuple[Clock, ...]:
    return (
        Clock(
            name="evaluate",
            starts=entering("evaluating"),
            stops=leaving("evaluating"),
            within=working_days(2),
            levels=(
                breach(escalate(MARKETING_MANAGER)),
                later(working_days(10), make("disqualify", "cycles_exhausted", exhausted=True), name="close"),
            ),
        ),
        Clock(
            name="nurture",
            starts=entering("nurture"),
            stops=leaving("nurture"),
            within=COOL_DOWN,
            levels=(breach(notify(MARKETING)),),
        ),
        Clock(
            name="sunset",
            starts=(entering("nurture"), reply()),
            stops=(leaving("nurture"), reply()),
            within=months(12),
            during=("nurture",),
            levels=(breach(make("disqualify", reason="inactive")),),
        ),
    )
