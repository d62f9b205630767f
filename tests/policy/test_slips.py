"""What is easily forgotten when a policy is written: the message says what to write."""

from __future__ import annotations

from typing import Any

import pytest

from leadlife import SALES, DefinitionError, Transition, making, touch
from tests.clocks.desk import f


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sources": ("mql")}, "pass a tuple of text, not str: write ('mql',)"),
        ({"after": "lapsed"}, "write ('lapsed',)"),
        ({"guard": f.compelling_event_on.ahead}, "pass Rule, not method: call it, ahead()"),
        ({"by": SALES}, "write ('sales',)"),
        ({"sources": 3}, "pass a tuple of text, not int"),
        ({"sources": ("mql", 3, 4)}, "pass a tuple of text, not a tuple of str and int"),
    ],
)
def test_a_part_of_the_wrong_type_says_what_to_write(changes: dict[str, Any], said: str) -> None:
    parts: dict[str, Any] = {"name": "accept", "sources": ("mql",), "target": "sal", "by": (SALES,)}
    with pytest.raises(DefinitionError) as refused:
        Transition(**{**parts, **changes})
    assert str(refused.value).endswith(said)


def test_what_is_in_a_tuple_is_named() -> None:
    for made in (lambda: touch("call", None), lambda: making("accept", None)):  # type: ignore[arg-type]
        with pytest.raises(DefinitionError, match="not a tuple of str and NoneType"):
            made()
