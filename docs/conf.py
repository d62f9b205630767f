"""How the documentation is built: Sphinx reads Markdown through MyST; any warning fails the build."""

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

from leadlife._version import __version__

project = "leadlife"
author = "leadlife developers"
copyright = "2026, leadlife developers"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"leadlife {release}"

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_class_signature = "separated"


def setup(app: Sphinx) -> None:
    # Pygments has no lexer for these, and a diagram's text is readable as it is.
    app.add_lexer("mermaid", TextLexer)
