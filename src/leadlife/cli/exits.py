"""Exit codes, and how an error becomes a sentence."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Final

from leadlife.errors import DefinitionError, InvalidInput, LeadlifeError, StoreError

DONE: Final = 0
REFUSED: Final = 1
"""It was refused, or some of it was: rejected rows, an unknown lead, somebody who was faster."""
USAGE: Final = 2
"""The command line, the policy or the mapping is wrong."""
STORE: Final = 3
"""The store cannot be read or written."""
BUG: Final = 70
"""Something that leadlife did not foresee."""


def code_of(error: BaseException) -> int:
    """The exit code for an error.

    >>> code_of(DefinitionError("two stages are called 'raw'"))
    2
    """
    match error:
        case DefinitionError() | InvalidInput():
            return USAGE
        case StoreError():
            return STORE
        case LeadlifeError():
            return REFUSED
        case OSError():
            return STORE
    return BUG


def say(error: Exception) -> int:
    """Say the error in a sentence on stderr, with its traceback only where ``LEADLIFE_DEBUG`` asks for it."""
    if os.environ.get("LEADLIFE_DEBUG", "0") not in ("", "0"):
        traceback.print_exception(error, file=sys.stderr)
    sys.stderr.write(f"leadlife: {_sentence(error)}\n")
    return code_of(error)


def _sentence(error: Exception) -> str:
    if isinstance(error, LeadlifeError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}" if error.filename else error.strerror
    return f"an error that is ours to mend: {type(error).__name__}: {error} (LEADLIFE_DEBUG=1 shows where)"
