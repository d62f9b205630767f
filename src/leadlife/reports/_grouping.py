"""By what leads are put side by side: source, campaign, owner, account, month, or a function of the lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from leadlife.errors import InvalidInput, did_you_mean
from leadlife.lead import Lead
from leadlife.people import Actor
from leadlife.policy import Policy

Grouper: TypeAlias = Callable[[Lead[Any]], "str | None"]
By: TypeAlias = "str | Grouper"
"""``"source"``, ``"campaign"``, ``"owner"``, ``"account"``, ``"stage"``, ``"month"`` (of the capture, in the policy's
zone), or a function that names a lead's group. None is a group of its own, and not the group ``"unknown"``."""

T = TypeVar("T")


class Grouped(Protocol):
    """A row of a report that belongs to a group."""

    @property
    def group(self) -> str | None: ...


G = TypeVar("G", bound=Grouped)


def group_called(name: str | None, groups: Iterable[G]) -> G:
    """The group with this name; None is the group of leads that have none.

    :raises KeyError: if no lead belongs to it.
    """
    known = {one.group: one for one in groups}
    if name not in known:
        raise KeyError(f"no group {name!r} (known: {', '.join(map(repr, known))})")
    return known[name]


def _owner(lead: Lead[Any]) -> str | None:
    owner = lead.owner
    return owner.id if isinstance(owner, Actor) else None if owner is None else str(owner)


def _month_in(zone: ZoneInfo) -> Grouper:
    def month(lead: Lead[Any]) -> str:
        local = lead.captured_at.astimezone(zone)
        return f"{local.year:04}-{local.month:02}"

    return month


def grouper(by: By, policy: Policy[Any]) -> Grouper:
    """The function that names a lead's group.

    :raises InvalidInput: if there is no such way to group.
    """
    if callable(by):
        return by
    known: dict[str, Grouper] = {
        "source": lambda lead: lead.source,
        "campaign": lambda lead: lead.campaign,
        "account": lambda lead: lead.account,
        "stage": lambda lead: lead.stage,
        "owner": _owner,
        "month": _month_in(policy.calendar.zone_info),
    }
    if by not in known:
        asked = f"group by {by!r}"
        ways = f"Group by {', '.join(known)}"
        remedy = f"{ways}; in code also by a function: by=lambda lead: lead.values.get('industry')"
        raise InvalidInput(asked, f"leads have no {by!r}{did_you_mean(by, known)}", remedy=remedy)
    return known[by]


def name_of(by: By | None) -> str | None:
    """What the grouping is called in a report."""
    return (
        by
        if by is None or isinstance(by, str)
        else getattr(by, "__name__", "group").replace("<lambda>", "group")
    )


def in_order(
    by: str | None, groups: Mapping[str | None, T], size: Callable[[T], int]
) -> Iterable[tuple[str | None, T]]:
    """Months in order of time, all else the largest first; equals by name, the nameless last."""
    if by == "month":
        return sorted(groups.items(), key=lambda item: item[0] or "")
    return sorted(groups.items(), key=lambda item: (-size(item[1]), item[0] is None, item[0] or ""))


def shown(group: str | None) -> str:
    """A group's name for people: what is missing is not what is called unknown."""
    return "(none)" if group is None else group
