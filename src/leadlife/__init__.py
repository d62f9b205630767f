"""leadlife: the life of a sales lead, as code inside your own application."""

from leadlife._version import __version__

__all__ = ["__version__"]
