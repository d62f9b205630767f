"""Where the made-up leads come from, and what each source is worth."""

from __future__ import annotations

from dataclasses import dataclass

from leadlife.kit import Response


@dataclass(frozen=True, slots=True)
class Source:
    """A way to get leads: its share of all of them, its campaigns, and how often what it promises is true.

    ``fits`` is the chance that the person is one to sell to, ``valid`` that they can be reached at all, ``real`` that a
    need stands behind their interest. ``answers`` is the chance to reach them at a call.
    """

    name: str
    share: float
    response: Response
    campaigns: tuple[str, ...]
    fits: float
    valid: float
    real: float
    answers: float


SOURCES = (
    Source("content", 0.27, "content", ("2026-q1-benchmark", "2026-q1-buyers-guide"), 0.78, 0.94, 0.36, 0.30),
    Source("webcast", 0.23, "webcast", ("2026-q1-authority", "2026-q1-security"), 0.86, 0.97, 0.46, 0.36),
    Source("search", 0.20, "pricing", ("always-on-search",), 0.76, 0.93, 0.47, 0.38),
    Source("event", 0.14, "event", ("2026-02-hannover", "2026-03-london"), 0.84, 0.96, 0.42, 0.37),
    Source("website", 0.10, "demo", ("always-on-demo",), 0.88, 0.97, 0.68, 0.58),
    Source("referral", 0.06, "contact", ("partner-programme",), 0.95, 0.99, 0.74, 0.56),
)
"""What marketing does. The shares add up to one."""

PROSPECTING = Source("prospecting", 0.0, "contact", (), 0.97, 0.99, 0.62, 0.50)
"""What sales finds by itself."""
