"""A batch: many steps in one commit."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from leadlife._digest import digest, require_id
from leadlife._flow import Flow
from leadlife._inline import drive
from leadlife._overlay import Overlay
from leadlife._verbs import Verbs
from leadlife.commands import Capture, Command, Merge
from leadlife.errors import Conflict, IdempotencyMismatch, InvalidInput
from leadlife.fold import replay
from leadlife.lead import F, Lead
from leadlife.ports import Change, LeadStore, Receipt, Request, Step
from leadlife.stores._steps import receipt_of


class Batch(Verbs[F, Lead[F]]):
    """Many steps in one commit. Each is decided at once, on the leads as the batch leaves them; a refused step changes
    nothing, and if you catch its refusal the batch goes on. Written when the ``with`` block ends; nothing is if it
    raises.

    Made by :meth:`Engine.batch`; not for several threads.

    >>> from leadlife import MARKETING, Actor, LeadFacts, MemoryStore, open_engine, standard_policy
    >>> engine = open_engine(MemoryStore(), standard_policy(LeadFacts, name="acme", version="2026-11"))
    >>> ann = Actor("ann", MARKETING)
    >>> with engine.batch(command_id="file-7") as batch:
    ...     for key in ("crm:1", "crm:2"):
    ...         lead = batch.capture(key=key, by=ann)
    ...         lead = batch.observe(lead.id, LeadFacts(country="DE"), by=ann)
    ...     print(len(batch), engine.find("crm:2"))
    2 None
    >>> engine.find("crm:2").facts.country
    'DE'
    >>> engine.batch(command_id="file-7").replayed
    True
    """

    def __init__(self, flow: Flow[F], store: LeadStore, command_id: str | None) -> None:
        self._flow = flow
        self._store = store
        self._id = None if command_id is None else require_id(command_id)
        self._seen = None if self._id is None else store.receipt(self._id)
        self._asked: list[tuple[str | Lead[F] | None, Command]] = []
        self._reads = Overlay(flow.store)
        self._given: set[str] = set()
        self._open = False

    @property
    def replayed(self) -> bool:
        """Whether a batch with this command id was committed before: its steps then give their leads as that batch left
        them, and nothing is written again.
        """
        return self._seen is not None

    def __len__(self) -> int:
        """How many leads it changes so far."""
        return len(self._reads.changes)

    def execute(
        self, lead: str | Lead[F] | None, command: Command, *, command_id: str | None = None
    ) -> Lead[F]:
        """Decide one step and keep it for the commit.

        :raises Refused: if the command may not be carried out; the batch is as it was before.
        :raises InvalidInput: if a command id is passed: the batch as a whole has one.
        :raises Conflict: if a lead is passed that the batch has changed since.
        """
        if command_id is not None:
            raise InvalidInput(
                "give a step of a batch a command_id", "the batch is committed as a whole, under its own"
            )
        if not self._open:
            remedy = "Write `with engine.batch() as batch:`, and one block for each command id."
            why = "its block is not open: nothing would be written"
            raise InvalidInput("take a step of a batch", why, remedy=remedy)
        if self._id is not None:
            self._asked.append((lead, command))
        if self._seen is not None:
            return self._again(self._seen, lead, command)
        for one in (lead, command.into if isinstance(command, Merge) else None):
            if isinstance(one, Lead):
                self._require_present(one)
        planned = drive(self._flow.plan(self._reads, lead, command))
        for change in sorted(
            planned, key=_was_there
        ):  # sent again, a step finds the lead that it began first
            self._reads.add(change)
        return self._flow.typed(planned[0].lead)

    def get(self, lead: str) -> Lead[F]:
        """The lead as the batch leaves it, or the one that it was merged into.

        :raises UnknownLead: if there is none.
        """
        return drive(self._flow.get(self._reads, lead))

    def find(self, key: str) -> Lead[F] | None:
        """The lead with the host's key as the batch leaves it, or None."""
        return drive(self._flow.find(self._reads, key))

    def _require_present(self, lead: Lead[F]) -> None:
        change = self._reads.changes.get(lead.id)
        if change is not None and change.lead.version != lead.version:
            now = change.lead.version
            raise Conflict(
                f"lead {lead.id}: version {lead.version} was passed, and the batch has brought it to {now}"
            )

    def _again(self, seen: Receipt, lead: str | Lead[F] | None, command: Command) -> Lead[F]:
        """The lead of a step that was committed before, as the batch left it."""
        wrote = dict(seen.wrote)
        asked = command.into if isinstance(command, Merge) else lead
        id = asked.id if isinstance(asked, Lead) else asked
        if id is None and isinstance(command, Capture) and command.key is not None:
            id = self._store.find(command.key)
        if id is None:  # it was captured without a key, or has none any more, for it was erased
            id = next((one for one in wrote if one not in self._given and self._keyless(one)), None)
        if id is None:
            raise self._mismatch()
        while id in wrote:
            self._given.add(id)
            left = self._flow.typed(replay(self._store.history(id, until=wrote[id])))
            if left.merged_into is None:
                return left
            id = left.merged_into
        return drive(self._flow.get(self._reads, id))

    def _keyless(self, lead: str) -> bool:
        found = self._store.load(lead)
        return found is not None and found.key is None

    def _mismatch(self) -> IdempotencyMismatch:
        return IdempotencyMismatch(
            f"command id {self._id!r} was used before, for a batch of other steps: draw a new id for each batch"
        )

    def commit(self) -> None:
        """Write what was decided so far, in one atomic commit. Leaving the ``with`` block does it too.

        A batch with a command id is committed once: no step can follow.

        :raises Conflict: if somebody changed one of the leads meanwhile, or committed the same batch; nothing is
            written, and the batch is to be decided anew.
        :raises IdempotencyMismatch: if its command id was used before, for other steps.
        """
        if not self._open:
            return
        changes = self._reads.planned()
        if self._seen is not None:
            self._require_same(self._seen)
        elif changes or self._id is not None:
            request = None if self._id is None else Request(self._id, digest(*self._asked))
            self._write(Step(changes, request, self._flow.now(), self._reads.unchanged))
        self._forget()
        self._open = self._id is None

    def _forget(self) -> None:
        self._reads, self._given, self._asked = Overlay(self._flow.store), set(), []

    def _write(self, step: Step) -> None:
        try:
            drive(self._flow.commit(step))
        except IdempotencyMismatch:  # somebody else has committed it meanwhile
            seen = None if self._id is None else self._store.receipt(self._id)
            if seen is None:
                raise
            self._require_same(seen)
            if seen.wrote != receipt_of(step):
                raise Conflict(
                    f"batch {self._id!r} was committed by somebody else meanwhile, with other leads than these: "
                    "decide it anew, and it gives those"
                ) from None

    def _require_same(self, seen: Receipt) -> None:
        """A batch that was looked at and left alone (``replayed``) took no step, and is the same."""
        if self._asked and not Request(seen.request.id, digest(*self._asked)).repeats(seen.request):
            raise self._mismatch()

    def __enter__(self) -> Self:
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.commit()
        finally:
            self._forget()
            self._open = False


def _was_there(change: Change) -> bool:
    return change.expected > 0
