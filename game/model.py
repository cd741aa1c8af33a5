"""What exists: pictures, regions, tells, levels, rounds, answers and what came of them.

Owns the shape of the data, as frozen values; these types are also the schema of the YAML files and of the cache.
Refuses files, drawing and rules. What a pack has by the thousand is `gc=False`: it cannot hold itself, and the garbage
collector, which stops the game while it looks, need not look there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Text = dict[str, str]  # language code -> text
Point = tuple[float, float]  # x, y in pixels of the full picture
Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
Difficulty = Annotated[int, Meta(ge=1, le=5)]
Pixels = Annotated[int, Meta(ge=1, le=20000)]

Truth = Literal["real", "synthetic", "manipulated"]
MadeBy = Literal[
    "camera", "gan", "diffusion", "faceswap", "morph", "retouch", "inpainting",
    "copymove", "splice", "recolour", "upscale", "stylise",
]  # fmt: skip
SourceType = Literal[
    "digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "humanEdits",
    "compositeCapture", "algorithmicallyEnhanced", "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia", "digitalCreation",
]  # fmt: skip
TellFamily = Literal[
    "anatomical", "stylistic", "functional", "physics", "sociocultural", "face-swap", "cheapfake", "source"
]
Maker = Literal[
    "gan", "diffusion", "faceswap", "morph", "retouch", "inpainting",
    "copymove", "splice", "recolour", "upscale", "stylise", "video",
]  # fmt: skip
Says = Literal["real", "fake", "unsure"]
Outcome = Literal["hit", "miss", "false alarm", "correct rejection", "unsure"]

LensId = Literal[
    "mirror", "levels", "edges", "saturation", "rgb", "ycbcr", "noise", "ela", "ghosts", "grid", "clones", "spectrum",
    "align", "metadata",
]  # fmt: skip

NONE_VISIBLE = "none-visible"  # the tell that says: nothing can be seen in this picture


class Region(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """Where a tell sits, in pixels of the full picture; exactly one of the four shapes."""

    box: tuple[float, float, float, float] | None = None  # left, top, width, height
    ellipse: tuple[float, float, float, float] | None = None  # centre x, centre y, radius x, radius y
    polygon: tuple[Point, ...] | None = None  # at least three corners
    mask: str | None = None  # a picture file of the same size, white where altered


class Keyframe(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Where a moving tell is in one frame of a clip; in between it moves evenly."""

    frame: Annotated[int, Meta(ge=0)]
    region: Region  # a box or an ellipse


class Evidence(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One telltale artifact in one picture: which tell, where, and what is wrong here."""

    tell: Id
    region: Region
    note: Text
    keyframes: tuple[Keyframe, ...] = ()  # in a clip, where the tell moves


class Clip(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What makes a picture a clip: its file is an animated WebP, GIF or APNG, an MP4, or a folder of frames."""

    frames: Annotated[int, Meta(ge=2, le=2000)]
    fps: Annotated[float, Meta(gt=0, le=120)]  # frames per second


class Picture(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A labelled picture, described once and named by id everywhere else."""

    id: Id
    file: str  # relative to the folder of its pictures file
    truth: Truth
    made_by: MadeBy
    credit: str
    licence: str
    alt: Text
    size: tuple[Pixels, Pixels]  # width, height in pixels
    source_type: SourceType
    source: str = ""
    generator: str = ""
    year: Annotated[int, Meta(ge=1820, le=2100)] | None = None
    original: Id | None = None  # the untouched picture
    person: Id | None = None  # whose face it is, where several pictures show the same
    mask: str | None = None  # exact altered area
    evidence: tuple[Evidence, ...] = ()
    looks_odd: Text | None = None  # why a real picture is real, odd looks included
    difficulty: Difficulty = 3
    tags: tuple[str, ...] = ()
    clip: Clip | None = None
    in_draws: bool = True  # false: shown only where a level names it, such as in a test

    @property
    def fake(self) -> bool:
        """Whether "fake" is the true answer."""
        return self.truth != "real"

    @property
    def family(self) -> str:
        """What this picture shares with its original and its siblings."""
        return self.original or self.id

    @property
    def kin(self) -> frozenset[str]:
        """All that gives two pictures away beside each other where they share it: the original, and the person."""
        return frozenset((self.family, f"person {self.person}") if self.person else (self.family,))

    @property
    def shows_nothing(self) -> bool:
        """Whether an honest eye finds no tell in it, so that "can't tell" is the right answer."""
        return bool(self.evidence) and all(item.tell == NONE_VISIBLE for item in self.evidence)


class Tell(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A telltale artifact that a trained eye knows, and how far it can be trusted today."""

    id: Id
    family: TellFamily
    generators: tuple[Maker, ...]
    years: str
    reliability: Literal["strong", "fading", "gone"]
    source: str
    name: Text
    look: Text
    why: Text


class LensExample(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture on which a lens helps, and one on which it misleads."""

    id: LensId
    helps: Id
    helps_note: Text
    misleads: Id
    misleads_note: Text


class VerdictRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="verdict"):
    """One picture: real, fake, or can't tell; then how sure."""

    picture: Id
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


class PickRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="pick"):
    """One to four pictures: which are fake? None and all are possible."""

    pictures: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=4)]
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


class PointRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="point"):
    """One picture known to be fake: mark what gives it away."""

    picture: Id
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """One picture of a series that a card leafs through."""

    picture: Id
    caption: Text


class ClipRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="clip"):
    """One moving picture: real, fake, or can't tell; then how sure."""

    picture: Id
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


class ReadRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="read"):
    """A card that teaches; nothing is asked. It may show one picture, or a series to leaf through."""

    title: Text
    text: Text
    picture: Id | None = None
    series: Annotated[tuple[Frame, ...], Meta(max_length=12)] = ()
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One stage of something that happens in order."""

    text: Text
    picture: Id | None = None


class OrderRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="order"):
    """Stages to be put in order; they are written in the right one and shown mixed."""

    question: Text
    steps: Annotated[tuple[Step, ...], Meta(min_length=3, max_length=6)]
    explain: Text
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a question, and what to say to whoever chose it."""

    text: Text
    note: Text
    right: bool = False


class ChooseRound(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="choose"):
    """A question with two to five choices, of which at least one is right; they are shown mixed."""

    question: Text
    choices: Annotated[tuple[Choice, ...], Meta(min_length=2, max_length=5)]
    explain: Text
    picture: Id | None = None
    teacher_note: Text | None = None  # for whoever leads a workshop: never on the projector
    discuss: Text | None = None  # what a workshop talks about after the reveal


Round = VerdictRound | ClipRound | PickRound | PointRound | ReadRound | OrderRound | ChooseRound


class Pool(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pictures a draw may take; an empty list means any."""

    tags: tuple[str, ...] = ()  # at least one of these
    made_by: tuple[MadeBy, ...] = ()  # for the fakes among them
    difficulty: tuple[Difficulty, Difficulty] = (1, 5)  # easiest, hardest


class Draw(Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds dealt by chance from a pool: seeded, balanced, never the same picture twice in a session."""

    count: Annotated[int, Meta(ge=1, le=100)]  # rounds
    pool: Pool = field(name="from", default=Pool())
    ask: Literal["verdict", "pick", "point"] = "verdict"
    pictures: Annotated[int, Meta(ge=1, le=4)] = 3  # in each round, for pick
    balance: Literal["half", "any"] = "half"


class DrawRounds(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="draw"):
    """The entry of a level that stands for rounds still to be dealt."""

    draw: Draw


class PlanStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a lesson."""

    minutes: Annotated[int, Meta(ge=1, le=240)]
    text: Text


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """How to give a lesson with a level: what a teacher reads before, and prints."""

    minutes: Annotated[int, Meta(ge=5, le=480)]  # all steps together
    ages: Text
    aims: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=8)]
    material: tuple[Text, ...]
    steps: Annotated[tuple[PlanStep, ...], Meta(min_length=2, max_length=20)]
    before: tuple[Text, ...]  # questions to the pupils
    during: tuple[Text, ...]
    after: tuple[Text, ...]
    exit_slip: tuple[Text, ...]  # what each pupil writes before leaving


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    """A sequence of rounds with an opening and a closing lesson."""

    format: Literal[1]
    id: Id
    title: Text
    intro: Text
    rounds: tuple[
        VerdictRound | ClipRound | PickRound | PointRound | ReadRound | OrderRound | ChooseRound | DrawRounds, ...
    ]
    closing: Text | None = None
    cover: Id | None = None
    difficulty: Difficulty = 3
    form: Literal["A", "B"] | None = None  # this level is one of two parallel tests: verdicts alone, no reveals
    lenses: tuple[LensId, ...] | None = None  # those lent in its rounds; all of them where nothing is said
    forms: tuple[Id, Id] | None = None  # the two tests that may be taken before and after this level
    plan: Plan | None = None  # this level is a lesson


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack says of itself."""

    format: Literal[1]
    id: Id
    version: str
    title: Text
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]
    licence: str


class PicturesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/pictures*.yaml."""

    format: Literal[1]
    pictures: tuple[Picture, ...]


class TellsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/tells.yaml."""

    format: Literal[1]
    tells: tuple[Tell, ...]


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a pack whose pictures are fetched: where it lies at a fixed commit, and how to know it."""

    file: str  # what it becomes, relative to the pack's assets folder
    url: Annotated[str, Meta(pattern=r"^https://")]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Meta(ge=1)]
    crop: tuple[int, int, int, int] | None = None  # left, top, width, height in pixels of the fetched picture
    mask: bool = False  # made black and white, not a JPEG


class SourcesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of sources.yaml: what a pack's description fetches, and how all of it is made alike."""

    format: Literal[1]
    native: Pixels  # long side to which every picture is reduced first
    size: Pixels  # long side of every picture in the pack
    files: tuple[SourceFile, ...]
    quality: Annotated[int, Meta(ge=50, le=95)] = 88


class LensesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/lenses.yaml."""

    format: Literal[1]
    lenses: tuple[LensExample, ...]


class Answer(Struct, frozen=True):
    """What a player said in one round."""

    says: tuple[Says, ...] = ()  # one for each picture of a verdict or pick round
    confidence: int | None = None  # step 0 ("guess") to 3 ("certain")
    marks: tuple[Point, ...] = ()  # in a point round
    milliseconds: int = 0
    order: tuple[int, ...] = ()  # in an order round: the steps' numbers as written, in the order given
    choice: int | None = None  # in a choose round: the choice's number as written
    lenses: tuple[str, ...] = ()  # looked through before answering


class Judgement(Struct, frozen=True):
    """One picture, what was said of it, and how that turned out."""

    picture: str
    fake: bool
    says: Says
    outcome: Outcome
    points: int  # 0 to 100


class Verdict(Struct, frozen=True):
    """What came of one answer; the evidence is scored apart from the verdict."""

    judgements: tuple[Judgement, ...] = ()
    evidence: int | None = None  # 0 to 100, in a point round
    found: tuple[bool, ...] = ()  # for each piece of evidence: did a mark reach it; for each step: is it in its place
    knowledge: int | None = None  # 0 to 100, in an order or choose round
