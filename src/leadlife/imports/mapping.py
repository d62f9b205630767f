"""The mapping of a file's columns to leads: one frozen value, checked against the policy when it is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Generic

from leadlife.imports import _checks, _fingerprint, _toml
from leadlife.imports._times import Clock
from leadlife.imports.columns import Column, Entered, OwnerColumn, as_column
from leadlife.lead import F
from leadlife.policy import Policy


@dataclass(frozen=True, kw_only=True)
class ImportMapping(Generic[F]):
    """Which column of a file says what of a lead. Ours on the left, the file's on the right.

    ``key`` is the column with the host's own key of a lead, ``captured_at`` that of when it began; ``source``,
    ``campaign``, ``account`` and ``contact`` are columns too, or stand in ``fixed`` where the whole file has one.
    ``refs`` maps names of ours to columns, ``facts`` the policy's facts: the type of each is as they declare it.
    ``entered`` lists the stages whose time of entry the file has, in the order in which a lead goes through them.

    With ``continues=True`` the file tells more of leads that are there already: a row with an unknown key is rejected.

    ``zone`` (of the policy, unless said) is where naive times were written: one that its clocks showed twice is the
    first, one that they skipped is as much later as they skipped; with ``clock="reject"`` such a row is rejected.
    Times are ISO 8601, or in the ``formats`` (of ``strptime``). A cell whose text is one of ``nulls`` says nothing: by
    default only an empty one, so that "unknown" stays a word like any other. Cells are read without the space around.

    >>> from leadlife import LeadFacts, standard_policy
    >>> policy = standard_policy(LeadFacts, name="acme", version="2026-11", zone="Europe/Berlin")
    >>> ImportMapping(policy=policy, key="id", captured_at="created", entered=(Entered("handedoff", "given"),))
    Traceback (most recent call last):
    leadlife.errors.DefinitionError: mapping: policy 'acme' has no stage 'handedoff'; did you mean 'handed_off'?

    :raises DefinitionError: if it names a stage or fact that the policy does not have, or contradicts itself.
    """

    policy: Policy[F] = field(repr=False)
    key: str
    captured_at: str | Column | None = None
    source: str | None = None
    campaign: str | None = None
    account: str | None = None
    contact: str | None = None
    owner: str | OwnerColumn | None = None
    value: Column | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str | Column] = field(default_factory=dict)
    entered: tuple[Entered, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    continues: bool = False
    zone: str | None = None
    clock: Clock = "first"
    formats: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ("",)
    yes: tuple[str, ...] = ("true", "yes", "1")
    no: tuple[str, ...] = ("false", "no", "0")
    decimal: str = "."
    grouping: str = ""
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    def __post_init__(self) -> None:
        _checks.require_sound(self)
        for name in ("refs", "facts", "fixed"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @classmethod
    def load(cls, path: str | Path, policy: Policy[F]) -> ImportMapping[F]:
        """The mapping that a TOML file spells, field by field; only ``convert`` can not be written there.

        :raises InvalidInput: if there is no such file, or it is no TOML.
        :raises DefinitionError: if it does not spell a sound mapping.
        """
        return cls(policy=policy, **_toml.fields(Path(path), cls))

    @property
    def time_zone(self) -> str:
        """The zone in which naive times are read."""
        return self.zone or self.policy.zone

    @property
    def owner_column(self) -> OwnerColumn | None:
        """The owner's column: a bare name is that of somebody in sales."""
        return OwnerColumn(self.owner) if isinstance(self.owner, str) else self.owner

    @cached_property
    def fact_columns(self) -> Mapping[str, Column]:
        """The column of each fact."""
        return {
            name: as_column(column, f"the column of the fact {name!r}") for name, column in self.facts.items()
        }

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Every column that the file must have, with what it is mapped to."""
        found: dict[str, str] = {}
        for what, column in _checks.columns(self):
            found.setdefault(column, what)
        return found

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that decides how a file is read, the same in every process. The policy is no part of it."""
        text = json.dumps(_fingerprint.plain(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
