"""The Olist example on files that are not those of the data set: no leads, no files."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "olist_funnel.py"


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE), str(folder), "--store", str(folder / "olist.db"), "--json"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_where_there_are_no_leads_a_rate_is_undefined(tmp_path: Path) -> None:
    example = runpy.run_path(str(EXAMPLE))
    for name, mapping in (("LEADS", "MQLS"), ("DEALS", "WON")):
        header = ",".join(example[mapping].columns)
        (tmp_path / example[name]).write_text(header + "\n")
    total = json.loads(run(tmp_path).stdout)["total"]
    assert (total["leads"], total["conversion_rate"], total["median_days_to_won"]) == (0, None, None)


def test_a_folder_without_the_files_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no such file" in done.stderr and "Traceback" not in done.stderr
