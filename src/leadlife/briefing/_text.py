"""The brief as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from leadlife.briefing._sections import Block, Note, Pairs, Quote, Rows, footing, heading, sections
from leadlife.briefing.brief import Brief

_WIDTH = 100
_INDENT = "  "
_GAP = 2
_MOST = 26
"""No column but the last is wider."""


def text(brief: Brief) -> str:
    """Every section under its title, in lines of at most 100 characters."""
    blocks = ["\n".join(_wrapped(heading(brief), _WIDTH))]
    for section in sections(brief):
        lines = [section.title, *(line for block in section.blocks for line in _lines(block))]
        blocks.append("\n".join(lines))
    blocks.append("\n".join(_wrapped(footing(brief), _WIDTH)))
    return "\n\n".join(blocks) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Pairs(rows) | Rows(_, rows):
            yield from _table(rows)
        case Quote(words, source):
            yield from _indented(f"“{words}”" + (f" ({source})" if source else ""))
        case Note(words):
            yield from _indented(words)


def _indented(words: str) -> Iterator[str]:
    yield from (_INDENT + line for line in _wrapped(words, _WIDTH - len(_INDENT)))


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Cells side by side, each wrapped within its column; the last column takes what is left."""
    widths = [min(_MOST, max(map(len, column))) for column in zip(*rows, strict=True)][:-1]
    left = _WIDTH - len(_INDENT) - sum(widths) - _GAP * len(widths)
    for row in rows:
        cells = [_wrapped(cell, width) for cell, width in zip(row, (*widths, left), strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            padded = (f"{part:<{width + _GAP}}" for part, width in zip(line, (*widths, 0), strict=True))
            yield (_INDENT + "".join(padded)).rstrip()


def _wrapped(words: str, width: int) -> list[str]:
    return wrap(words, max(1, width), break_on_hyphens=False) or [""]
