"""What is installed is complete: every text, every data file, the page's files, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT

PACKAGES = ("assistant", "ingest", "store", "prompts")


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_packages_and_no_other(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    assert held >= set(tracked.stdout.split())
    assert {name.split("/")[0] for name in held} == set(PACKAGES)


def test_constraints_pin_every_dependency_exactly() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.count("==") == 1 for line in lines)
    assert "torch==2.13.0" in lines


def test_the_models_that_ship_fit_their_budget_and_have_cards() -> None:
    folders = [ROOT / "store" / "models" / "encoder", ROOT / "assistant" / "models" / "reader"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 60_000_000
    for folder in folders:
        assert "licen" in (folder / "README.md").read_text(encoding="utf-8").lower()
