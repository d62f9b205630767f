"""What another agreement changes, in Markdown and in the words of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from leadlife.policy._agreement import Entry, Section, plain, sections
from leadlife.policy._dump import Plain
from leadlife.policy._dump import plain as data_of
from leadlife.policy._information import information
from leadlife.policy.policy import Policy

_NAMES = ("name", "code", "measure")
"""What a part of a policy is called by, in its data."""


def diff(old: Policy[Any], new: Policy[Any]) -> str:
    """What another agreement changes; what no line of it says is named too."""
    blocks = [
        f"# Changes from {plain(old.name)} {plain(old.version)} to {plain(new.name)} {plain(new.version)}"
    ]
    said = False
    for number, (before, after) in enumerate(zip(_all(old), _all(new), strict=True)):
        if lines := list(_changes(_said(before), _said(after))):
            blocks.append("\n".join([f"## {before.title}", "", *lines]))
            said = said or number > 0 or len(lines) > 1 or not lines[0].startswith("- **Policy**")
    unsaid = "" if said else _unsaid(old, new)
    if unsaid:
        blocks.append(f"Something changes that no agreement says: {unsaid}. policy.dump() has all of it.")
    return "\n\n".join(blocks if len(blocks) > 1 else [*blocks, "Nothing changes."]) + "\n"


def _all(policy: Policy[Any]) -> tuple[Section, ...]:
    """The sections of the agreement, and what can be known of a lead, which that takes for granted."""
    known = (Entry(plain(name), plain(text)) for name, text in information(policy.facts))
    return (*sections(policy), Section("Information", tuple(known)))


class _Said(NamedTuple):
    subject: str
    text: str


def _said(section: Section) -> dict[str, _Said]:
    """What is said of each thing, by its name: what it is called is one of the things that may change."""
    told: dict[str, _Said] = {}
    for subject, text, name in section.entries:
        key = name or subject
        told[key] = _Said(subject, f"{told[key].text}; {text}" if key in told else text)
    return told


def _changes(before: Mapping[str, _Said], after: Mapping[str, _Said]) -> Iterator[str]:
    for key, (subject, text) in before.items():
        if key not in after:
            yield f"- **{subject}** goes: {text}"
        elif after[key] != (subject, text):
            yield _change(before[key], after[key])
    yield from (f"- **{one.subject}** is new: {one.text}" for key, one in after.items() if key not in before)


def _change(before: _Said, after: _Said) -> str:
    called = "" if before.subject == after.subject else f" was called **{before.subject}**"
    if before.text == after.text:
        return f"- **{after.subject}**{called}"
    if called:
        return f"- **{after.subject}**{called}, and was: {before.text}\n  It becomes: {after.text}"
    return f"- **{after.subject}** was: {before.text}\n  It becomes: {after.text}"


def _unsaid(old: Policy[Any], new: Policy[Any]) -> str:
    """The parts whose content differs, by name."""
    before, after = data_of(old), data_of(new)
    assert isinstance(before, dict) and isinstance(after, dict)
    changed = [key for key in before if key not in ("name", "version") and before[key] != after[key]]
    return "; ".join(" ".join([key, *_which(before[key], after[key])]) for key in changed)


def _which(before: Plain, after: Plain) -> list[str]:
    """The names of the parts of one kind that differ; none where only their order does."""
    if not isinstance(before, list) or not isinstance(after, list):
        return []
    there = {_name(one): one for one in before}
    return [plain(name) for one in after if there.get(name := _name(one)) != one and name]


def _name(part: Plain) -> str:
    found = [str(part[name]) for name in _NAMES if name in part] if isinstance(part, dict) else []
    return found[0] if found else ""
