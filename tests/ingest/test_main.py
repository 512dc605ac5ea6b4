"""The script as an administrator runs it: exit codes, what goes where."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store.library import Library
from store.writer import Writer
from tests.support import ROOT, SAMPLES, write_release


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest", *arguments, "--home", str(home)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)


@pytest.mark.slow
def test_a_run_with_a_bad_document_reports_and_exits_3(tmp_path: Path) -> None:
    write_release(tmp_path / "in", "good.txt", "Brest et Lyon ont signé un accord.")
    (tmp_path / "in" / "bad.txt").write_bytes(b"")
    done = run(str(tmp_path / "in"), "--json", home=tmp_path / "home")
    assert done.returncode == 3
    assert "bad.txt" in done.stderr
    report = json.loads(done.stdout)
    assert (report["counts"]["added"], report["counts"]["failed"]) == (1, 1)
    again = run(str(tmp_path / "in" / "good.txt"), home=tmp_path / "home")
    assert (again.returncode, again.stdout.split(" in ")[0]) == (0, "1 seen, 1 unchanged")
    assert again.stderr == ""


def test_a_wrong_path_exits_2(tmp_path: Path) -> None:
    done = run(str(tmp_path / "nothing"), home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, "")
    assert str(tmp_path / "nothing") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_held_lock_exits_11(tmp_path: Path) -> None:
    write_release(tmp_path / "in", "good.txt", "Brest et Lyon ont signé un accord.")
    library = Library(tmp_path / "home")
    with Writer(library):
        done = run(str(tmp_path / "in"), home=tmp_path / "home")
    library.close()
    assert done.returncode == 11
    assert "Another process" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_exits_as_such_and_can_go_on(stop: signal.Signals, code: int, tmp_path: Path) -> None:
    for number in range(400):
        write_release(tmp_path / "in", f"{number}.txt", f"Brest et Lyon ont signé l'accord {number}. " * 20)
    home = tmp_path / "home"
    command = [sys.executable, "-m", "ingest", str(tmp_path / "in"), "--home", str(home)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=os.environ | {"OMP_NUM_THREADS": "1"})
    while not (home / "writer.lock").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(stop)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == code, errors.decode()
    library = Library(home)
    with Writer(library):
        assert library.rows("SELECT count(*) FROM releases WHERE state = 'pending'") == [(0,)]
    library.close()


def test_help_is_there_and_quick_to_import_nothing_heavy() -> None:
    script = "import sys, ingest.__main__, assistant.cli; print([m for m in sys.modules if m in sys.argv[1:]])"
    heavy = ["torch", "chromadb", "gradio", "sentence_transformers", "llama_index", "trafilatura", "numpy"]
    done = subprocess.run([sys.executable, "-c", script, *heavy], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_samples_are_sixteen_half_in_each_language() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.txt")]
    assert len(texts) == 16
    assert sum("\nLangue : français\n" in text for text in texts) == 8
