"""Which ways to reach the person there are, and which of them may be used."""

from __future__ import annotations

from collections.abc import Iterator

from leadlife.briefing._seeing import Sight
from leadlife.briefing.parts import Channel, Known

_MAY = ("opted_in", "legitimate_interest")


def channels(sight: Sight) -> Iterator[Channel]:
    """E-mail and phone, each with its consent."""
    for kind in ("email", "phone"):
        address, status, consent = (sight.fact(name) for name in (kind, f"{kind}_status", f"consent_{kind}"))
        usable, why = _usable(address, status, consent)
        yield Channel(kind, address, status, consent, usable, why)


def _usable(address: Known | None, status: Known | None, consent: Known | None) -> tuple[bool | None, str]:
    """Whether it may be used: never without consent, nor where there is nothing to use."""
    if consent is not None and consent.value not in _MAY:
        return False, "they opted out"
    if status is not None and status.value == "invalid":
        return False, "it does not reach them"
    if consent is None:
        return None, "nobody knows whether they agree: ask first"
    if address is None:
        return None, "it is not known"
    return True, "they opted in" if consent.value == "opted_in" else "legitimate interest"
