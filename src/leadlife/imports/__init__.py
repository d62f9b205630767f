"""Imports: CSV files into leads, by a typed mapping; resumed where they were killed, never twice."""

from leadlife.imports.columns import Column, Entered, OwnerColumn
from leadlife.imports.importing import THE_IMPORTER, import_csv
from leadlife.imports.mapping import ImportMapping
from leadlife.imports.rejects import Reject
from leadlife.imports.result import ImportResult

__all__ = [
    "THE_IMPORTER",
    "Column",
    "Entered",
    "ImportMapping",
    "ImportResult",
    "OwnerColumn",
    "Reject",
    "import_csv",
]
