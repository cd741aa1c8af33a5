"""Handouts: what a class gets on paper, read back from the PDF; and that a pupil's sheet keeps its secrets."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec
import pytest
from fpdf import FPDF

from game.base import places
from game.base.text import Words
from game.commands.cli import main
from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.kinds import Round
from game.model.kinds.order_round import OrderRound
from game.model.kinds.pick_round import PickRound
from game.model.kinds.read_round import ReadRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import DrawRounds, Level, Plan, PlanAnswers, PlanStep
from game.model.picture import Picture, Region
from game.model.scoring import Mask
from game.pack.document import FOOT, MARGIN, PAPERS, Paper, document
from game.pack.library import Library
from game.paper import tells_card as card
from game.paper.grid import Grid, Square, grid_of, named
from game.paper.handout import DEALT, SheetKind, handout
from game.paper.plan import CRITERIA
from game.paper.plate import LEAST_DPI, MOST_DPI
from game.play import rules
from game.play.rules import shuffled

pypdf = pytest.importorskip("pypdf", reason="pypdf reads PDFs back")

TO = "\N{EN DASH}"
POINTS_PER_MM = 72 / 25.4
SIZES = {"a4": (595, 842), "letter": (612, 792)}  # points
PUPILS: tuple[SheetKind, ...] = ("sheet", "short")
SAMPLES: list[tuple[str, str, Paper]] = [  # of the game's own: between them every kind of round but draws
    ("lesson-45", "it", "a4"), ("cut-clone-erase", "en", "letter"),
]  # fmt: skip


class Placed(NamedTuple):
    """Something on a page: its edges in mm from the upper left corner, and a text or a picture's pixels."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    pixels: tuple[int, int] = (0, 0)


class Document:
    """A PDF, read back."""

    def __init__(self, content: bytes) -> None:
        self.content, self.reader = content, pypdf.PdfReader(BytesIO(content))
        self.text = flat(" ".join(page.extract_text() for page in self.reader.pages))

    def size(self, page: Any) -> tuple[float, float]:
        """Width and height of a page in mm."""
        return float(page.mediabox.width) / POINTS_PER_MM, float(page.mediabox.height) / POINTS_PER_MM

    def texts(self, page: Any, ruler: FPDF) -> list[Placed]:
        """Every piece of text that stands on a page by itself; the ruler knows how wide letters are."""
        _, height = self.size(page)
        found = []

        def see(text: str, _matrix: list[float], at: list[float], font: dict[str, str] | None, size: float) -> None:
            words = text.strip()
            if not words or font is None:
                return
            face = "Noto Sans" if "Noto" in font["/BaseFont"] else "Atkinson Hyperlegible Next"
            ruler.set_font(face, "B" if "Bold" in font["/BaseFont"] else "", size)
            x, y, high = at[4] / POINTS_PER_MM, height - at[5] / POINTS_PER_MM, size / POINTS_PER_MM
            found.append(Placed(x, y - 0.68 * high, x + ruler.get_string_width(words), y + 0.1 * high, words))

        page.extract_text(visitor_text=see)
        return found

    def pictures(self, page: Any) -> list[Placed]:
        """Every picture on a page."""
        _, height = self.size(page)
        objects = page["/Resources"].get("/XObject", {})
        found = []
        matrix: list[float] = []
        for operands, operator in pypdf.generic.ContentStream(page.get_contents(), self.reader).operations:
            if operator == b"cm":
                matrix = [float(value) / POINTS_PER_MM for value in operands]
            elif operator == b"Do":
                image = objects[operands[0]]
                wide, _, _, tall, x, y = matrix
                pixels = int(image["/Width"]), int(image["/Height"])
                found.append(Placed(x, height - y - tall, x + wide, height - y, "", pixels))
        return found

    def strokes(self, page: Any) -> Iterator[tuple[float, float]]:
        """Every point through which something is drawn, in mm."""
        _, height = self.size(page)
        for operands, operator in pypdf.generic.ContentStream(page.get_contents(), self.reader).operations:
            values = [float(value) / POINTS_PER_MM for value in operands] if operator in b"m l c re".split() else []
            if operator == b"re":
                x, y, wide, tall = values
                values = [x, y, x + wide, y + tall]
            for x, y in zip(values[::2], values[1::2], strict=True):
                yield x, height - y

    def alternatives(self) -> list[str]:
        """The texts that stand for pictures."""
        root = self.reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
        return [str(item.get_object()["/Alt"]) for item in root["/K"] if "/Alt" in item.get_object()]


def flat(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


READ: dict[tuple[object, ...], Document] = {}


def printed(
    library: Library, kind: SheetKind, level: str | None, language: str = "en", seed: int = 1, paper: Paper = "a4"
) -> Document:  # fmt: skip
    """A handout, read back; once for all tests."""
    key = id(library), kind, level, language, seed, paper
    if key not in READ:
        READ[key] = Document(handout(library, Words(language), kind, level, seed, paper).content)
    return READ[key]


def secrets_of(library: Library, words: Words, level: Level, rounds: tuple[Round, ...]) -> list[str]:
    """What only whoever leads may read: everything that tells, or hints at, what is true."""
    found = [words.of(level.closing)]
    for entry in rounds:
        found += [words.of(entry.teacher_note), words.of(entry.discuss), words.of(entry.expected)]
        if isinstance(entry, (OrderRound, ChooseRound, InvestigateRound)):
            found.append(words.of(entry.explain))
        if isinstance(entry, ChooseRound):
            found += [words.of(choice.note) for choice in entry.choices]
        for name in entry.pictures:
            picture = library.pictures[name]
            found += [library.credited(text, words) for text in (picture.credit, picture.licence, picture.source)]
            if isinstance(entry, (OrderRound, ChooseRound, InvestigateRound)) or entry.__struct_config__.tag == "read":
                continue
            found += [words.of(item.note) for item in picture.evidence]
            found += [words.of(library.tells[item.tell].name) for item in picture.visible if picture.fake]
            found += [words.of(picture.looks_odd)] if not picture.fake else []
    if level.plan:
        plan = level.plan
        lists = (plan.aims, plan.material, plan.before, plan.during, plan.after, *msgspec.structs.astuple(plan.answers))
        found += [words.of(text) for texts in lists for text in texts] + [words.of(step.text) for step in plan.steps]
    return sorted({flat(text).rstrip(".") for text in found if len(text) > 3})


def session_of(library: Library, level: str, seed: int = 1) -> rules.Session:
    """The rounds that a sheet prints."""
    return rules.start(library.levels[level], library.pictures, seed)


def stretched(value: Any, share: float = 1.0) -> Any:
    """A value of the model whose texts by language are longer by a share."""
    if isinstance(value, msgspec.Struct):
        return type(value)(**{name: stretched(getattr(value, name), share) for name in value.__struct_fields__})
    if isinstance(value, tuple):
        return tuple(stretched(item, share) for item in value)
    if isinstance(value, dict) and set(value) <= {"en", "it"}:
        return {code: longer(text, share) for code, text in value.items()}
    if isinstance(value, dict):
        return {name: stretched(item, share) for name, item in value.items()}
    return value


def longer(text: str, share: float) -> str:
    """A text with words of its own repeated at its end."""
    more = text.split()
    return " ".join([text, *more[: max(1, round(len(more) * share))]])


class LongWords(Words):
    """An interface whose texts are 40 % longer than Italian."""

    def __call__(self, key: str, **values: object) -> str:
        """A text and its beginning once more; numbers stay."""
        text = super().__call__(key, **values)
        return text if key in ("document.page", "number.decimal", "handout.seconds") else longer(text, 0.4)


@pytest.fixture(scope="module")
def everything(small_pack: Library) -> Library:
    """The small pack with a plan and notes for its level that holds every kind of round but clips."""
    text = {"en": "Ask who gains by it.", "it": "Chiedi a chi giova."}
    slip = {"en": "Next time I will …", "it": "La prossima volta …"}
    answers = PlanAnswers(
        *(({"en": f"Answer {name}.", "it": f"Risposta {name}."},) for name in ("one", "two", "three"))
    )
    plan = Plan(
        20, text, (text, text), (text,), (PlanStep(5, text), PlanStep(15, text)), (text,), (text,), (text,), (slip,),
        answers,
    )  # fmt: skip
    level = small_pack.levels["everything"]
    rounds = tuple(
        msgspec.structs.replace(
            entry,
            teacher_note={"en": f"Note number {place}.", "it": f"Nota numero {place}."},
            discuss={"en": f"Talk number {place}.", "it": f"Parola numero {place}."},
            expected={"en": f"Reply number {place}.", "it": f"Replica numero {place}."},
        )
        if isinstance(entry, VerdictRound | PickRound | ChooseRound | OrderRound)
        else entry
        for place, entry in enumerate(level.rounds)
    )
    return msgspec.structs.replace(
        small_pack, levels={"everything": msgspec.structs.replace(level, plan=plan, rounds=rounds)}
    )


@pytest.fixture(scope="module")
def ruler() -> Iterator[FPDF]:
    """Measures text in the fonts of the documents."""
    pdf = document("", Words("en"), "")
    pdf.add_page()
    yield pdf
    pdf.output()  # closes the fonts


# --- what stands on the pages


@pytest.mark.parametrize(
    ("paper", "language", "said"),
    [
        (
            "letter", "en",
            (
                "Real, fake, or can", "Tick an answer", "this one is C2.", "Real or fake?",
                "How sure are you?", "Fairly sure", "A case: what is it?", "find out who published it",
                "Exit slip", "Something I can explain to someone at home", "sheet 1",
            ),
        ),
        (
            "a4", "it",
            (
                "Vera, falsa o non si può dire", "Segna una risposta", "questo è C2.", "Vera o falsa?",
                "Quanto è sicura la tua risposta?", "Quasi certamente", "Un caso: che cos",
                "pubblicata per primo, e quando", "uscita", "Una cosa che so spiegare a casa", "scheda 1",
            ),
        ),
    ],
)  # fmt: skip
def test_a_sheet_is_text_on_its_paper(shipped: Library, paper: Paper, language: str, said: tuple[str, ...]) -> None:
    """Its words read back; fonts are embedded; title, language and the size of every page are set."""
    sheet = printed(shipped, "sheet", "lesson-45", language, paper=paper)
    for sentence in said:
        assert sentence in sheet.text
    assert sheet.reader.trailer["/Root"]["/Lang"] == language
    assert sheet.reader.metadata.title == shipped.levels["lesson-45"].title[language]
    pages = len(sheet.reader.pages)
    fonts = set()
    for number, page in enumerate(sheet.reader.pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == SIZES[paper]
        assert flat(Words(language)("document.page", n=number, of=pages)) in flat(page.extract_text())
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert all("AtkinsonHyperlegible" in name or "NotoSans" in name for name in fonts), fonts


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_kind_of_round_is_asked(everything: Library, language: str) -> None:
    """Verdict, pick, point, draw, card, series, orders with and without pictures, choices."""
    words, session = Words(language), session_of(everything, "everything")
    sheet = printed(everything, "sheet", "everything", language)
    for entry in session.rounds:
        asked = {
            "verdict": words("verdict.question"), "point": words("point.question"),
            "pick": words("pick.question", n=3),
        }.get(str(entry.__struct_config__.tag), "")  # fmt: skip
        for text in (
            asked, *(words.of(getattr(entry, key, None)) for key in ("title", "text", "question")),
            *(words.of(item.text) for key in ("steps", "choices") for item in getattr(entry, key, ())),
            *(words.of(frame.caption) for frame in getattr(entry, "series", ())),
        ):  # fmt: skip
            assert flat(text) in sheet.text
    shown = [everything.pictures[name] for entry in session.rounds for name in entry.pictures]
    assert sorted(sheet.alternatives()) == sorted(words.of(picture.alt) for picture in shown)


def test_a_pick_of_one_picture_is_a_verdict(everything: Library) -> None:
    """On paper nothing can be touched."""
    level = msgspec.structs.replace(everything.levels["everything"], rounds=(PickRound(("face",)),), plan=None)
    library = msgspec.structs.replace(everything, levels={"everything": level})
    sheet = printed(library, "sheet", "everything")
    assert "Real or fake?" in sheet.text
    assert "Touch" not in sheet.text
    assert "Fake ·" in printed(library, "answers", "everything").text


def test_a_clip_is_a_strip_of_frames(shipped: Library) -> None:
    """Six, the first and the last among them, each with its time; the answers say what paper cannot show."""
    level = msgspec.structs.replace(shipped.levels["moving-pictures"], rounds=(ClipRound("clip-swap-trembles"),))
    library = msgspec.structs.replace(shipped, levels={level.id: level})
    sheet = printed(library, "sheet", level.id)
    assert len(sheet.alternatives()) == 6
    for time in ("0.0 s", "0.6 s", "1.2 s", "1.8 s", "2.3 s", "2.9 s"):
        assert time in sheet.text
    answers = printed(library, "answers", level.id)
    assert "show the clips, if you can" in answers.text
    assert f"A face that trembles (C2{TO}G5)" in answers.text
    asked = msgspec.structs.replace(level, rounds=(VerdictRound("clip-swap-trembles"),))
    alike = msgspec.structs.replace(shipped, levels={level.id: asked})
    assert printed(alike, "sheet", level.id).text == sheet.text


# --- the answers stay on the answer sheet


@pytest.mark.parametrize(("level", "language", "paper"), [("everything", "en", "a4"), *SAMPLES])
def test_the_answers_stand_on_their_own_sheet_alone(
    everything: Library, shipped: Library, level: str, language: str, paper: Paper
) -> None:
    """Truth, evidence, notes, closing words and credits: all on the answer sheet, none on the pupil's."""
    library = everything if level == "everything" else shipped
    words = Words(language)
    secrets = secrets_of(library, words, library.levels[level], session_of(library, level).rounds)
    answers = printed(library, "answers", level, language, paper=paper)
    assert len(secrets) > 20
    assert [text for text in secrets if text not in answers.text] == []
    for kind in PUPILS:
        sheet = printed(library, kind, level, language, paper=paper)
        assert [text for text in secrets if text in sheet.text] == []
        hidden = " ".join([*sheet.alternatives(), str(sheet.reader.metadata), str(sheet.reader.outline)])
        assert [text for text in secrets if text in hidden] == []


def test_a_picture_brings_nothing_of_its_file_along(shipped: Library) -> None:
    """The game's own files hold their source type and credit; the document does not."""
    file = shipped.path(shipped.pictures["portrait-glitter-face"].file).read_bytes()
    assert b"trainedAlgorithmicMedia" in file
    sheet = printed(shipped, "sheet", "lesson-45")
    for page in sheet.reader.pages:
        for item in page["/Resources"].get("/XObject", {}).values():
            data = item.get_object()._data
            assert not re.search(rb"Exif|xpacket|Photoshop|AlgorithmicMedia|Spot the Fake", data)
    assert not re.search(rb"portrait-glitter|images/|noncommercial", sheet.content)


def test_answers_name_what_is_drawn(shipped: Library) -> None:
    """Tells and what is right with their squares, the untouched picture, and where nothing shows the best answer."""
    answers, words = printed(shipped, "answers", "lesson-45"), Words("en")
    assert f"{shipped.tells['skin-waxy'].name['en']} (D3, E3)" in answers.text
    assert f"1 {words('reveal.right.title')} (" in answers.text
    assert words("handout.unseen") in answers.text
    assert f"5 {words('handout.unseen.short')}" in answers.text
    for text in ("Aims", "Steps", "9 min", "Ask before", "Ask during", "Ask after", "each pupil writes"):
        assert text in answers.text
    edited = printed(shipped, "answers", "cut-clone-erase", paper="letter")
    original = shipped.pictures[str(shipped.pictures["removal-cocktail-orphan-shadow"].original)]
    assert original.alt["en"] in edited.alternatives()


def test_pictures_that_tell_on_each_other_are_named(shipped: Library) -> None:
    """On a screen they follow each other, on paper they lie side by side: whoever leads is told."""
    assert "Made from one picture" not in printed(shipped, "answers", "cut-clone-erase", paper="letter").text
    moon = ("splice-ball-on-the-moon", "splice-dog-on-the-moon", "copymove-astronaut-twin")
    rounds = (*(VerdictRound(name) for name in moon[:2]), PickRound(("animal-owl", moon[2])))
    level = msgspec.structs.replace(shipped.levels["cut-clone-erase"], rounds=rounds)
    answers = printed(msgspec.structs.replace(shipped, levels={level.id: level}), "answers", level.id)
    assert "Made from one picture: 1, 2, 3B." in answers.text


def test_credits_are_a_page_of_their_own(shipped: Library) -> None:
    """Every picture printed anywhere is credited there, the untouched ones too, and nothing else stands on it."""
    answers = printed(shipped, "answers", "lesson-45")
    last = flat(answers.reader.pages[-1].extract_text())
    assert last.startswith("Credits After the solution")
    session = session_of(shipped, "lesson-45")
    names = {name for entry in session.rounds for name in entry.pictures}
    names |= {
        str(shipped.pictures[name].original)
        for name in names
        if shipped.pictures[name].original and not shipped.pictures[name].clip
    }
    for name in names:
        picture = shipped.pictures[name]
        assert flat(picture.credit) in last
        assert flat(picture.licence).rstrip(".") in last
        assert flat(picture.alt["en"]) in last


ENGLISH = re.compile(
    r"(?<![\w-])(by|with|after|and|then|from|of|to|cropped|retouched|recoloured|altered|removed|replaced|combined|copied|changed"
    r"|pasted|inside|shrunk|made|face|domain|training|pictures|restrictions|seed|seeds|about|unknown|weights|cut|away|frames?"
    r"|enlarged|reduced|resized|sharpening|label|likely|words|[Ii]nstruction|[Tt]ask|edit|own|[Ww]ork)(?![\w-])"
)
NAMES = re.compile(
    r"Public Domain Pictures|public-domain-image|[\w.@:-]*/\S*|\S+_by_\S+|RandomState|US Department of \w+"
    r"|Massachusetts Institute of Technology|U\.S\. Fish and Wildlife Service|“[^”]*”|File:[^/;]*"
)


def test_credits_are_in_the_language_of_the_sheet(shipped: Library) -> None:
    """Whatever the pack says of how its pictures were made: in Italian no English word is left but in names."""
    words, english = Words("it"), Words("en")
    for picture in shipped.pictures.values():
        for text in (picture.credit, picture.licence, picture.source):
            assert shipped.credited(text, english) == text
            left = NAMES.sub("", shipped.credited(text, words))
            assert not ENGLISH.search(left), f"{picture.id}: {left}"
    last = flat(printed(shipped, "answers", "lesson-90", "it").reader.pages[-1].extract_text())
    assert "viso sostituito da Spot the Fake. Pubblico dominio; viso: immagini di addestramento" in last


def test_a_phrase_is_no_part_of_a_word(small_pack: Library) -> None:
    """The longest phrase that fits is taken; words and paths that hold one stay; without phrases all does."""
    phrases = tuple(
        {"en": en, "it": it} for en, it in (("cut", "tagliata"), ("cut out", "ritagliata"), ("face", "viso"))
    )
    pack = msgspec.structs.replace(small_pack.pack, credit_phrases=phrases)
    library = msgspec.structs.replace(small_pack, pack=pack)
    said = "A. Cutter; cut, face cut out (misc/face.dat)"
    assert library.credited(said, Words("it")) == "A. Cutter; tagliata, viso ritagliata (misc/face.dat)"
    assert library.credited(said, Words("en")) == said
    assert small_pack.credited(said, Words("it")) == said


def test_what_somebody_else_wrote_stays(small_pack: Library) -> None:
    """Words in quotation marks and names of files keep their language; what stands beside them does not."""
    pack = msgspec.structs.replace(small_pack.pack, credit_phrases=({"en": "and", "it": "e"},))
    library = msgspec.structs.replace(small_pack, pack=pack)
    said = "A and B; “cats and dogs” and more (File:Cat (old) and dog.jpg) and on"
    kept = "A e B; “cats and dogs” e more (File:Cat (old) and dog.jpg) e on"
    assert library.credited(said, Words("it")) == kept


# --- for whoever leads


@pytest.mark.parametrize("level", ["lesson-20", "lesson-45", "lesson-90"])
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_question_of_a_lesson_has_good_answers(shipped: Library, level: str, language: str) -> None:
    """Those of the plan and those of the rounds, on the answer sheet, each below its question; and a rubric."""
    words, lesson = Words(language), shipped.levels[level]
    assert lesson.plan is not None
    answers = printed(shipped, "answers", level, language).text
    asked = [
        (words.of(question), words.of(answer))
        for name in PlanAnswers.__struct_fields__
        for question, answer in zip(getattr(lesson.plan, name), getattr(lesson.plan.answers, name), strict=True)
    ]
    asked += [(words.of(entry.discuss), words.of(entry.expected)) for entry in lesson.rounds if entry.discuss]
    assert len(asked) >= 8
    for question, answer in asked:
        assert answer
        assert f"{flat(question)} {words('handout.expected')}: {flat(answer)}" in answers
    for name in CRITERIA:
        assert flat(words(f"handout.rubric.{name}.there")) in answers


def test_without_expected_answers_a_plan_is_as_before(everything: Library) -> None:
    """An old level has its questions, and the rubric that fits every lesson."""
    level = everything.levels["everything"]
    assert level.plan is not None
    plan = msgspec.structs.replace(level.plan, answers=PlanAnswers())
    rounds = tuple(
        entry if isinstance(entry, DrawRounds) else msgspec.structs.replace(entry, expected=None)
        for entry in level.rounds
    )
    old = msgspec.structs.replace(level, plan=plan, rounds=rounds)
    library = msgspec.structs.replace(everything, levels={level.id: old})
    answers = printed(library, "answers", level.id).text
    assert "Ask who gains by it." in answers
    assert Words("en")("handout.expected") not in answers
    assert "How good is a reason?" in answers


# --- on few pages


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "it"])
def test_the_short_sheet_of_lesson_45_is_two_pages(shipped: Library, language: str, paper: Paper) -> None:
    """One sheet of paper for a pupil: every round but the cards, each picture and case with its answers and lines."""
    words, session = Words(language), session_of(shipped, "lesson-45")
    found = printed(shipped, "short", "lesson-45", language, paper=paper)
    assert len(found.reader.pages) == 2
    shown = [shipped.pictures[name] for entry in session.rounds if entry.asks for name in entry.pictures]
    alternatives = found.alternatives()
    for picture in shown:
        assert any(text.startswith(words.of(picture.alt)) for text in alternatives)
    judged = sum(len(entry.judged) for entry in session.rounds)
    cases = sum(isinstance(entry, InvestigateRound) for entry in session.rounds)
    assert found.text.count(words("handout.why")) == judged == 4
    assert found.text.count(words("handout.case.why")) == cases == 2
    assert found.text.count(words("sure.3")) == judged + cases
    assert words.of(session.rounds[0].title) not in found.text.replace(words.of(shipped.levels["lesson-45"].title), "")
    assert flat(words("handout.due")) in found.text


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_question_about_a_picture_stands_beside_another_round(
    shipped: Library, ruler: FPDF, language: str, paper: Paper
) -> None:
    """In half the width, with its picture and its choices by the letters of the answer sheet."""
    words, session = Words(language), session_of(shipped, "nothing-to-see")
    found = printed(shipped, "short", "nothing-to-see", language, paper=paper)
    assert len(found.reader.pages) == 2
    ((place, entry),) = ((at, it) for at, it in enumerate(session.rounds) if isinstance(it, ChooseRound) and it.picture)
    assert flat(f"{place + 1} {words.of(entry.question)}") in found.text
    for letter, number in zip("ABC", shuffled(session, place, len(entry.choices)), strict=True):
        assert flat(f"{letter} {words.of(entry.choices[number].text)}") in found.text
    assert words.of(shipped.pictures[str(entry.picture)].alt) in found.alternatives()
    assert_laid_out(found, ruler, foot=True)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("level", ["lesson-90", "before-you-share"])
def test_cases_stand_two_by_two(shipped: Library, ruler: FPDF, level: str, language: str, paper: Paper) -> None:
    """Each with its post, all that is found, and five answers; one that is too long has its width to itself."""
    words, session = Words(language), session_of(shipped, level)
    found = printed(shipped, "short", level, language, paper=paper)
    cases = [(at, entry) for at, entry in enumerate(session.rounds, 1) if isinstance(entry, InvestigateRound)]
    assert found.text.count(words("handout.case.why")) == len(cases)
    for at, entry in cases:
        assert flat(f"{at} {words('handout.case')} {words.of(entry.post.account)}") in found.text
        said = (entry.post.text, entry.claim, *(lead.finds for lead in entry.sources if lead.finds))
        assert [text for text in said if flat(words.of(text)) not in found.text] == []
    on_a_page = [flat(page.extract_text()).count(words("handout.case.why")) for page in found.reader.pages]
    assert max(on_a_page) == 2
    assert_laid_out(found, ruler, foot=True)


def test_a_clip_is_six_pictures(shipped: Library) -> None:
    """On paper nothing moves; above them stands how long it is."""
    assert "A clip of 3.0 s, in 6 pictures." in printed(shipped, "sheet", "lesson-90").text
    assert "Un filmato di 3,0 s, in 6 immagini." in printed(shipped, "sheet", "lesson-90", "it").text


@pytest.mark.parametrize("level", ["lesson-20", "lesson-90", "cut-clone-erase", "everything"])
def test_a_short_sheet_is_shorter(shipped: Library, everything: Library, level: str) -> None:
    """Of any level, with all pictures that are asked about; of a lesson by a third of its pages."""
    library = everything if level == "everything" else shipped
    long, short = (printed(library, kind, level) for kind in PUPILS)
    pages = len(short.reader.pages), len(long.reader.pages)
    assert pages[0] < pages[1]
    assert not level.startswith("lesson") or 3 * pages[0] <= 2 * pages[1]
    rounds = [entry for entry in session_of(library, level).rounds if not isinstance(entry, ReadRound)]
    asked = [item for entry in rounds for item in entry.pictures]
    assert len(short.alternatives()) >= len(asked)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("level", "language"), [("lesson-45", "en"), ("lesson-90", "it")])
def test_exit_slips_are_four_to_a_page(
    shipped: Library, ruler: FPDF, level: str, language: str, paper: Paper
) -> None:  # fmt: skip
    """Each quarter has every prompt and lines to write on, and no place for a name."""
    words = Words(language)
    found = printed(shipped, "slips", level, language, paper=paper)
    (page,) = found.reader.pages
    width, height = found.size(page)
    texts = found.texts(page, ruler)
    plan = shipped.levels[level].plan
    assert plan is not None
    for left in (0, width / 2):
        for top in (0, height / 2):
            here = [
                item for item in texts if left <= item.left < left + width / 2 and top <= item.top < top + height / 2
            ]
            said = flat(" ".join(item.text for item in here))
            assert said.startswith(words("handout.exit"))
            assert all(flat(words.of(text)) in said for text in plan.exit_slip)
            lines = {
                round(y, 1)
                for x, y in found.strokes(page)
                if left < x < left + width / 2 and top < y < top + height / 2
            }
            assert len(lines) >= 3 * len(plan.exit_slip)
    assert_laid_out(found, ruler, foot=False)


# --- dealing


def test_sheet_and_answers_agree(everything: Library) -> None:
    """With one seed the letters of the answers are those of the sheet; another seed deals otherwise."""
    session = session_of(everything, "everything", 7)
    sheet = printed(everything, "sheet", "everything", seed=7)
    answers = printed(everything, "answers", "everything", seed=7)
    assert "sheet 7" in sheet.text
    assert "sheet 7 (--seed 7)" in answers.text
    for place, entry in enumerate(session.rounds):
        if isinstance(entry, ChooseRound):
            mixed = [entry.choices[number] for number in shuffled(session, place, len(entry.choices))]
            for letter, choice in zip("ABC", mixed, strict=False):
                assert f"{letter} {choice.text['en']}" in sheet.text
                if choice.right:
                    assert re.search(rf"\b{place + 1} {letter}\b", answers.text)
                    assert f"{letter} {choice.text['en']} (right)" in answers.text
        if isinstance(entry, OrderRound) and not entry.steps[0].picture:
            order = re.search(rf"\b{place + 1} ([A-F](?: [A-F])+)", answers.text)
            assert order
            for letter, step in zip(order[1].split(), entry.steps, strict=True):
                assert f"{letter} {step.text['en']}" in sheet.text
    drawn = {seed: [entry.pictures for entry in session_of(everything, "everything", seed).rounds] for seed in (7, 8)}
    assert drawn[7] != drawn[8]
    assert printed(everything, "sheet", "everything", seed=8).text != sheet.text.replace("sheet 7", "sheet 8")


@pytest.mark.parametrize("kind", get_args(SheetKind))
def test_the_same_input_gives_the_same_bytes(everything: Library, kind: SheetKind) -> None:
    """So that a sheet printed next year is the same sheet."""
    level = None if kind == "card" else "everything"
    assert (
        handout(everything, Words("it"), kind, level).content == handout(everything, Words("it"), kind, level).content
    )


# --- layout


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("kind", [kind for kind in get_args(SheetKind) if kind != "vote-cards"])  # cards are no pages
def test_long_texts_leave_no_page_and_cover_no_other_text(
    everything: Library, ruler: FPDF, kind: SheetKind, paper: Paper
) -> None:  # fmt: skip
    """Every text of the pack twice as long as the Italian one, the interface's by 40 %."""
    level = None if kind == "card" else "everything"
    found = Document(handout(stretched(everything), LongWords("it"), kind, level, 1, paper).content)
    assert_laid_out(found, ruler, foot=kind in DEALT)


@pytest.mark.parametrize(("level", "language", "paper"), SAMPLES)
@pytest.mark.parametrize("kind", DEALT)
def test_the_shipped_levels_are_laid_out_well(
    shipped: Library, ruler: FPDF, level: str, language: str, paper: Paper, kind: SheetKind
) -> None:
    """As they come with the game."""
    assert_laid_out(printed(shipped, kind, level, language, paper=paper), ruler, foot=True)


def assert_laid_out(found: Document, ruler: FPDF, *, foot: bool) -> None:
    """Within the margins; no text upon another; no text but numbers upon a picture; pictures whole and sharp."""
    for number, page in enumerate(found.reader.pages, 1):
        width, height = found.size(page)
        texts, pictures = found.texts(page, ruler), found.pictures(page)
        assert texts, f"page {number} is empty"
        for item in [*texts, *pictures]:
            bottom = height - (FOOT - 11 if foot else MARGIN)
            assert MARGIN - 0.7 <= item.left < item.right <= width - MARGIN + 0.7, f"page {number}: {item}"
            assert MARGIN - 0.7 <= item.top < item.bottom <= bottom + 0.7, f"page {number}: {item}"
        for x, y in found.strokes(page):
            assert MARGIN - 1 <= x <= width - MARGIN + 1, f"page {number}: x {x}"
            assert MARGIN - 1 <= y <= height - MARGIN + 1, f"page {number}: y {y}"
        for place, item in enumerate(texts):
            for other in texts[place + 1 :]:
                assert not overlap(item, other), f"page {number}: {item} {other}"
            for picture in pictures:
                assert item.text.isdecimal() or not overlap(item, picture), f"page {number}: {item} {picture}"
        for picture in pictures:
            wide, tall = picture.right - picture.left, picture.bottom - picture.top
            assert wide / tall == pytest.approx(picture.pixels[0] / picture.pixels[1], rel=0.02)
            assert LEAST_DPI - 1 <= picture.pixels[0] / wide * 25.4 <= MOST_DPI + 1


def overlap(one: Placed, other: Placed) -> bool:
    """Whether two things cover each other by more than a hair."""
    return (
        min(one.right, other.right) - max(one.left, other.left) > 0.3
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.3
    )


def test_a_large_picture_is_printed_at_300_dpi_and_a_small_one_small(tmp_path: Path, everything: Library) -> None:
    """More pixels than are seen are left out; fewer are not blown up."""
    from PIL import Image

    assets = tmp_path / "assets"
    assets.mkdir()
    pictures: dict[str, Picture] = {}
    for name, size in (("large", (4000, 3000)), ("small", (240, 200))):
        Image.effect_noise(size, 90).convert("RGB").save(assets / f"{name}.jpg")
        pictures[name] = msgspec.structs.replace(
            everything.pictures["apple"], id=name, file=f"{name}.jpg", size=size, evidence=(), original=None
        )
    level = msgspec.structs.replace(
        everything.levels["everything"], plan=None, rounds=(VerdictRound("large"), VerdictRound("small"))
    )
    library = msgspec.structs.replace(everything, root=str(tmp_path), pictures=pictures, levels={"everything": level})
    found = printed(library, "sheet", "everything")
    large, small = (item for page in found.reader.pages for item in found.pictures(page))
    assert large.pixels[0] / (large.right - large.left) * 25.4 == pytest.approx(300, abs=1)
    assert small.pixels == (240, 200)
    assert small.pixels[0] / (small.right - small.left) * 25.4 == pytest.approx(LEAST_DPI, abs=1)


# --- the grid


@pytest.mark.parametrize(
    ("size", "columns", "rows"), [((768, 768), 8, 8), ((768, 512), 8, 5), ((655, 768), 7, 8), ((4000, 300), 8, 1)]
)
def test_a_grid_is_as_good_as_square(size: tuple[int, int], columns: int, rows: int) -> None:
    """Eight squares along the longer side."""
    assert grid_of(size) == Grid(size, columns, rows)


@pytest.mark.parametrize(
    ("region", "squares"),
    [
        (Region(box=(200, 300, 100, 100)), ("C4",)),
        (Region(box=(250, 310, 100, 80)), ("C4", "D4")),
        (Region(ellipse=(205, 305, 1, 1)), ("C4",)),
        (Region(polygon=((0, 0), (100, 0), (0, 100))), ("A1",)),
        (Region(box=(200, 300, 400, 300)), (f"C4{TO}F6",)),
        (Region(box=(0, 0, 800, 800)), (f"A1{TO}H8",)),
        (Region(box=(195, 300, 105, 100)), ("C4",)),  # a sliver in B4 is not worth naming
        (Region(box=(799.5, 799.5, 0.5, 0.5)), ("H8",)),
    ],
)
def test_regions_are_named_by_their_squares(region: Region, squares: tuple[str, ...]) -> None:
    """The squares that hold a noteworthy part; many by their corners."""
    assert named(grid_of((800, 800)).squares_of(region)) == squares


def test_a_mask_names_the_squares_in_which_it_is_white() -> None:
    """Read at the mask's own scale."""
    rows = bytearray(8 * 8)
    rows[2 * 8 + 5] = rows[2 * 8 + 6] = 255
    found = grid_of((800, 800)).squares_of(Region(mask="m.png"), Mask(8, 8, bytes(rows), 100.0))
    assert found == [Square(2, 5), Square(2, 6)]
    assert named(found) == ("F3", "G3")


# --- card and certificate


def test_a_card_shows_what_can_be_trusted_first(shipped: Library, small_pack: Library) -> None:
    """Ten tells, none fading while strong ones are left; no picture twice, no clip; a small pack has fewer."""
    entries = card.best(shipped)
    assert len(entries) == 10
    assert {entry.tell.reliability for entry in entries} == {"strong"}
    assert len({entry.picture.id for entry in entries}) == 10
    assert len({entry.tell.family for entry in entries[:4]}) == 4
    assert not any(entry.picture.clip for entry in entries)
    few = card.best(small_pack)
    order = [card.RELIABILITIES.index(entry.tell.reliability) for entry in few]
    assert 0 < len(few) < 10
    assert order == sorted(order)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "it"])
def test_the_card_is_one_page(shipped: Library, ruler: FPDF, language: str, paper: Paper) -> None:
    """Name, what to look at and credit of each; what to do when looking is not enough."""
    words = Words(language)
    found = printed(shipped, "card", None, language, paper=paper)
    assert len(found.reader.pages) == 1
    for number, entry in enumerate(card.best(shipped), 1):
        assert flat(f"{number} {words.of(entry.tell.name)} {words.of(entry.tell.look)}") in found.text
        credit, licence = (shipped.credited(text, words) for text in (entry.picture.credit, entry.picture.licence))
        assert flat(f"{number} {credit}, {licence}") in found.text
    assert flat(words("help.doubt")) in found.text
    assert_laid_out(found, ruler, foot=False)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_certificate_names_nobody(shipped: Library, paper: Paper) -> None:
    """One landscape page, with the level where one is named."""
    found = printed(shipped, "certificate", "lesson-45", "it", paper=paper)
    assert len(found.reader.pages) == 1
    page = found.reader.pages[0]
    assert (round(page.mediabox.height), round(page.mediabox.width)) == SIZES[paper]
    assert "Ottenuto con “Vera, falsa o non si può dire”" in found.text
    assert "nessun nome" in found.text
    assert "Ottenuto" not in printed(shipped, "certificate", None, "it", paper=paper).text


# --- the command


def test_the_command_writes_and_says_what(
    tmp_path: Path, small_pack: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a named file, or one named after the level, with the number of its pages."""
    out = tmp_path / "new" / "sheet.PDF"
    common = ["--pack", small_pack.root, "--lang", "en", "--data", str(tmp_path / "data")]
    assert main(["handout", "lesson", *common, "--out", str(out), "--paper", "letter"]) == 0
    assert capsys.readouterr().out == f"{out}: 1 page, letter\n"
    assert len(pypdf.PdfReader(out).pages) == 1
    monkeypatch.chdir(tmp_path)
    for more, name in (
        (["everything"], "everything.pdf"), (["everything", "--answers"], "everything-answers.pdf"),
        (["everything", "--short"], "everything-short.pdf"),
        (["--card"], "card.pdf"), (["--certificate"], "certificate.pdf"),
        (["lesson", "--certificate"], "lesson-certificate.pdf"),
    ):  # fmt: skip
        assert main(["handout", *more, *common]) == 0
        pages = len(pypdf.PdfReader(tmp_path / name).pages)
        assert capsys.readouterr().out == f"{name}: {pages} page{'s' if pages > 1 else ''}, a4\n"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lesso"], "no level 'lesso'; there are: lesson, one-round"),
        ([], "name a level to print, or ask for --card, --certificate or --vote-cards"),
        (["--answers"], "name a level to print, or ask for --card, --certificate or --vote-cards"),
        (["--slips"], "name a level to print, or ask for --card, --certificate or --vote-cards"),
        (["lesson", "--slips"], "level 'lesson' has no exit slip; print those of a lesson, such as lesson-45"),
        (["lesson-45", "--card"], "the card is of the whole pack; leave the level out"),
        (["lesson-45", "--lang", "xx"], "no language 'xx'; there are: de, en, es, fr, it"),
    ],
)
def test_what_cannot_be_meant(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, small_pack: Library
) -> None:
    """Exit 2, one line, nothing written."""
    out = tmp_path / "x.pdf"
    try:
        code = main(["handout", *arguments, "--pack", small_pack.root, "--out", str(out)])
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("arguments", [["--out", "x.txt"], ["--paper", "a3"], ["--answers", "--card"]])
def test_wrong_usage(arguments: list[str]) -> None:
    """Exit 2."""
    with pytest.raises(SystemExit) as stopped:
        main(["handout", "lesson-45", *arguments])
    assert stopped.value.code == 2


def test_a_place_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], small_pack: Library
) -> None:
    """Exit 1, one line."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    out = tmp_path / "file" / "x.pdf"
    assert main(["handout", "lesson", "--pack", small_pack.root, "--out", str(out)]) == 1
    error = capsys.readouterr().err
    assert f"'{out}' cannot be written" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_picture_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], small_pack: Library, harm: str
) -> None:
    """Exit 1, the file and the picture in one line, no sheet."""
    root = tmp_path / "pack"
    shutil.copytree(small_pack.root, root)
    file = root / "assets" / small_pack.pictures["apple"].file
    file.write_bytes(b"no picture" * 99)
    if harm == "missing":  # while it is printed: a pack that lacks it from the start is refused with its line
        file.unlink()
    out = tmp_path / "x.pdf"
    assert main(["handout", "lesson", "--pack", str(root), "--out", str(out)]) == 1
    error = capsys.readouterr().err
    assert small_pack.pictures["apple"].file.rpartition("/")[2] in error
    assert error.count("\n") == 1
    assert not out.exists()


def test_a_card_of_a_pack_without_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], small_pack: Library
) -> None:
    """Exit 1, and what to do."""
    root = tmp_path / "pack"
    shutil.copytree(small_pack.root, root)
    for path in (root / "levels").iterdir():
        if path.name != "test-a.yaml":
            path.unlink()
    names = {name for entry in small_pack.levels["test-a"].rounds for name in entry.pictures}
    listing = root / "assets" / "pictures.yaml"
    head, *items = re.split(r"(?m)^(?=  - id: )", listing.read_text(encoding="utf-8"))
    kept = [item for item in items if item.split()[2] in names and "evidence" not in item]
    listing.write_text(head + "".join(kept), encoding="utf-8")
    (root / "levels" / "test-a.yaml").unlink()
    first = kept[0].split()[2]
    texts = "title: {en: T, it: T}\nintro: {en: I, it: I}"
    level = f"format: 1\nid: one\n{texts}\nrounds:\n  - {{ask: verdict, picture: {first}}}\n"
    (root / "levels" / "one.yaml").write_text(level, encoding="utf-8")
    assert main(["handout", "--card", "--pack", str(root), "--out", str(tmp_path / "x.pdf")]) == 1
    error = capsys.readouterr().err
    assert "a card needs examples: name another pack with --pack" in error
    assert error.count("\n") == 1


def test_a_missing_library_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, small_pack: Library
) -> None:
    """Exit 3: the machine lacks something."""
    monkeypatch.setitem(sys.modules, "fpdf", None)
    assert main(["handout", "lesson", "--pack", small_pack.root, "--out", str(tmp_path / "x.pdf")]) == 3
    assert "this needs the library 'fpdf'" in capsys.readouterr().err


def test_the_lessons_name_the_command_as_it_is(shipped: Library) -> None:
    """Where a plan tells a teacher to print a handout, the words are the command."""
    named_in = [
        (level.id, command)
        for level in shipped.levels.values()
        if level.plan
        for text in level.plan.material
        for command in re.findall(r"spot-the-fake handout ([\w-]+)", " ".join(text.values()))
    ]
    assert named_in
    assert all(level == command for level, command in named_in)
    assert places.default_pack() == Path(shipped.root)


@pytest.mark.parametrize("language", ["en", "it", "de", "fr", "es"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("kind", ["sheet", "short"])
def test_no_head_stands_on_a_page_of_its_own(shipped: Library, kind: SheetKind, paper: Paper, language: str) -> None:
    """Below the title of a level of cases the first case follows, with a smaller picture where there is less room."""
    for level in ("before-you-share", "true-picture-which-story"):
        sheet = printed(shipped, kind, level, language, paper=paper)
        first = flat(sheet.reader.pages[0].extract_text())
        assert flat(Words(language)("handout.case")) in first, level
        assert flat(Words(language)("handout.case.why")) in first, level
