"""The errors of leadlife: one tree, four questions.

``LeadlifeError``
    ``DefinitionError``      the definition (policy, rule, calendar, mapping) is wrong: mend the code.
        ``UnknownFact``      a rule asks for a fact that the LeadFacts class does not have.
    ``Refused``              the command was not carried out; nothing was written.
        ``InvalidInput``     what was passed cannot be read (naive time, unknown fact, wrong type).
        ``UnknownLead``      no lead has this id or key.
    ``Conflict``             somebody was faster: load again and decide again.
        ``TurnLost``         another lead took the turn of a rota; the lead itself is as it was.
        ``StaleClock``       the clock was answered, re-armed or claimed by another worker.
        ``IdempotencyMismatch``  a command id was used before, for another command.
    ``StoreError``           the store cannot be read or written.
        ``NotAStore``        the file or database is something else.
        ``StoreTooNew``      it was written by a newer leadlife.
        ``StoreDamaged``     its content contradicts itself.
        ``StoreBusy``        it stayed locked for longer than was allowed.
    ``PortSuspended``        a port awaited something under the synchronous engine.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadlife.rules import Verdict


class LeadlifeError(Exception):
    """The root of every error that leadlife raises on purpose."""


class DefinitionError(LeadlifeError, ValueError):
    """A policy, rule, calendar or mapping contradicts itself; raised when it is built, never later."""


class UnknownFact(DefinitionError, AttributeError):
    """A rule asks for a fact that the LeadFacts class does not have."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        # The message suggests a name already; with an object to look at, newer Pythons would append it once more.
        self.name, self.obj = name, None


class Refused(LeadlifeError):
    """A command was refused, and nothing was written.

    ``asked`` is what was asked for, ``why`` why not, ``allowed`` what is allowed now,
    ``remedy`` what would make it possible; ``verdict`` is the guard's, where a guard was not met.

    >>> print(Refused("'accept' a lead in 'nurture'", "it is not handed off", allowed=["wake", "disqualify"]))
    cannot 'accept' a lead in 'nurture': it is not handed off (allowed here: wake, disqualify)
    """

    def __init__(
        self,
        asked: str,
        why: str,
        *,
        allowed: Sequence[str] | None = None,
        remedy: str | Callable[[], str] | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        self.asked = asked
        self.why = why
        self.allowed = None if allowed is None else tuple(allowed)
        self._remedy = remedy
        self.verdict = verdict
        super().__init__(asked, why)

    @property
    def remedy(self) -> str | None:
        """What would make it possible. Worked out when it is asked for: to be refused is cheap."""
        if callable(self._remedy):
            self._remedy = self._remedy()
        return self._remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Task queues send errors from one process to another: all but the verdict goes along."""
        told = {
            "asked": self.asked,
            "why": self.why,
            "allowed": self.allowed,
            "_remedy": self.remedy,
            "verdict": None,
        }
        return type(self), (self.asked, self.why), told

    def __str__(self) -> str:
        text = f"cannot {self.asked}: {self.why}"
        if self.allowed is not None:
            text += f" (allowed here: {', '.join(self.allowed) or 'nothing'})"
        if self.remedy:
            text += f"\n{self.remedy}"
        return text


class InvalidInput(Refused, ValueError):
    """What was passed cannot be read: a naive time, an unknown fact, a value of the wrong type."""


class UnknownLead(Refused, LookupError):
    """No lead of the store has the id or key that was asked for."""


class Conflict(LeadlifeError):
    """Somebody was faster: the lead has changed since it was read. Load it and decide again."""


class TurnLost(Conflict):
    """A turn of a rota was taken by another lead meanwhile. The lead is as it was: an engine decides it again."""


class StaleClock(Conflict):
    """The clock was answered, re-armed or claimed by another worker since it was found."""


class IdempotencyMismatch(Conflict):
    """The command id was used before, for another command: ids must never be used again."""


class StoreError(LeadlifeError):
    """The store cannot be read or written."""


class NotAStore(StoreError):
    """The file or database exists, and is not a leadlife store."""


class StoreTooNew(StoreError):
    """The store was written by a newer leadlife than this one: upgrade leadlife."""


class StoreDamaged(StoreError):
    """The store's content contradicts itself or cannot be decoded."""


class StoreBusy(StoreError):
    """The store stayed locked by another process for longer than was allowed."""


class PortSuspended(LeadlifeError):
    """A port awaited something under the synchronous engine, which has no event loop. Use ``AsyncEngine``."""


_MOST_NAMES = 8


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` with the known name nearest to ``name``, or what there is, for an error message.

    >>> did_you_mean("handedoff", ["raw", "handed_off"])
    "; did you mean 'handed_off'?"
    >>> did_you_mean("zzz", ["raw", "mql"])
    ' (known: mql, raw)'
    >>> did_you_mean("zzz", (f"fact_{n:02}" for n in range(43)))
    ' (known: fact_00, fact_01, fact_02, fact_03, fact_04, fact_05, fact_06, fact_07 and 35 more)'
    """
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"; did you mean {near[0]!r}?"
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f" (known: {', '.join(names[:_MOST_NAMES]) or 'none'}{more})"
