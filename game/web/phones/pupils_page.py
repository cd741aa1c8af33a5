"""The pupil's page as the server gives it out: the page, its style, its script and the game's typeface.

Owns which files those are. Plain HTML, CSS and JavaScript lie in `client/`; the words come from the game's texts.
"""

from __future__ import annotations

import html
import json
from pathlib import Path

from game.base.places import fonts_folder
from game.base.text import Words
from game.play.event import ANSWERS, Team
from game.web.phones.phone_server import StaticFile

CLIENT = Path(__file__).parent / "client"
TEXTS = (
    "title", "where", "keeps", "count", "gone", "gone.pending", "sending", "sent", "missed", "teams",
    "join", "join.code", "join.enter", "closer", "closer.whole", "closer.moves",
    *(f"refused.{why}" for why in ("code", "locked", "full", "over", "often", "unknown")),
    *(f"step.{step}" for step in ("lobby", "look", "vote.first", "vote.second", "talk", "closed", "elsewhere", "over")),
    *(f"text.{step}" for step in ("lobby", "look", "talk", "closed", "elsewhere", "over")),
    "reveal.real", "reveal.fake", "said.right", "said.other", "said.first",
)  # fmt: skip
FONTS = {"/regular.ttf": "AtkinsonHyperlegibleNext-Regular.ttf", "/bold.ttf": "AtkinsonHyperlegibleNext-Bold.ttf"}


def page_files(words: Words, code: str, teams: tuple[Team, ...] = ()) -> dict[str, StaticFile]:
    """The page's files by their paths, in one language; raises OSError where the game is not whole."""
    texts = {key: words(f"phone.{key}") for key in TEXTS}
    texts["where"] = words("phone.where", code=code, place="{place}", of="{of}")
    texts["reveal.right"] = words("reveal.right.title")
    texts |= {f"answer.{says}": words(f"answer.{says}") for says in ANSWERS}
    texts |= {f"team.{team.sign}": words(f"team.{team.name}") for team in teams}
    page = (CLIENT / "phone.html").read_text(encoding="utf-8")
    filled = {
        "language": html.escape(words.language), "title": html.escape(words("phone.title")),
        "noscript": html.escape(words("phone.noscript")), "words": _in_html(texts),
    }  # fmt: skip
    for name, text in filled.items():
        page = page.replace("{{" + name + "}}", text)
    return {
        "/": StaticFile("text/html; charset=utf-8", page.encode()),
        "/phone.css": StaticFile("text/css; charset=utf-8", (CLIENT / "phone.css").read_bytes()),
        "/phone.js": StaticFile("text/javascript; charset=utf-8", (CLIENT / "phone.js").read_bytes()),
        "/icon.svg": StaticFile("image/svg+xml", (CLIENT / "icon.svg").read_bytes()),
        **{path: StaticFile("font/ttf", (fonts_folder() / name).read_bytes()) for path, name in FONTS.items()},
    }


def _in_html(texts: dict[str, str]) -> str:
    """JSON that no HTML parser takes for the end of its element."""
    return json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
