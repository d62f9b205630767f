"""``leadlife brief``: the hand-off brief of a lead, for whoever gets it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from leadlife import Lifecycle
from leadlife.briefing import Brief
from leadlife.briefing import brief as brief_of
from leadlife.cli.opening import AnyLead, Reading, reading
from leadlife.cli.options import AsOfOption, OutputOption, PolicyOption, StoreOption, as_of
from leadlife.cli.showing import as_json
from leadlife.cli.writing import write
from leadlife.errors import DefinitionError
from leadlife.ports import LeadFilter

_MOST_KIN = 50
"""So many leads of the same account are looked at."""


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
    """The brief, read without an engine, which would write its policy into the store."""
    where = LeadFilter(account=lead.account)
    kin = opened.store.scan(where, limit=_MOST_KIN) if lead.account is not None else ()
    now = as_of(at, opened.policy.calendar.zone_info)
    history = opened.store.history(lead.id)
    found = lead.typed(opened.policy.facts)
    return brief_of(Lifecycle(opened.policy), found, now=now, history=history, account=kin)


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
