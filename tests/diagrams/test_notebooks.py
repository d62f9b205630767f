"""What a notebook shows of a policy: a picture where Markdown is drawn, tables where HTML is."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from leadlife import SALES, LeadFacts, Policy, Stage, Transition, WorkCalendar, standard_policy
from leadlife.policy.diagram import mermaid

STANDARD = standard_policy(LeadFacts, name="acme", version="2026-11")


class Tables(HTMLParser):
    """The cells of each table, by its caption."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._rows: list[list[str]] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"h3", "table", "caption", "thead", "tbody", "tr", "th", "td"}
        assert {name for name, _ in attrs} <= {"scope", "style"}
        self._open.append(tag)
        match tag:
            case "tr":
                self._rows.append([])
            case "th" | "td":
                self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1] == "caption":
            self._rows = self.tables.setdefault(data, [])
        elif self._open[-1] in ("th", "td"):
            self._rows[-1][-1] += data


def test_markdown_is_the_name_above_the_picture() -> None:
    text = STANDARD._repr_markdown_()
    assert text.startswith("### Policy acme 2026-11\n\n```mermaid\nstateDiagram-v2\n")
    assert text.endswith("```\n")
    assert mermaid(STANDARD) in text


def test_a_diagram_is_text_and_a_picture_in_markdown() -> None:
    drawn = mermaid(STANDARD)
    assert isinstance(drawn, str)
    assert drawn._repr_markdown_() == f"```mermaid\n{drawn}```\n"


def test_html_has_a_table_each_of_stages_moves_and_clocks() -> None:
    tables = Tables(STANDARD._repr_html_()).tables
    assert list(tables) == ["Stages", "Moves", "Clocks"]
    assert [row[0] for row in tables["Stages"]] == ["stage", *(stage.name for stage in STANDARD.stages)]
    assert [row[0] for row in tables["Moves"]] == ["move", *(move.name for move in STANDARD.moves)]
    assert [row[0] for row in tables["Clocks"]] == ["clock", *(clock.name for clock in STANDARD.clocks)]
    assert ["won", "won", "won (closed)"] in tables["Stages"]
    assert ["qualify", "mrl", "mql", "marketing, system", "MQL"] in tables["Moves"]
    assert ["reject", "handed_off", "evaluating", "sales", "a reason; a comment"] in tables["Moves"]
    assert [
        "first_touch",
        "entering handed_off",
        "a human touch",
        "5 working hours (breach, again at 24 hours)",
    ] in tables["Clocks"]


def test_without_clocks_there_is_no_table_of_them() -> None:
    policy = STANDARD.with_move("query", hold=None).replace(clocks=())
    assert list(Tables(policy._repr_html_()).tables) == ["Stages", "Moves"]


texts = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text and text != "*")


@example("<b>", "</td>", "&amp;", "<script>")
@given(texts, texts, st.one_of(st.just(""), texts), texts)
def test_whatever_things_are_called_they_are_shown_as_text(
    name: str, stage: str, label: str, move: str
) -> None:
    policy = Policy(
        name=name,
        version="1",
        facts=LeadFacts,
        calendar=WorkCalendar.always("UTC"),
        stages=(Stage(stage, None, label),),
        moves=(Transition(name=move, sources=(stage,), target=stage, by=(SALES,)),),
    )
    tables = Tables(policy._repr_html_()).tables
    assert list(tables) == ["Stages", "Moves"]
    assert tables["Stages"][1] == [stage, label, ""]
    assert tables["Moves"][1] == [move, stage, stage, "sales", ""]
    head = policy._repr_markdown_().splitlines()[0]
    assert head.startswith("### ") and "\n" not in head
