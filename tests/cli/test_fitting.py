"""Tables and the terminal: whatever the width, everything is there and nothing sticks out."""

from hypothesis import given
from hypothesis import strategies as st

from leadlife.cli.fitting import fit, split
from leadlife.reports import Column, Table

words = st.text("abcxyz", min_size=1, max_size=9)
numbers = st.integers(0, 10**7).map(str)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A column of words, columns of numbers, perhaps words at the end."""
    count = draw(st.integers(0, 9))
    heads = draw(
        st.lists(st.lists(words, min_size=1, max_size=3).map(" ".join), min_size=count, max_size=count)
    )
    labels = draw(st.integers(1, 2))
    columns = [*(Column(draw(words), "left") for _ in range(labels)), *(Column(head) for head in heads)]
    kinds = [*[words] * labels, *[numbers] * count]
    if draw(st.booleans()):
        columns.append(Column("levels", "left"))
        kinds.append(st.lists(words, max_size=6).map(", ".join))
    rows = draw(st.lists(st.tuples(*kinds), max_size=4))
    return Table("title", tuple(columns), tuple(rows), ("note",))


@given(tables(), st.integers(40, 150))
def test_every_part_fits(table: Table, width: int) -> None:
    for part in split(table, width):
        found = fit(part, width)
        assert sum(found.widths) + found.gap * (len(found.widths) - 1) <= width


@given(tables(), st.integers(40, 150))
def test_numbers_and_words_of_headings_stay_whole(table: Table, width: int) -> None:
    for part in split(table, width):
        for column, room, place in zip(part.columns, fit(part, width).widths, range(99), strict=False):
            assert all(len(word) <= room for word in column.name.split())
            if column.align == "right":
                assert all(len(row[place]) <= room for row in part.rows)


@given(tables(), st.integers(40, 150))
def test_the_parts_together_are_the_table(table: Table, width: int) -> None:
    parts, labels = split(table, width), 1
    if any(column.align == "right" for column in table.columns):
        labels = [column.align for column in table.columns].index("right")
    assert tuple(column for part in parts for column in part.columns[labels:]) == table.columns[labels:]
    assert all(part.columns[:labels] == table.columns[:labels] for part in parts)
    for number, row in enumerate(table.rows):
        assert tuple(cell for part in parts for cell in part.rows[number][labels:]) == row[labels:]
        assert all(part.rows[number][:labels] == row[:labels] for part in parts)
    assert (parts[0].title, parts[-1].notes) == ("title", ("note",))


@given(tables())
def test_with_room_enough_nothing_is_broken(table: Table) -> None:
    (part,) = split(table, 1000)
    found = fit(part, 1000)
    assert found.gap == 2
    for column, room in zip(part.columns, found.widths, strict=True):
        assert room >= len(column.name)
