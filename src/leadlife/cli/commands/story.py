"""``leadlife story``: one lead's life."""

from __future__ import annotations

from typing import Annotated

import typer

from leadlife.cli.opening import reading
from leadlife.cli.options import Format, FormatOption, PolicyOption, StoreOption
from leadlife.cli.showing import show_csv, show_json
from leadlife.cli.telling import tell
from leadlife.reports import story as story_of


def story(
    lead: Annotated[
        str, typer.Argument(metavar="LEAD", help="The lead's id, or the key that it was captured with.")
    ],
    store: StoreOption,
    policy: PolicyOption = None,
    personal: Annotated[
        bool,
        typer.Option(
            "--personal/--no-personal", help="With or without personal facts, comments and the key."
        ),
    ] = True,
    format: FormatOption = Format.TABLE,
) -> None:
    """Tell a lead's life, event by event."""
    with reading(store, policy) as opened:
        found = opened.lead(lead)
        told = story_of(found, opened.store.history(found.id), opened.policy, personal=personal)
    match format:
        case Format.TABLE:
            tell(told)
        case Format.JSON:
            show_json({"lead": told.lead, "title": told.title, "lines": told.to_dicts()})
        case Format.CSV:
            show_csv(told.to_dicts())
