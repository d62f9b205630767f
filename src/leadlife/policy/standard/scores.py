"""The standard scores: fit and engagement, side by side as grades. They rank the work, and qualify nothing."""

from __future__ import annotations

from collections.abc import Mapping

from leadlife import kit
from leadlife.rules import Grid, Scorecard, grid

_WARM = (40, 20, 10)
"""From how many points on engagement is a 1, a 2 and a 3: a demo is a 1 for ten days, and a 2 for forty."""


def scores(fit: Scorecard | None) -> Mapping[str, Scorecard | Grid]:
    """Fit from A to D by engagement from 1 to 4."""
    suits, warm = kit.fit() if fit is None else fit, kit.engagement()
    return {"fit": suits, "engagement": warm, "grade": grid(suits, warm, column_bounds=_WARM)}
