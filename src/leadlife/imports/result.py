"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of the rows of a file; every row is counted once.

    ``imported`` rows each began a lead; ``continued`` rows told something new of a lead that was there; ``unchanged``
    rows told nothing new; ``replayed`` rows had been committed by an earlier import of the same file, which this one
    finished; ``rejected`` rows are in the file ``rejects``, with their reasons.
    """

    read: int = 0
    imported: int = 0
    continued: int = 0
    unchanged: int = 0
    replayed: int = 0
    rejected: int = 0
    chunks: int = 0
    chunks_replayed: int = 0
    rejects: Path | None = None

    @property
    def skipped(self) -> int:
        """Rows that were fine, and had nothing left to write."""
        return self.unchanged + self.replayed

    @property
    def already(self) -> bool:
        """Whether the whole file had been imported before, so that nothing was written now."""
        return self.chunks > 0 and self.chunks == self.chunks_replayed

    def __str__(self) -> str:
        """One sentence for people.

        >>> print(ImportResult(read=8000, imported=7999, rejected=1, chunks=8, rejects=Path("leads.rejects.csv")))
        8,000 rows read: 7,999 imported, 1 rejected (see leads.rejects.csv)
        """
        parts = [
            f"{count:,} {word}"
            for word, count in (
                ("imported", self.imported),
                ("continued", self.continued),
                ("unchanged", self.unchanged),
                ("imported before", self.replayed),
                ("rejected", self.rejected),
            )
            if count
        ]
        said = f"{self.read:,} rows read: {', '.join(parts) or 'nothing to import'}"
        if self.rejects is not None:
            said += f" (see {self.rejects})"
        return f"already imported, nothing written: {said}" if self.already else said
