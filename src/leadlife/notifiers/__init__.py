"""Ways out of the outbox: the log, and a function of the host's."""

from leadlife.notifiers.callback import CallbackNotifier
from leadlife.notifiers.log import LogNotifier

__all__ = ["CallbackNotifier", "LogNotifier"]
