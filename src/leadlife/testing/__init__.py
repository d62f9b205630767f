"""For tests: strategies that make values, events and leads, and the contract that every store keeps.

Needs the extra ``test`` (hypothesis and pytest).
"""

import pytest

pytest.register_assert_rewrite("leadlife.testing.contract")

from leadlife.testing.contract import StoreContract  # noqa: E402  # after its assertions are made to speak
from leadlife.testing.strategies import events, histories, instants, notices, values  # noqa: E402

__all__ = ["StoreContract", "events", "histories", "instants", "notices", "values"]
