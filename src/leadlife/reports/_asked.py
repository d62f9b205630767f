"""What every report is asked of: leads and their policy, in that order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leadlife.errors import InvalidInput
from leadlife.lead import Lead
from leadlife.policy import Policy


def require_asked(report: str, leads: object, policy: object) -> None:
    """Pass leads and the policy that they live under.

    :raises InvalidInput: if they are something else, such as the other way round.
    """
    if isinstance(policy, Policy) and isinstance(leads, Iterable) and not isinstance(leads, Lead | str):
        return
    asked = f"report {report}({type(leads).__name__}, {type(policy).__name__})"
    if isinstance(leads, Policy):
        raise InvalidInput(asked, "the policy comes second", remedy=f"Pass {report}(leads, policy, ...).")
    if not isinstance(policy, Policy):
        raise InvalidInput(asked, f"{policy!r} is no policy", remedy="Pass engine.policy, or your Policy.")
    whole = "all of them, as engine.leads(), or a list"
    why = "it is one lead" if isinstance(leads, Lead) else f"{type(leads).__name__} is no leads"
    raise InvalidInput(asked, why, remedy=f"Pass {whole}.")


def bounds_of(given: Any) -> tuple[Any, Any]:
    """The two bounds that a window or a cohort was given as.

    :raises InvalidInput: if it is no pair.
    """
    if isinstance(given, tuple) and len(given) == 2:
        return given
    remedy = "Pass two times, the earlier first: (datetime(..., tzinfo=UTC), None); None is no bound."
    raise InvalidInput(f"report on {given!r}", "it is no stretch of time", remedy=remedy)
