"""How much is left of points that fade."""

from __future__ import annotations

from datetime import datetime

from leadlife.evidence import Evidence
from leadlife.rules.looking import value_of
from leadlife.rules.moment import Moment
from leadlife.rules.scorecard import Fade


def left_of(fade: Fade, evidence: Evidence, moment: Moment) -> float | None:
    """The part that is left, from 0 to 1, by the date that is known; None while it is unknown.

    A date that lies ahead has not begun to fade.
    """
    since = value_of(fade.field, evidence)
    if since is None:
        return None
    if isinstance(since, datetime):
        age = (moment.at - since).total_seconds() / 86_400
    else:
        age = float((moment.today - since).days)  # type: ignore[operator]  # the field is a date
    return float(0.5 ** (max(age, 0.0) / fade.half_life))
