"""The brief as a page, and as a part of one."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from leadlife.briefing._sections import Block, Note, Pairs, Quote, Rows, footing, heading, sections
from leadlife.briefing._style import STYLE
from leadlife.briefing.brief import Brief

_HEAD = (
    '<meta charset="utf-8">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex">'
)


def page(brief: Brief) -> str:
    """A document of its own."""
    title = f"<title>{escape(heading(brief))}</title>"
    body = f'<body class="leadlife-page"><main>{_article(brief)}</main></body>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{_HEAD}{title}{_style()}</head>\n{body}</html>\n'


def fragment(brief: Brief) -> str:
    """A part of a page, such as a notebook."""
    return _style() + _article(brief)


def _style() -> str:
    return f"<style>{STYLE}</style>"


def _article(brief: Brief) -> str:
    parts = [f"<h1>{escape(heading(brief))}</h1>"]
    for section in sections(brief):
        title = escape(section.title)
        blocks = "".join(markup for block in section.blocks for markup in _markup(block, title))
        parts.append(f'<section aria-label="{title}"><h2>{title}</h2>{blocks}</section>')
    parts.append(f"<footer><p>{escape(footing(brief))}</p></footer>")
    return '<article class="leadlife-brief">' + "\n".join(parts) + "</article>"


def _markup(block: Block, title: str) -> Iterator[str]:
    match block:
        case Pairs(rows):
            yield "<dl>"
            yield from (f"<div><dt>{escape(name)}</dt><dd>{escape(words)}</dd></div>" for name, words in rows)
            yield "</dl>"
        case Rows(head, rows):
            yield f'<div class="wide"><table aria-label="{title}"><thead><tr>'
            yield from (f'<th scope="col">{escape(name)}</th>' for name in head)
            yield "</tr></thead><tbody>"
            yield from map(_row, rows)
            yield "</tbody></table></div>"
        case Quote(words, source):
            yield f"<figure><blockquote><p>{escape(words)}</p></blockquote>"
            yield (f"<figcaption>{escape(source)}</figcaption>" if source else "") + "</figure>"
        case Note(words):
            yield f"<p>{escape(words)}</p>"


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    shown = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    mark = f' class="is-{first}"' if first in ("met", "unmet", "unknown", "undecided") else ""
    return f'<tr><th scope="row"{mark}>{escape(first)}</th>{shown}</tr>'
