"""One answer, shown as it was asked for: a table for people, JSON or CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from leadlife.cli import terminal
from leadlife.cli.fitting import Fit, fit, split
from leadlife.cli.options import Format
from leadlife.reports import Table

Data = Mapping[str, object]


def show(format: Format, *, tables: Iterable[Table], data: object, rows: Sequence[Data]) -> None:
    """Show ``tables`` to people, ``data`` as JSON, or ``rows`` as CSV."""
    match format:
        case Format.TABLE:
            for number, table in enumerate(tables):
                if number:
                    terminal.out().print()
                show_table(table)
        case Format.JSON:
            show_json(data)
        case Format.CSV:
            show_csv(rows)


def show_json(data: object) -> None:
    """Data as JSON, for programs and for eyes; in ASCII where stdout cannot hold every character."""
    sys.stdout.write(as_json(data))


def as_json(data: object) -> str:
    """Data as JSON text; in ASCII where stdout cannot hold every character."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(data, ensure_ascii=not unicode, indent=2) + "\n"


def show_csv(rows: Sequence[Data]) -> None:
    """Rows as CSV: a column for every name, in order of appearance; what is no single value is JSON in its cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping | list | tuple) else value


def show_table(table: Table) -> None:
    """A table in the terminal: the title, columns, rows, and notes below; in parts, where it is too wide."""
    console = terminal.out()
    if table.title:
        console.print(Text(table.title, style="bold"))
        console.print()
    for number, part in enumerate(split(table, console.width)):
        if number:
            console.print()
        console.print(_drawn(part, fit(part, console.width)))
    if table.notes:
        console.print()
        for text in table.notes:
            console.print(Text(text, style="dim"))


def _drawn(table: Table, fit: Fit) -> RichTable:
    drawn = RichTable(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        border_style="dim",
        padding=(0, fit.gap - 1, 0, 0),
        collapse_padding=True,
    )
    for column, head, width in zip(table.columns, _heads(table, fit), fit.widths, strict=True):
        drawn.add_column(Text(head), justify=column.align, width=width, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _heads(table: Table, fit: Fit) -> list[str]:
    """The headings, broken to their widths and standing on the line below them."""
    broken = [wrap(column.name, width) for column, width in zip(table.columns, fit.widths, strict=True)]
    height = max(map(len, broken), default=0)
    return ["\n".join([""] * (height - len(lines)) + lines) for lines in broken]
