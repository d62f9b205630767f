"""Reads the part of Mermaid's language that diagrams are written in."""

from __future__ import annotations

import re

RESERVED = {
    *("state", "note", "end", "as", "direction", "class", "classdef", "style", "click", "default", "href"),
    *(
        "scale",
        "hide",
        "acctitle",
        "accdescr",
        "fork",
        "join",
        "choice",
        "statediagram",
        "root_start",
        "root_end",
    ),
}
HEAD = re.compile(r'state "(?P<label>[^"\n]*)" as (?P<id>\w+)')
ARROW = re.compile(r"(?P<source>\[\*\]|\w+) --> (?P<target>\[\*\]|\w+)( : (?P<label>.+))?")
NOTE = re.compile(r"note right of (?P<id>\w+)")
BLANK_WORDS = re.compile(r"(?i)end note|direction (TB|BT|RL|LR)")


class Read:
    """Reads the part of Mermaid's language that is written here, and nothing else; fails on all the rest."""

    def __init__(self, text: str) -> None:
        first, *lines = text.splitlines()
        assert first == "stateDiagram-v2"
        self.states: dict[str, str] = {}
        self.arrows: dict[tuple[str, str], str] = {}
        self.notes: dict[str, list[str]] = {}
        note: list[str] | None = None
        for line in lines:
            if note is not None:
                note = self._noted(line, note)
            elif (head := HEAD.fullmatch(line.strip())) is not None:
                assert head["id"] not in self.states
                self.states[head["id"]] = plain(head["label"])
            elif (arrow := ARROW.fullmatch(line.strip())) is not None:
                self._drawn(arrow)
            else:
                found = NOTE.fullmatch(line.strip())
                assert found is not None, line
                note = self.notes.setdefault(found["id"], [])
        assert note is None

    def _noted(self, line: str, note: list[str]) -> list[str] | None:
        if line.strip() == "end note":
            return None
        name, _, promise = line.strip().partition(": ")
        note.append(f"{plain(name)}: {plain(promise)}")
        return note

    def _drawn(self, arrow: re.Match[str]) -> None:
        way = (arrow["source"], arrow["target"])
        assert way not in self.arrows
        self.arrows[way] = plain(arrow["label"] or "")


def plain(text: str) -> str:
    """What a coded text says. Nothing that means something to Mermaid is left uncoded."""
    bare = re.sub(r"#\d+;", "", text)
    assert not set(bare) & set('#;"<>{}:%`*\\'), text
    assert not BLANK_WORDS.search(bare), text
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
