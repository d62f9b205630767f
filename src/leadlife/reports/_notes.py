"""What a reader must know beside the figures: who had no time yet, and who was left out."""

from __future__ import annotations

from datetime import timedelta

from leadlife.reports._milestones import spoken
from leadlife.reports.cohort import Cohort


def immature_note(
    immature: int, leads: int, mature_after: timedelta, did: str = "entered"
) -> tuple[str, ...]:
    """The flag of a cohort that is too young to have converted (semantics 39)."""
    if not immature:
        return ()
    return (f"Immature: {immature:,} of {leads:,} leads {did} less than {mature_after.days} days ago.",)


def undated_note(undated: int, cohort: Cohort) -> tuple[str, ...]:
    """Leads that reached the milestone of the cohort, and nobody told when."""
    if cohort.entering is None:
        return ()
    return left_out(undated, f"leads reached {spoken(cohort.entering)} at a time that nobody told")


def left_out(count: int, what: str) -> tuple[str, ...]:
    """Who is in none of the figures, if anybody."""
    return (f"Left out: {count:,} {what}.",) if count else ()


def owner_note(by: str | None) -> tuple[str, ...]:
    """An owner answers for what is theirs now; what happened under another owner is counted there too."""
    return (
        ("By owner: whoever owns the lead now, not whoever owned it at the time.",) if by == "owner" else ()
    )
