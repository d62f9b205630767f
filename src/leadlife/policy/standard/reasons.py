"""The standard reason codes, and the path that each decides."""

from __future__ import annotations

from leadlife.people import MARKETING, SALES, SYSTEM
from leadlife.policy.reason import CoolDown, Reason
from leadlife.worktime import days

_REHEAT = "reheat"
_RECYCLE = "recycle"
_DISQUALIFY = "disqualify"
_MERGE = "merge"
_ASSIGN = "assign"


def _rest(n: int) -> CoolDown:
    return CoolDown(days(n))


def _nurtured(code: str, n: int) -> Reason:
    return Reason(code, then=_RECYCLE, cool_down=_rest(n))


def _out(code: str) -> Reason:
    return Reason(code, then=_DISQUALIFY)


REJECT = (
    Reason("missing_information", then=_REHEAT, same_owner=True),
    _nurtured("definition_not_met", 90),
    _out("outside_target_market"),
    Reason("wrong_person", then=_REHEAT),
    Reason("bad_contact_data", then=_REHEAT),
    Reason("duplicate", then=_MERGE),
    _out("opportunity_open"),
    Reason("existing_customer", then=_ASSIGN),
    Reason("wrong_territory", then="release", stale=False),
    Reason("no_capacity", then="release", stale=False),
    _out("opted_out"),
    _out("not_a_buyer"),
    Reason("other", comment=True),
)
"""Why sales does not take a lead."""

LAPSE = (Reason("lapsed", then="release", stale=False),)
"""Nobody answered: says something about sales, and nothing about the lead."""

RETURN = (
    _nurtured("unreachable", 60),
    _nurtured("timing", 90),
    _nurtured("no_pain", 180),
    Reason("no_decision_maker", then=_REHEAT),
    _nurtured("no_compelling_event", 90),
    _nurtured("product_gap", 180),
    _nurtured("not_funded", 90),
    Reason(
        "under_contract",
        then=_RECYCLE,
        cool_down=CoolDown(days(180), until="contract_ends_on", days_before=180),
    ),
    Reason("left_company", then=_REHEAT),
    _out("outside_target_market"),
    Reason("duplicate", then=_MERGE),
    _out("opted_out"),
    _out("not_a_buyer"),
)
"""Why sales gives back a lead that it worked on."""

NURTURE = (
    Reason("not_sales_ready", cool_down=_rest(90), stale=False),
    Reason("event_passed", cool_down=_rest(90), stale=False),
    Reason("long_term", cool_down=_rest(180), stale=False),
)
"""Why a lead rests that was not handed off yet, or comes back without a reason of its own."""

LOSE = (
    Reason("competitor", then=_RECYCLE, cool_down=_rest(365), comment=True),
    _nurtured("no_decision", 90),
    _nurtured("price", 180),
    _nurtured("not_funded", 180),
    _nurtured("product_gap", 180),
    _nurtured("postponed", 90),
    _nurtured("champion_left", 90),
    _nurtured("unresponsive", 60),
    Reason("duplicate_opportunity", then=_MERGE),
    Reason("withdrawn"),
)
"""Why an opportunity was lost; ``competitor`` is to be named in the comment."""

_MARKETING = (MARKETING,)
_BOTH = (MARKETING, SALES)
_SYSTEM = (MARKETING, SYSTEM)

DISQUALIFY = (
    Reason("opted_out", by=(MARKETING, SALES, SYSTEM)),
    *(
        Reason(code, by=_BOTH)
        for code in ("competitor", "student", "job_seeker", "consultant", "own_staff", "not_a_buyer")
    ),
    Reason("spam", by=_BOTH),
    *(
        Reason(code, by=_MARKETING)
        for code in (
            "bad_contact_data",
            "left_company",
            "export_restricted",
            "outside_target_market",
            "duplicate",
            "opportunity_open",
            "existing_customer",
        )
    ),
    Reason("inactive", by=_SYSTEM),
    Reason("cycles_exhausted", by=_SYSTEM),
)
"""Why a lead is none."""

REOPEN = (Reason("mistake"), Reason("new_consent"), Reason("changed_circumstances"))
"""Why a disqualified lead is looked at again."""
