"""Notices to the host's log."""

from __future__ import annotations

import logging

from leadlife.effects import Notify


class LogNotifier:
    """Writes every notice to a logger of the standard library, at the level ``INFO`` unless told otherwise."""

    def __init__(self, logger: str = "leadlife", level: int = logging.INFO) -> None:
        self._logger = logging.getLogger(logger)
        self._level = level

    def send(self, notice: Notify) -> None:
        """Write it: to whom, and what."""
        self._logger.log(self._level, "to %s: %s [%s]", notice.to, notice.text, notice.key)
