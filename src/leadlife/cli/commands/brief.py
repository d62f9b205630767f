"""``leadlife brief``: the hand-off brief of a lead, for whoever gets it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from leadlife import Lifecycle
from leadlife._reading import brief_from
from leadlife.briefing import Brief
from leadlife.cli.opening import AnyLead, Reading, reading
from leadlife.cli.options import AsOfOption, OutputOption, PolicyOption, StoreOption, as_of
from leadlife.cli.showing import as_json
from leadlife.cli.writing import write
from leadlife.errors import DefinitionError


class View(StrEnum):
    """How a brief is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def brief(
    lead: Annotated[
        str, typer.Argument(metavar="LEAD", help="The lead's id, or the key that it was captured with.")
    ],
    store: StoreOption,
    policy: PolicyOption = None,
    at: AsOfOption = None,
    view: Annotated[
        View, typer.Option("--format", "-f", help="Text or Markdown, a page to print, or data for programs.")
    ] = View.TEXT,
    output: OutputOption = None,
) -> None:
    """Write the hand-off brief of a lead.

    Why it qualifies and who said so, what is still to be asked, what was done so far, and what runs.
    """
    with reading(store, policy) as opened:
        if not opened.decides:
            how = "write --policy module:name, or set LEADLIFE_POLICY"
            raise DefinitionError(f"only its policy can say why the lead {lead!r} qualifies: {how}")
        made = _made(opened, opened.lead(lead), at)
    write(_written(made, view), output)


def _made(opened: Reading, lead: AnyLead, at: str | None) -> Brief:
    """The brief as of a time, by whatever policy was passed."""
    now = as_of(at, opened.policy.calendar.zone_info)
    found = lead.typed(opened.policy.facts)
    return brief_from(opened.store, Lifecycle(opened.policy), found, now=now)


def _written(made: Brief, view: View) -> str:
    match view:
        case View.TEXT:
            return made.text()
        case View.MARKDOWN:
            return made.markdown()
        case View.HTML:
            return made.html()
        case View.JSON:
            return as_json(made.data())
