"""How the columns of a file are named and read: a column, an owner's column, an "entered this stage at" column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leadlife.errors import DefinitionError
from leadlife.money import money
from leadlife.people import SALES, Team


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read in a way of its own; a plain column is just its name.

    ``formats`` are strptime formats for its times, instead of the file's. ``split`` is what stands between the items
    of a list. An amount of money has its ``currency``, or names the column ``currency_column`` that holds it.
    ``convert`` reads the text itself and gives the fact's value (None: nothing is known); a ``ValueError`` that it
    raises rejects the row, with its message as the reason.

    >>> Column("budget", currency="EUR").name
    'budget'

    :raises DefinitionError: if it has no name, a malformed currency, or says two things that exclude each other.
    """

    name: str
    formats: tuple[str, ...] = ()
    split: str = ";"
    currency: str | None = None
    currency_column: str | None = None
    convert: Callable[[str], object] | None = None

    def __post_init__(self) -> None:
        require_name(self.name, "a column")
        require_texts(self.formats, f"the formats of the column {self.name!r}")
        if not isinstance(self.split, str) or not self.split:
            raise DefinitionError(f"column {self.name!r}: split is what stands between items, such as ';'")
        if self.currency is not None:
            money(0, self.currency)
        if self.currency is not None and self.currency_column is not None:
            raise DefinitionError(
                f"column {self.name!r}: give it a currency or a currency_column, one of the two"
            )
        if self.currency_column is not None:
            require_name(self.currency_column, f"the currency_column of {self.name!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of the file that it reads."""
        return (self.name,) if self.currency_column is None else (self.name, self.currency_column)


@dataclass(frozen=True, slots=True)
class OwnerColumn:
    """The column with the id of the lead's owner: somebody of ``team``, or with ``queue=True`` a queue of theirs.

    :raises DefinitionError: if it has no name or no team.
    """

    name: str
    team: Team = SALES
    role: str | None = None
    queue: bool = False

    def __post_init__(self) -> None:
        require_name(self.name, "the owner's column")
        require_name(self.team, f"the team of the owners in {self.name!r}")


@dataclass(frozen=True, slots=True)
class Entered:
    """The column that says when the lead entered ``stage``; where it is empty, the lead did not.

    ``reason`` is the column with the reason, where the stage is a way out.

    :raises DefinitionError: if the stage or the column has no name.
    """

    stage: str
    column: str | Column
    reason: str | None = None

    def __post_init__(self) -> None:
        require_name(self.stage, "the stage of an Entered")
        as_column(self.column, f"the column of Entered({self.stage!r}, ...)")
        if self.reason is not None:
            require_name(self.reason, f"the reason of Entered({self.stage!r}, ...)")


def as_column(column: object, what: str) -> Column:
    """A column, from one or from the name of one.

    :raises DefinitionError: if it is neither; ``what`` says whose it is.
    """
    if isinstance(column, Column):
        return column
    require_name(column, what)
    return Column(str(column))


def require_name(name: object, what: str) -> None:
    """Pass, or raise a ``DefinitionError`` that ``what`` must be a name."""
    if not isinstance(name, str) or not name.strip():
        raise DefinitionError(f"{what} must be a name, as it stands in the file's header, not {name!r}")


def require_texts(texts: object, what: str) -> None:
    """Pass, or raise a ``DefinitionError`` that ``what`` must be a tuple of texts."""
    if not isinstance(texts, tuple) or not all(isinstance(text, str) for text in texts):
        raise DefinitionError(f"{what} must be a tuple of texts, not {texts!r}")
