"""Ralph, a learning record store, with its file-system back end on loopback.

That back end takes one request and refuses the next, since it only creates its file; here it adds to it. All else is
Ralph as it comes: what it proves, what it compares, what it answers.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RALPH = shutil.which("ralph", path=str(Path(sys.executable).parent))
ADDS = """
from ralph.backends.data.base import BaseOperationType
from ralph.backends.data.fs import FSDataBackend
FSDataBackend.default_operation_type = BaseOperationType.APPEND
"""
USER, SECRET = "test", "pw-of-the-test"  # of a server on loopback that lives for one test


@contextmanager
def ralph(folder: Path) -> Iterator[str]:
    """The address of the statements of a store that keeps them in a folder; ends it."""
    assert RALPH is not None
    (folder / "archives").mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(ADDS, encoding="utf-8")
    environment = {
        "PYTHONPATH": str(folder),
        "PATH": str(Path(RALPH).parent), "RALPH_APP_DIR": str(folder), "HOME": str(folder),
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "archives"),
        "RALPH_AUTH_FILE": str(folder / "auth.json"), "RALPH_RUNSERVER_BACKEND": "fs",
    }  # fmt: skip
    subprocess.run(
        [RALPH, "auth", "-u", USER, "-p", SECRET, "-s", "all", "-A", "test", "https://test.invalid", "-w"],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [RALPH, "runserver", "-b", "fs", "-h", "127.0.0.1", "-p", str(port)],
            env=environment, stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
        try:
            end = time.monotonic() + 30
            while True:
                try:
                    ask(f"http://127.0.0.1:{port}/xAPI/statements")
                    break
                except OSError:
                    assert time.monotonic() < end, (folder / "server.log").read_text(encoding="utf-8")
                    assert server.poll() is None, (folder / "server.log").read_text(encoding="utf-8")
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/xAPI/statements"
        finally:
            server.terminate()
            server.wait()


def ask(url: str, sent: object = None) -> Any:
    """GET, or POST what is to be sent; the answer as data."""
    headers = {
        "Authorization": "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode(),
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
    }
    content = None if sent is None else json.dumps(sent).encode()
    request = urllib.request.Request(url, content, headers)  # noqa: S310 (loopback)
    with urllib.request.urlopen(request, timeout=20) as answered:  # noqa: S310
        text = answered.read()
    return json.loads(text) if text else None
