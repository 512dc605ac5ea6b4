"""The whole flow with no network: once with sockets blocked inside Python, once without any interface but loopback."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pytest_socket import SocketConnectBlockedError

from assistant.build import open_assistant
from assistant.ui.server import build_app
from ingest.sync import sync
from store.config import read_settings
from store.encoder import open_encoder
from store.library import Library
from tests.support import ROOT, SAMPLES

FLOW = """
import socket, sys
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)
except OSError:
    pass
else:
    sys.exit("there is a network after all")
from assistant.cli import app
from typer.testing import CliRunner
for arguments in (["ingest", sys.argv[1]], ["ask", "Who signed for the ARC of South Africa?"], ["verify"]):
    done = CliRunner().invoke(app, arguments)
    print(done.stdout)
    assert done.exit_code == 0, done.output
"""


@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_sockets_are_blocked_here() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_the_whole_flow_opens_no_connection() -> None:
    settings = read_settings()
    library = Library(settings.home)
    assert sync(library, open_encoder(), [str(SAMPLES)]).counts["added"] == 16
    library.close()
    assistant = open_assistant(settings)
    answer = assistant.answer("Qui a signé pour l'ARC d'Afrique du Sud ?")
    assert "Moephuli" in answer.text
    with TestClient(build_app(assistant), base_url="http://127.0.0.1") as page:
        assert page.get("/healthz").status_code == 200
        assert page.get("/").status_code == 200
        assert "Moephuli" in page.get(f"/releases/{answer.citations[0].release.id}").text
    assistant.close()


@pytest.mark.slow
def test_the_whole_flow_works_without_a_network_and_writes_only_to_its_home(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let a test make a network namespace (unshare -rn)")
    user = tmp_path / "user"
    user.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(user), "PARTNERSHIPS_HOME": str(tmp_path / "library")}
    done = subprocess.run(
        [unshare, "-rn", sys.executable, "-c", FLOW, str(SAMPLES)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Moephuli" in done.stdout
    written = {path.relative_to(user).as_posix() for path in user.rglob("*") if path.is_file()}
    assert written == set(), "something was written outside the library"
