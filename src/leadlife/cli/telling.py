"""A lead's story in the terminal."""

from __future__ import annotations

from rich.table import Table as Grid
from rich.text import Text

from leadlife.cli import terminal
from leadlife.reports import Story


def tell(story: Story) -> None:
    """Show a story: an event a line, and beneath it why, and what it did to clocks."""
    console = terminal.out()
    console.print(Text(story.title, style="bold"))
    console.print()
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(justify="right", style="dim")
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in story.lines:
        said = Text(f"{line.who}: {line.what}")
        beneath = ([f"because: {line.why}"] if line.why else []) + [f"clock {clock}" for clock in line.clocks]
        for text in beneath:
            said.append(f"\n{text}", style="dim")
        grid.add_row(f"#{line.seq}", line.when, said)
    console.print(grid)
