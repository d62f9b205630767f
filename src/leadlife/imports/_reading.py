"""A row of a file as what it tells of a lead, or as the reasons why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from leadlife._facts import fields_of
from leadlife.commands import Entry
from leadlife.errors import InvalidInput
from leadlife.imports._cells import Manners, Read, amount, reader
from leadlife.imports._checks import FIRST_TOUCH
from leadlife.imports._file import CsvFile
from leadlife.imports._numbers import Numbers
from leadlife.imports._rows import Row
from leadlife.imports._times import Times
from leadlife.imports._unreadable import Unreadable
from leadlife.imports.columns import Column, OwnerColumn, as_column
from leadlife.imports.mapping import ImportMapping
from leadlife.imports.rejects import Reject
from leadlife.lead import F
from leadlife.money import Money
from leadlife.people import Actor, Owner, Queue
from leadlife.rules.kinds import Kind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[F]):
    """What one row tells of one lead. ``entries`` are in the order of the mapping, each with its column."""

    line: int
    key: str
    captured_at: datetime | None
    first_touch: Mapping[str, str | None]
    owner: Owner | None
    value: Money | None
    refs: dict[str, str]
    facts: F | None
    entries: tuple[Entry, ...]


class Bad(Exception):
    """One cell that cannot be read."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(column, value, reason)
        self.column = column
        self.value = value
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Slot:
    """A column of the file with what reads its cells."""

    name: str
    index: int
    read: Read


class RowReader(Generic[F]):
    """Reads the rows of one file by one mapping.

    :raises InvalidInput: if the file lacks a column that the mapping names.
    """

    def __init__(self, mapping: ImportMapping[F], file: CsvFile) -> None:
        for column, what in mapping.columns.items():
            file.index(column, what)
        self._file = file
        self._facts_class = mapping.policy.facts
        self._nulls = frozenset(mapping.nulls)
        self._cells = len(file.header)
        self._zone = ZoneInfo(mapping.time_zone)
        self._mapping = mapping
        self._manners = self._manners_of(mapping.formats)
        self._key = self._slot(mapping.key, str)
        self._captured = None if mapping.captured_at is None else self._time(mapping.captured_at)
        self._first = tuple(
            (name, self._slot(column, str)) for name in FIRST_TOUCH if (column := getattr(mapping, name))
        )
        self._owner = self._owner_slot(mapping.owner_column)
        self._value = None if mapping.value is None else self._fact_slot(Kind("money"), mapping.value)
        self._refs = tuple((name, self._slot(column, str)) for name, column in mapping.refs.items())
        kinds = fields_of(mapping.policy.facts)
        self._facts = tuple(
            (name, self._fact_slot(kinds[name].kind, one)) for name, one in mapping.fact_columns.items()
        )
        self._entered = tuple(
            (one.stage, self._time(one.column), None if one.reason is None else self._slot(one.reason, str))
            for one in mapping.entered
        )

    # -- what reads which cell -----------------------------------------------------------------------

    def _manners_of(self, formats: tuple[str, ...]) -> Manners:
        mapping = self._mapping
        times = Times(self._zone, formats, mapping.clock)
        numbers = Numbers(mapping.decimal, mapping.grouping)
        return Manners(times, numbers, frozenset(mapping.yes), frozenset(mapping.no))

    def _slot(self, column: str, read: Read) -> _Slot:
        return _Slot(column, self._file.index(column, column), read)

    def _time(self, column: str | Column) -> _Slot:
        found = as_column(column, "a time")
        if found.convert is not None:
            return self._slot(found.name, _instant(found.convert))
        manners = self._manners_of(found.formats) if found.formats else self._manners
        return self._slot(found.name, manners.times.instant)

    def _fact_slot(self, kind: Kind, column: Column) -> Callable[[list[str]], Any]:
        manners = self._manners_of(column.formats) if column.formats else self._manners
        slot = self._slot(column.name, reader(kind, column, manners))
        if column.currency_column is None or column.convert is not None:
            return lambda cells: self._take(slot, cells)
        currency = self._slot(column.currency_column, str)
        return lambda cells: self._money(slot, currency, cells)

    def _owner_slot(self, column: OwnerColumn | None) -> _Slot | None:
        if column is None:
            return None
        if column.queue:
            return self._slot(column.name, lambda text: Queue(text, column.team))
        return self._slot(column.name, lambda text: Actor(text, column.team, column.role))

    # -- a row ---------------------------------------------------------------------------------------

    def read(self, row: Row) -> Told[F] | tuple[Reject, ...]:
        """What the row tells, or every reason why it cannot be taken."""
        broken = self._broken(row)
        if broken is not None:
            return (broken,)
        bad: list[Bad] = []
        told = self._told(row.line, row.cells, bad)
        return told if not bad else tuple(Reject(row.line, one.column, one.value, one.reason) for one in bad)

    def text(self, row: Row, column: str) -> str:
        """What the row holds in a column."""
        return row.cells[self._file.index(column, column)].strip()

    def _broken(self, row: Row) -> Reject | None:
        if row.broken is not None:
            return Reject(row.line, "", row.cells[0], row.broken)
        if len(row.cells) != self._cells:
            why = f"it has {len(row.cells)} cells where the header has {self._cells}"
            return Reject(row.line, "", _joined(row.cells), why)
        text = "".join(row.cells)
        if "\0" in text:
            return Reject(row.line, "", text.replace("\0", "\N{SYMBOL FOR NULL}"), "it holds NUL bytes")
        if not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
            return Reject(row.line, "", ascii(text), "it holds halves of characters (lone surrogates)")
        return None

    def _told(self, line: int, cells: list[str], bad: list[Bad]) -> Told[F]:
        take = self._take
        key = _tried(bad, lambda: self._required(self._key, cells, "the key"))
        captured_at = None
        if (slot := self._captured) is not None:
            captured_at = _tried(bad, lambda: self._required(slot, cells, "when it was captured"))
        first = {name: take(one, cells) for name, one in self._first}
        owner = None if (at := self._owner) is None else _tried(bad, lambda: take(at, cells))
        value = None if (money := self._value) is None else _tried(bad, lambda: money(cells))
        refs = {name: text for name, one in self._refs if (text := take(one, cells)) is not None}
        facts = self._told_facts(cells, bad)
        entries = self._entries(cells, bad)
        first_touch = {**self._mapping.fixed, **first}
        return Told(line, key or "", captured_at, first_touch, owner, value, refs, facts, entries)

    def _take(self, slot: _Slot, cells: list[str]) -> Any:
        """The value of a cell; None where it says nothing."""
        text = cells[slot.index].strip()
        if text in self._nulls:
            return None
        try:
            return slot.read(text)
        except Refusal as error:
            raise Bad(slot.name, text, str(error) or f"it cannot be read ({type(error).__name__})") from None

    def _required(self, slot: _Slot, cells: list[str], what: str) -> Any:
        found = self._take(slot, cells)
        if found is None:
            raise Bad(slot.name, cells[slot.index], f"{what} is missing")
        return found

    def _money(self, slot: _Slot, currency: _Slot, cells: list[str]) -> Money | None:
        text = cells[slot.index].strip()
        if text in self._nulls:
            return None
        code = self._required(currency, cells, "the currency of an amount")
        try:
            return amount(self._manners.numbers, code, text)
        except Unreadable as error:
            raise Bad(slot.name, f"{text} {code}", str(error)) from None

    def _told_facts(self, cells: list[str], bad: list[Bad]) -> F | None:
        values: dict[str, Any] = {}
        for name, read in self._facts:
            try:
                value = read(cells)
            except Bad as one:
                bad.append(one)
            else:
                if value is not None:
                    values[name] = value
        if not values:
            return None
        make: Any = self._facts_class
        try:
            told: F = make(**values)
        except InvalidInput:
            bad.extend(self._misfits(values, cells))
            return None
        return told

    def _misfits(self, values: Mapping[str, object], cells: list[str]) -> list[Bad]:
        """Which values no fact can have: found by telling each alone."""
        found = []
        columns = self._mapping.fact_columns
        make: Any = self._facts_class
        for name, value in values.items():
            try:
                make(**{name: value})
            except InvalidInput as error:
                column = columns[name].name
                found.append(Bad(column, cells[self._file.index(column, name)].strip(), error.why))
        return found

    def _entries(self, cells: list[str], bad: list[Bad]) -> tuple[Entry, ...]:
        found = []
        for stage, slot, reason in self._entered:
            try:
                at = self._take(slot, cells)
            except Bad as one:
                bad.append(one)
                continue
            if at is not None:
                found.append(Entry(stage, at, None if reason is None else self._take(reason, cells)))
        return tuple(found)


Refusal = (ValueError, TypeError, ArithmeticError, LookupError)
"""What a converter may raise to say that it cannot read a text (``Unreadable`` is a ``ValueError``)."""


def _tried(bad: list[Bad], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Bad as one:
        bad.append(one)
        return None


def _instant(convert: Callable[[str], object]) -> Read:
    def read(text: str) -> object:
        found = convert(text)
        if found is not None and (not isinstance(found, datetime) or found.utcoffset() is None):
            raise Unreadable(f"its converter gave {found!r}, which is no time with a zone")
        return found

    return read


def _joined(cells: list[str]) -> str:
    return " | ".join(cells)
