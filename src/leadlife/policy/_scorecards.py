"""What a score is made of."""

from __future__ import annotations

from leadlife.rules import Grid, Scorecard


def cards_of(score: Scorecard | Grid) -> tuple[Scorecard, ...]:
    """The scorecards that a score is made of."""
    return (score.rows.card, score.columns.card) if isinstance(score, Grid) else (score,)
