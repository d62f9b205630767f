"""By which tokens the leads of a store in memory are found for duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from leadlife.ports import Change
from leadlife.stores._steps import matched, matches


class Matches:
    """Which lead has which tokens, either way round."""

    __slots__ = ("_leads", "_tokens")

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, ...]] = {}
        self._leads: defaultdict[str, set[str]] = defaultdict(set)

    def having(self, tokens: Iterable[str]) -> set[str]:
        """The leads that have any of these tokens."""
        return {lead for token in tokens for lead in self._leads.get(token, ())}

    def check(self, change: Change, step: Sequence[Change]) -> None:
        """:raises Conflict: if, after the step, another lead has a token that this change wants unmatched."""
        wanted = set(change.unmatched)
        after = {one.lead.id: tokens for one in step if (tokens := matches(one)) is not None}
        having = self.having(wanted).difference(after)
        having |= {lead for lead, tokens in after.items() if not wanted.isdisjoint(tokens)}
        if having.difference((change.lead.id, *change.besides)):
            raise matched(change)

    def put(self, lead: str, tokens: tuple[str, ...]) -> None:
        for token in self._tokens.pop(lead, ()):
            self._leads[token].discard(lead)
            if not self._leads[token]:
                del self._leads[token]
        if tokens:
            self._tokens[lead] = tokens
        for token in tokens:
            self._leads[token].add(lead)
