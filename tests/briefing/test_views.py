"""The views of a brief: they say the same, fit where they are read, and obey nothing that somebody wrote."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadlife import MARKETING, SALES, Actor, Brief, money
from leadlife.briefing._words import Times
from tests.lives import BOSS, READY, SDR, Facts, World, standard

WORDS = (
    "<script>alert(1)</script>",
    '" onload="x',
    "</style><b>",
    "&lt;i&gt;",
    "a|b\n| --- |",
    "\x1b[31mred",
    "‮backwards",
    "日本語のリード" * 20,
    "x" * 300,
    "[link](javascript:x)",
    "'; --",
    "```",
    "\u2028line",
    "﷽",
)
texts = st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=60)).filter(str.strip)
named = texts.map(lambda text: text.encode("utf-8", "replace").decode())


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Briefs of leads about which somebody may have written anything."""
    world = World(_POLICY)
    engine = world.engine
    someone = Actor(draw(named), MARKETING)
    told = Facts(
        name=draw(named), company=draw(named), email=draw(named), pain=draw(named), offer=draw(named)
    )
    lead = engine.capture(
        by=someone,
        key=draw(named),
        source=draw(named),
        campaign=draw(named),
        account=draw(named),
        refs={draw(named): draw(named)},
        told=told,
        via=draw(named),
    )
    engine.observe(lead.id, _FIT, by=SDR)
    engine.move(lead.id, "engage", by=SDR)
    engine.observe(lead.id, READY, by=SDR, via=draw(named))
    engine.observe(lead.id, Facts(pain=draw(named)), by=someone)
    engine.move(lead.id, "qualify", by=SDR)
    owner = Actor(draw(named), SALES)
    engine.move(lead.id, "hand_off", by=SDR, to=owner, comment=draw(named))
    engine.touch(lead.id, draw(named), by=owner)
    if draw(st.booleans()):
        engine.move(lead.id, "reject", by=owner, reason="missing_information", comment=draw(named))
    world.wait(hours=draw(st.integers(0, 3000)))
    return engine.brief(lead.id)


_POLICY = standard()
_FIT = Facts(email_status="valid", consent_email="opted_in", relationship="prospect", person_kind="buyer")


class Reader(HTMLParser):
    """Reads a page as a browser would, and insists that every element is closed."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @classmethod
    def of(cls, page: str) -> Reader:
        reader = cls()
        reader.feed(page)
        reader.close()
        assert not reader.open
        return reader


def shown(text: str) -> str:
    """What of a text can be seen: no blanks, nothing that cannot be printed."""
    return "".join(char for char in text if char.isprintable() and not char.isspace())


KNOWN_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "article",
    "section",
    "h1",
    "h2",
    "dl",
    "div",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "blockquote",
    "figcaption",
    "p",
    "footer",
}
KNOWN_ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "aria-label", "scope"}


@settings(max_examples=40)
@given(briefs())
def test_text_fits_a_hundred_columns_and_holds_nothing_that_a_terminal_obeys(brief: Brief) -> None:
    for line in brief.text().split("\n"):
        assert len(line) <= 100
        assert line.isprintable()
        assert line == line.rstrip()


@settings(max_examples=40)
@given(briefs())
def test_whatever_was_written_the_page_is_well_formed_and_nothing_runs(brief: Brief) -> None:
    page = Reader.of(brief.html())
    assert page.seen <= KNOWN_TAGS
    assert page.attributes <= KNOWN_ATTRIBUTES
    assert brief.html().encode("utf-8")
    part = Reader.of(brief._repr_html_())
    assert part.seen <= KNOWN_TAGS - {"html", "head", "body", "meta", "title", "main"}


@settings(max_examples=40)
@given(briefs())
def test_each_view_has_every_word_that_was_said(brief: Brief) -> None:
    page, text = shown("".join(Reader.of(brief.html()).texts)), shown(brief.text())
    values = [one.value for one in brief.facts if isinstance(one.value, str)]
    comments = [one.comment for one in brief.setbacks if one.comment]
    origin = [brief.source, brief.campaign, brief.account, *brief.refs, *brief.refs.values()]
    for said in (*values, *comments, *origin, *(one.kind for one in brief.touches)):
        assert shown(str(said)) in page
        # A text is wrapped in its column, with others beside it: all of its characters are there.
        assert set(shown(str(said))) <= set(text)


@settings(max_examples=40)
@given(briefs())
def test_markdown_means_nothing_but_what_it_says(brief: Brief) -> None:
    lines = brief.markdown().splitlines()
    for line in lines:
        bare = re.sub(r"\\.", "", line)
        bare = re.sub(r"^(# |## |> ?|- \*\*|\|( --- \|)+$)", "", bare)
        bare = bare.replace("**", "", 1) if line.startswith("- **") else bare
        assert not set(bare) & set("<>`*_[]#$~&")
        if line.startswith("|"):
            assert bare.count("|") in (0, 3, 4, 5)


@settings(max_examples=40)
@given(briefs())
def test_data_is_json_with_the_same_keys_for_every_lead(brief: Brief) -> None:
    data = brief.data()
    assert json.loads(json.dumps(data)) == data
    assert set(data) == KEYS
    assert data["made_at"] == brief.made_at.isoformat().replace("+00:00", "Z")
    for one, known in zip(data["facts"], brief.facts, strict=True):
        assert one["value"] == known.value
        assert datetime.fromisoformat(one["at"]) == known.at


KEYS = {
    "lead",
    "key",
    "made_at",
    "zone",
    "policy",
    "stage",
    "label",
    "entered_at",
    "captured_at",
    "owner",
    "owner_since",
    "cycle",
    "rests_until",
    "erased_at",
    "merged_into",
    "resembles",
    "absorbed",
    "arrival",
    "facts",
    "account",
    "contact",
    "refs",
    "opportunity",
    "others",
    "grounds",
    "questions",
    "channels",
    "source",
    "campaign",
    "touches",
    "touched",
    "replies",
    "setbacks",
    "scores",
    "deadlines",
    "moves",
    "stranded",
}


def test_money_and_times_in_data() -> None:
    world = World()
    lead = world.engine.observe(world.handed_off().id, Facts(budget=money("50000.00", "EUR")), by=SDR)
    world.wait(hours=2)
    data = world.engine.brief(lead).data()
    (budget,) = (one for one in data["facts"] if one["fact"] == "budget")
    assert (budget["value"], budget["at"], budget["age_seconds"]) == (
        "50000.00 EUR",
        "2026-11-02T09:00:00Z",
        7200,
    )
    assert data["owner"] == {"id": "rep-7", "team": "sales", "role": None}
    (re_route,) = (one for one in data["moves"] if one["move"] == "re_route")
    assert re_route["by"] == ["sales manager", "system"]
    (first_touch,) = (one for one in data["deadlines"] if one["clock"] == "first_touch")
    assert first_touch["left_seconds"] == 3 * 3600


def test_a_page_is_self_contained() -> None:
    page = World().engine.brief(World().handed_off()).html()
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|src=|href=|url\(|@import|<script", page)
    assert "prefers-color-scheme:dark" in page and "@media print" in page


def test_the_page_has_a_heading_for_each_section_and_a_scope_for_each_head() -> None:
    page = World().engine.brief(World().handed_off()).html()
    assert page.count("<h1>") == 1
    assert page.count("<section ") == page.count("<h2>") > 5
    assert len(re.findall("<th ", page)) == len(re.findall('<th scope="(?:row|col)"', page))
    assert '<html lang="en">' in page


def test_views_follow_the_value_and_not_the_store() -> None:
    world = World()
    lead = world.handed_off()
    brief = world.engine.brief(lead)
    before = (brief.text(), brief.html(), brief.markdown(), brief.data())
    world.engine.move(lead.id, "re_route", by=BOSS, to=Actor("rep-9", SALES))
    assert (brief.text(), brief.html(), brief.markdown(), brief.data()) == before
    assert str(brief) == brief.text()
    assert brief._repr_markdown_() == brief.markdown()


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "UTC"]))
@example(datetime.max.replace(tzinfo=UTC), "Pacific/Kiritimati")
@example(datetime.min.replace(tzinfo=UTC), "Etc/GMT+12")
def test_every_time_that_there_is_can_be_shown(at: datetime, zone: str) -> None:
    times = Times(zone, datetime(2026, 11, 2, 9, tzinfo=UTC))
    assert re.fullmatch(r"\w{3} \d{1,4}-\d\d-\d\d \d\d:\d\d( [+-]\d{4,6})?", times(at))
    assert times.day(at.date()).startswith(at.date().isoformat())


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
@example(datetime(2026, 10, 25, 0, 30))
@example(datetime(2026, 10, 25, 1, 30))
def test_a_time_that_is_shown_can_be_told_apart_from_every_other(at: datetime) -> None:
    """In the hour that comes twice, too: the offset is there wherever it is not that of now."""
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    text = Times("Europe/Berlin", now)(at.replace(tzinfo=UTC))
    day, clock, *offset = text.split(" ", 1)[1].split(" ")
    zone = offset[0] if offset else f"{now.astimezone(ZoneInfo('Europe/Berlin')):%z}"
    told = datetime.strptime(f"{day} {clock} {zone}", "%Y-%m-%d %H:%M %z")
    assert told == at.replace(second=0, microsecond=0, tzinfo=UTC)
