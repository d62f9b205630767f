"""The policy of the made-up company: the standard one, with a source that its executive watches."""

from __future__ import annotations

from typing import Final

from leadlife import LeadFacts
from leadlife.policy import Policy
from leadlife.policy.standard import standard_policy

POLICY: Final[Policy[LeadFacts]] = standard_policy(
    LeadFacts, name="demo", version="2026-01", zone="Europe/Berlin", watched_sources=("referral",)
)
"""What the leads of the demo live by."""
