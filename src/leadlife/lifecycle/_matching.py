"""Which leads are taken for one: by tokens, hashes of the facts in which they have to agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from leadlife.evidence import Value
from leadlife.lead import Lead
from leadlife.money import Money
from leadlife.policy import Matching, Policy

_DIGITS = re.compile(r"(?:\+|00)?(?=[\d\s()./-]*$)(?:[\s()./-]*\d){6,}[\s()./-]*")

_MAILBOX = r"[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+"
_ADDRESS = re.compile(rf"^(?:mailto:)?({_MAILBOX})$|^[^@<>]*<({_MAILBOX})>$")
"""An address alone, or behind a name: of the form local@domain.tld."""


def token(policy: Policy[Any], matching: Matching, values: Mapping[str, Value | None]) -> str | None:
    """The token of a lead with these values; None where one of the facts is unknown, or says nothing.

    A hash, salted with the policy's name: the store can be asked for it, and cannot be read by it.
    """
    found = [(name, _compared(name, values.get(name))) for name in matching.facts]
    if any(value is None for _, value in found):
        return None
    plain = repr(found)
    salt = blake2b(policy.name.encode(), digest_size=16).digest()
    return blake2b(plain.encode("utf-8", "surrogatepass"), key=salt, digest_size=16).hexdigest()


def tokens(policy: Policy[Any], values: Mapping[str, Value | None]) -> tuple[str, ...]:
    """Every token of a lead with these values, each once."""
    found = (token(policy, matching, values) for matching in policy.matching)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def retold(policy: Policy[Any], before: Lead[Any] | None, after: Lead[Any]) -> tuple[str, ...] | None:
    """The tokens that a lead has from now on; None where they are those that it had.

    A lead that lived under another version may have had none, or others.
    """
    if not policy.matching:
        return None
    now = tokens(policy, after.values)
    if before is None:
        return now or None
    same = before.policy == policy.pin and tokens(policy, before.values) == now
    return None if same else now


def admits(policy: Policy[Any], matching: Matching, lead: Lead[Any], now: datetime) -> bool:
    """Whether an earlier lead may be what a new one is taken for: it is there, and meets the rule, if there is one."""
    if lead.erased_at is not None:
        return False
    where = matching.where
    return where is None or where.evaluate(lead, at=now, zone=policy.zone, calendar=policy.calendar).met


def _compared(name: str, value: Value | None) -> object:
    """The value as it is compared; None where it identifies nothing: strangers write "n/a" and "-" too.

    >>> _compared("email", "Kim <kim@example.com>"), _compared("email", "none@none"), _compared("phone", "unknown")
    ('kim@example.com', None, None)
    """
    same = normal(value)
    if not isinstance(same, str) or not isinstance(value, str):
        return same
    kind = "" if name.startswith("consent_") else name.rpartition("_")[2]
    if kind == "email":
        found = _ADDRESS.search(same)
        return None if found is None else found[1] or found[2]
    if kind == "phone":
        return same if _DIGITS.fullmatch(same) else None
    return same if any(map(str.isalnum, same)) else None


def normal(value: object) -> object:
    """What is compared: text without regard to case and blanks, a number with blanks or dashes by its digits.

    >>> normal(" Kim@Example.COM "), normal("+49 (30) 1234-56"), normal("0049 30 123456"), normal(Decimal("5.0"))
    ('kim@example.com', '4930123456', '4930123456', '5')
    """
    match value:
        case str():
            text = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
            if not _DIGITS.fullmatch(text):
                return text
            return re.sub(r"\D", "", text.removeprefix("00"))
        case Decimal():
            return format(value.normalize(), "f") if value.is_finite() else str(value)
        case Money():
            return (normal(value.amount), value.currency)
        case tuple():
            return tuple(sorted((normal(one) for one in value), key=repr))
    return value
