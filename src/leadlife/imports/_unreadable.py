"""Why the text of a cell cannot be read."""

from __future__ import annotations


class Unreadable(ValueError):
    """The text of one cell cannot be read; the message says why. It becomes a line of the rejects file."""
