"""Putting the standard policy together."""

from __future__ import annotations

from leadlife.errors import DefinitionError
from leadlife.lead import F
from leadlife.people import Role, Team
from leadlife.policy.alert import Alert
from leadlife.policy.policy import Policy
from leadlife.policy.stage import Milestone, Stage
from leadlife.policy.standard.clocks import clocks
from leadlife.policy.standard.definitions import definitions
from leadlife.policy.standard.moves import moves
from leadlife.policy.standard.scores import scores
from leadlife.rules import Rule, Scorecard, about
from leadlife.worktime import WorkCalendar

EXECUTIVE = Role(Team("executive"), "sponsor")
"""Who is told of every rejection of the named sources."""

_OFFICE_HOURS = {"mon-fri": "09:00-17:00"}

_SILENCED = {
    "unbounded: wake": "marketing holds its own leads back as often as it likes: they rest, and sales never sees them"
}
"""What the check finds, and is meant to be so."""


def standard_policy(
    facts: type[F],
    *,
    name: str,
    version: str,
    definition: Rule | None = None,
    target_market: Rule | None = None,
    zone: str = "UTC",
    calendar: WorkCalendar | None = None,
    watched_sources: tuple[str, ...] = (),
    mrl_label: str = "marketing-ready lead",
    minimum_information: tuple[str, ...] = (),
    touch_accepts: bool = False,
    fit: Scorecard | None = None,
) -> Policy[F]:
    """The standard process: raw, MRL, MQL, handed off, SAL, SQL, won or lost; evaluation, nurture, disqualification.

    ``definition`` is what makes a lead sales-ready, beside being contactable and in the ``target_market``: by default a
    decision maker, a pain and a compelling event, never a budget. Deadlines count in ``calendar``, by default Monday to
    Friday from nine to five in ``zone``. The executive is told of every rejection of a lead from ``watched_sources``.

    ``minimum_information`` names the facts that a hand-off and an acceptance ask for, beside the address that they
    always need. With ``touch_accepts``, the owner's first human touch accepts the lead. ``fit`` is the scorecard of
    how well a lead fits (:func:`leadlife.kit.fit` makes one of a profile): it ranks, with the engagement, and qualifies
    nothing. A lead that has opted out of every channel is disqualified by that, except in an opportunity.

    >>> from leadlife import LeadFacts
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11", zone="Europe/Berlin")
    >>> [move.name for move in policy.moves_from("handed_off")]
    ['accept', 'query', 'reject', 'lapse', 're_route', 'disqualify']

    :raises DefinitionError: if the definition or the minimum information names a fact that ``facts`` does not have, or
        the zone is unknown.
    """
    for argument, names in (
        ("minimum_information", minimum_information),
        ("watched_sources", watched_sources),
    ):
        if isinstance(names, str):
            raise DefinitionError(f"{argument}={names!r}: pass a tuple, {argument}=({names!r},)")
    if not isinstance(touch_accepts, bool):
        raise DefinitionError(f"touch_accepts={touch_accepts!r}: pass True or False")
    defined = definitions(
        facts,
        definition=definition,
        target_market=target_market,
        minimum_information=minimum_information,
    )
    return Policy(
        name=name,
        version=version,
        facts=facts,
        stages=_stages(mrl_label),
        moves=moves(defined, touch_accepts=touch_accepts),
        calendar=calendar or WorkCalendar(zone, _OFFICE_HOURS),
        clocks=clocks(defined),
        alerts=_alerts(watched_sources),
        definitions={
            "contactable": defined.contactable,
            "target market": defined.target_market,
            "MRL": defined.mrl,
            "MQL": defined.mql,
            "SAL": defined.sal,
            "self-sourced": defined.self_sourced,
            "SQL": defined.sql,
        },
        recontact="recontact_on",
        scores=scores(fit),
        silenced=_SILENCED,
    )


def _alerts(watched_sources: tuple[str, ...]) -> tuple[Alert, ...]:
    if not watched_sources:
        return ()
    where = about.source.one_of(*watched_sources)
    return (Alert(name="rejected", on=("reject",), to=EXECUTIVE, where=where),)


def _stages(mrl_label: str) -> tuple[Stage, ...]:
    return (
        Stage("raw", Milestone.RAW, "raw lead"),
        Stage("mrl", Milestone.MRL, mrl_label),
        Stage("mql", Milestone.MQL, "marketing-qualified lead"),
        Stage("handed_off", Milestone.HANDED_OFF, "handed off"),
        Stage("sal", Milestone.SAL, "sales-accepted lead"),
        Stage("sql", Milestone.SQL, "sales-qualified lead"),
        Stage("won", Milestone.WON, "won"),
        Stage("lost", Milestone.LOST, "lost"),
        Stage("evaluating", Milestone.RECYCLED, "evaluating"),
        Stage("nurture", Milestone.RECYCLED, "nurture"),
        Stage("disqualified", Milestone.DISQUALIFIED, "disqualified"),
    )
