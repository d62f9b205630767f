"""Notices of the outbox as JSON bodies: what has no column of its own."""

from __future__ import annotations

from leadlife.effects import Notify
from leadlife.errors import StoreDamaged
from leadlife.stores._json.values import DAMAGE, Json, parsed, recipient_in, recipient_out, text


def notice_body(notice: Notify) -> str:
    """Recipient, text and data as JSON text.

    :raises InvalidInput: if a text in it cannot be written as UTF-8.
    """
    body: dict[str, Json] = {"to": recipient_out(notice.to), "text": notice.text}
    if notice.data:
        body["data"] = dict(notice.data)
    return text(body)


def read_notice(lead: str, seq: int, rule: str, channel: str, clock: str | None, body: str) -> Notify:
    """The notice that :func:`notice_body` wrote.

    :raises StoreDamaged: if it cannot be decoded.
    """
    try:
        content = parsed(body)
        to = recipient_in(content["to"])
        return Notify(lead, seq, rule, to, content["text"], content.get("data", {}), channel, clock)
    except DAMAGE as error:
        why = f"{type(error).__name__}: {error}"
        raise StoreDamaged(
            f"lead {lead}: the notice of {rule!r} on event {seq} cannot be decoded: {why}"
        ) from error
