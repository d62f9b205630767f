"""The brief in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leadlife.briefing._sections import Block, Note, Pairs, Quote, Rows, footing, heading, sections
from leadlife.briefing.brief import Brief


def markdown(brief: Brief) -> str:
    """Every section under its title."""
    blocks = [f"# {_plain(heading(brief))}"]
    for section in sections(brief):
        blocks.append(f"## {section.title}")
        blocks.extend("\n".join(_lines(block)) for block in section.blocks)
    blocks.append(_plain(footing(brief)))
    return "\n\n".join(blocks) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Pairs(rows):
            yield from (f"- **{_plain(name)}**: {_plain(words)}" for name, words in rows)
        case Rows(head, rows):
            yield _row(head)
            yield "|" + " --- |" * len(head)
            yield from map(_row, rows)
        case Quote(words, source):
            yield f"> {_plain(words)}"
            if source:
                yield f">\n> {_plain(source)}"
        case Note(words):
            yield _plain(words)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(_plain, cells)) + " |"


def _plain(text: str) -> str:
    """Text that means nothing else in Markdown, nor in HTML."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&$:=^])", r"\\\1", text)
