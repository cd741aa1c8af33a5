"""Fetching a file by its address: to the disk, bounded, with a clear word where it fails.

Owns the network; nothing else in the game opens a connection, and this does so only when asked.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from game import __version__

TIMEOUT_SECONDS = 30.0
MOST_BYTES = 4 * 1024**3
_BLOCK = 256 * 1024


def download(url: str, out: Path) -> int:
    """Write what an address (http or https) gives into a file; the number of bytes.

    Proxies are those of the environment. Raises OSError with one line that says what to do.
    """
    request = urllib.request.Request(url, headers={"User-Agent": f"spot-the-fake/{__version__}"})  # noqa: S310 (checked)
    if request.type not in ("http", "https"):
        raise OSError(f"'{url}' is no address that packs are fetched from; it begins with https://")
    size = 0
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer, out.open("wb") as file:  # noqa: S310
            announced = answer.headers.get("Content-Length")
            while block := answer.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise OSError(f"'{url}' gives more than {MOST_BYTES // 10**9} GB; that is no pack")
                file.write(block)
    except urllib.error.HTTPError as error:
        raise OSError(f"'{url}' answers {error.code} ({error.reason}); check the address") from None
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise OSError(f"'{url}' cannot be reached ({reason}); check the connection and try again") from None
    if announced is not None and announced.isdecimal() and size != int(announced):
        raise OSError(f"'{url}' broke off after {size} of {announced} bytes; try again")
    return size
