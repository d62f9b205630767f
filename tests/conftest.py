"""How the suite runs: hypothesis is deterministic by default, and searches longer with LEADLIFE_FULL=1."""

import os

from hypothesis import HealthCheck, settings

# A slow or busy machine must not fail a run: no deadline, and no complaint about slow generation.
_PATIENT = (HealthCheck.too_slow,)

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=_PATIENT, print_blob=True
)
settings.register_profile(
    "full", deadline=None, max_examples=2_000, suppress_health_check=_PATIENT, print_blob=True
)
settings.load_profile("full" if os.environ.get("LEADLIFE_FULL") == "1" else "ci")
