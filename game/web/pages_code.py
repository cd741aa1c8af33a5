"""The page's own code: the files of `client/`, as they stand in a page, and which texts they show.

Owns the order of the scripts. Refuses data: that is the book's.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

CLIENT = Path(__file__).resolve().parent / "client"
SCRIPTS = (  # in the order in which they need each other
    "chance", "dealing", "judging", "words", "media", "view", "rounds", "reveal", "summary", "guide", "scorm", "main",
)  # fmt: skip


@cache
def client(name: str) -> str:
    """A file of the client's."""
    return (CLIENT / name).read_text(encoding="utf-8")


def style() -> str:
    """The page's style sheet, with its typeface in it."""
    faces = []
    for cut, weight in (("Regular", 400), ("Bold", 700)):
        font = base64.b64encode((CLIENT / f"AtkinsonHyperlegibleNext-{cut}.woff2").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Atkinson Hyperlegible Next";font-weight:{weight};font-display:swap;'
            f"src:url(data:font/woff2;base64,{font})}}"
        )
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", client("look.css"), flags=re.DOTALL).splitlines())
    return "\n".join([*faces, *filter(None, lines)])  # without the file's remarks, as the code


def script() -> str:
    """The page's code: all of it in one scope, hiding all but what a clip's file calls."""
    code = "\n".join(["'use strict';(() => {", *(client(f"{name}.js") for name in SCRIPTS), "})();"])
    lines = (line.strip() for line in code.splitlines())  # the client's files keep their remarks; a page needs none
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def shows(key: str) -> bool:
    """Whether the script may show a text of the interface, by its key: it is named there, or its beginning is."""
    named, begun = _keys()
    return key in named or key.startswith(begun)


@cache
def _keys() -> tuple[frozenset[str], tuple[str, ...]]:
    code = script()
    named = re.findall(r'"([a-z]+(?:\.[a-z0-9-]+)+)"', code)
    return frozenset(named), tuple(sorted(set(re.findall(r"`([a-z]+\.[a-z.-]*)\${", code))))
