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
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 90


def readable(
    app: Sphinx,
    what: str,
    name: str,
    obj: object,
    options: object,
    signature: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """A default that a dataclass makes anew each time has no source text; what Python shows instead cannot be read."""
    return signature and signature.replace("<factory>", "..."), returns


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-signature", readable)
    # Pygments has no lexer for these, and a diagram's text is readable as it is.
    app.add_lexer("mermaid", TextLexer)


# Rules and policies both have findings; a page of one names its own.
suppress_warnings = ["ref.python"]
