"""Notices to a function of the host's."""

from __future__ import annotations

from collections.abc import Callable

from leadlife.effects import Notify


class CallbackNotifier:
    """Hands every notice to a function; if the function raises, the notice is tried again later.

    >>> told: list[Notify] = []
    >>> CallbackNotifier(told.append).send(Notify("lead-1", 3, "accept:3.warn", "sales", "soon due", {}))
    >>> told[0].key
    'lead-1:3:accept:3.warn:default'
    """

    def __init__(self, call: Callable[[Notify], object]) -> None:
        self._call = call

    def send(self, notice: Notify) -> None:
        """Call the function; whatever it raises is a failed delivery."""
        self._call(notice)
