"""What exists: pictures, regions, tells, levels, rounds, answers and what came of them.

Owns the shape of the data, as frozen values; these types are also the schema of the YAML files and of the cache.
Refuses files, drawing and rules. What a pack has by the thousand is `gc=False`: it cannot hold itself, and the garbage
collector, which stops the game while it looks, need not look there.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

PIXELS = {"unit": "pixels"}  # of the full picture
MINUTES = {"unit": "minutes"}
ONE_SHAPE = {"minProperties": 1, "maxProperties": 1}

Text = Annotated[
    dict[str, Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]],
    Meta(title="text by language", extra_json_schema={"minProperties": 1}),
]  # language code -> text
Point = tuple[float, float]  # x, y in pixels of the full picture
LONGEST_ID = 80  # characters
Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        max_length=LONGEST_ID,
        title="id",
        extra={"form": "may hold only small letters, digits and hyphens"},
    ),
]
VERSION = r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$"  # becomes a folder's name, and a cell of tables
Version = Annotated[
    str,
    Meta(
        pattern=VERSION,
        extra={"form": "must be 1 to 40 letters, digits, dots, hyphens and +, and begin with a letter or digit"},
    ),
]
PUBLIC_KEY = r"^[0-9A-Za-z+/]{43}=$"  # 32 bytes in base64
PublicKey = Annotated[
    str,
    Meta(pattern=PUBLIC_KEY, extra={"form": "must be a public key as 'pack key' shows it: 44 signs, the last one ="}),
]
Difficulty = Annotated[int, Meta(ge=1, le=5)]
PixelCount = Annotated[int, Meta(ge=1, le=20000)]
Year = Annotated[int, Meta(ge=1820, le=2100)]
Format = Annotated[Literal[1], Meta(description="the version of this form; old ones stay readable")]

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
Detection = Literal["hit", "miss", "false alarm", "correct rejection", "unsure"]

LensId = Literal[
    "mirror", "levels", "edges", "saturation", "rgb", "ycbcr", "noise", "ela", "ghosts", "grid", "clones", "spectrum",
    "align", "metadata",
]  # fmt: skip

NONE_VISIBLE = "none-visible"  # the tell that says: nothing can be seen in this picture


class Region(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """Where a tell sits, in pixels of the full picture; exactly one of the four shapes."""

    box: Annotated[
        tuple[float, float, float, float] | None, Meta(description="left, top, width, height", extra=PIXELS)
    ] = None
    ellipse: Annotated[
        tuple[float, float, float, float] | None,
        Meta(description="centre x, centre y, radius x, radius y", extra=PIXELS),
    ] = None
    polygon: Annotated[
        tuple[Point, ...] | None,
        Meta(description="at least three corners, each as x, y", extra=PIXELS, extra_json_schema={"minItems": 3}),
    ] = None
    mask: Annotated[
        str | None, Meta(description="a picture file below assets/ of the same size, white where altered")
    ] = None


class Keyframe(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Where a moving tell is in one frame of a clip; in between it moves evenly."""

    frame: Annotated[int, Meta(ge=0, description="the frame's number; the first one is 0")]
    region: Annotated[
        Region, Meta(description="where the tell is then: a box or an ellipse", extra_json_schema=ONE_SHAPE)
    ]


class Evidence(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One telltale artifact in one picture: which tell, where, and what is wrong here."""

    tell: Annotated[Id, Meta(description="its kind: a tell of the field guide or of tells.yaml, or none-visible")]
    region: Annotated[Region, Meta(description="where it is", extra_json_schema=ONE_SHAPE)]
    note: Annotated[Text, Meta(description="what is wrong in this picture, in one sentence")]
    keyframes: Annotated[tuple[Keyframe, ...], Meta(description="in a clip: where the tell is in which frame")] = ()


class Clip(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What makes a picture a clip: its file is an animated WebP, GIF or APNG, an MP4, or a folder of frames."""

    frames: Annotated[int, Meta(ge=2, le=2000, description="how many pictures it has", extra={"unit": "frames"})]
    fps: Annotated[float, Meta(gt=0, le=120, description="how fast it plays", extra={"unit": "frames per second"})]


class Picture(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A labelled picture, described once and named by id everywhere else."""

    id: Annotated[Id, Meta(description="its name in levels and results")]
    file: Annotated[str, Meta(description="JPEG, PNG, WebP, AVIF or GIF below assets/; a name that gives nothing away")]
    truth: Annotated[Truth, Meta(description="real: as it was taken; synthetic: wholly made; manipulated: altered")]
    made_by: Annotated[MadeBy, Meta(description="how it was made; camera where it is real")]
    credit: Annotated[str, Meta(description="who made it, as it is to be named on the screen")]
    licence: Annotated[str, Meta(description="under which it may be shown and passed on, such as CC0-1.0")]
    alt: Annotated[Text, Meta(description="what is to be seen, without giving the answer away; read aloud")]
    size: Annotated[tuple[PixelCount, PixelCount], Meta(description="width, height, as in the file", extra=PIXELS)]
    source_type: Annotated[SourceType, Meta(description="IPTC digital source type")]
    source: Annotated[str, Meta(description="where it comes from: an address, or how it was made")] = ""
    generator: Annotated[str, Meta(description="the program or network that made it")] = ""
    year: Annotated[Year | None, Meta(description="when it was taken or made")] = None
    original: Annotated[Id | None, Meta(description="the untouched picture, for the wipe between both")] = None
    person: Annotated[Id | None, Meta(description="whose face it is, where several pictures show the same")] = None
    mask: Annotated[
        str | None, Meta(description="a file below assets/: exactly what was altered, white on black, of the same size")
    ] = None
    evidence: Annotated[
        tuple[Evidence, ...], Meta(description="what gives a fake away, the clearest first; one to four")
    ] = ()
    looks_odd: Annotated[Text | None, Meta(description="why a real picture is real, odd looks included")] = None
    difficulty: Annotated[Difficulty, Meta(description="from 1 (a child sees it) to 5 (experts fail)")] = 3
    tags: Annotated[tuple[str, ...], Meta(description="what draws choose by, such as face or animal")] = ()
    clip: Annotated[Clip | None, Meta(description="given where the picture moves")] = None
    in_draws: Annotated[bool, Meta(description="false: shown only where a level names it, such as in a test")] = True

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
    def visible(self) -> tuple[Evidence, ...]:
        """The evidence that an eye can find: all but what says that nothing can be seen."""
        return tuple(item for item in self.evidence if item.tell != NONE_VISIBLE)

    @property
    def tells(self) -> tuple[str, ...]:
        """The tells that it shows, the clearest first, each once."""
        return tuple(dict.fromkeys(item.tell for item in self.visible))

    @property
    def masks(self) -> frozenset[str]:
        """Its mask files: of all that was altered, and of single pieces of evidence."""
        files = (self.mask, *(item.region.mask for item in self.evidence))
        return frozenset(file for file in files if file)

    @property
    def shows_nothing(self) -> bool:
        """Whether an honest eye finds no tell in it, so that "can't tell" is the right answer."""
        return bool(self.evidence) and not self.visible


class Tell(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A telltale artifact that a trained eye knows, and how far it can be trusted today."""

    id: Annotated[Id, Meta(description="its name in evidence")]
    family: Annotated[TellFamily, Meta(description="its chapter of the field guide")]
    generators: Annotated[tuple[Maker, ...], Meta(description="ways of making that leave it")]
    years: Annotated[str, Meta(description='since when and until when fakes show it, such as "2014-2021"')]
    reliability: Annotated[Literal["strong", "fading", "gone"], Meta(description="how far it can be trusted today")]
    source: Annotated[str, Meta(description="who found it: a paper, or own observation")]
    name: Annotated[Text, Meta(description="what it is called")]
    look: Annotated[Text, Meta(description="what to look at")]
    why: Annotated[Text, Meta(description="why fakes show it")]


class LensExample(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture on which a lens helps, and one on which it misleads."""

    id: Annotated[LensId, Meta(description="the lens")]
    helps: Annotated[Id, Meta(description="a picture on which it shows something")]
    helps_note: Annotated[Text, Meta(description="what it shows there")]
    misleads: Annotated[Id, Meta(description="a picture on which it seems to show something")]
    misleads_note: Annotated[Text, Meta(description="why that means nothing")]


class WorkshopNotes(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every round may carry for a workshop."""

    teacher_note: Annotated[
        Text | None, Meta(description="for whoever leads: on the second window and on paper, never on the projector")
    ] = None
    discuss: Annotated[Text | None, Meta(description="what a workshop talks about after the reveal")] = None


class VerdictRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="verdict"):
    """One picture: real, fake, or can't tell; then how sure."""

    picture: Annotated[Id, Meta(description="the picture to judge")]


class PickRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="pick"):
    """One to four pictures: which are fake? None and all are possible."""

    pictures: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=4, description="the pictures to judge")]


class PointRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="point"):
    """One picture known to be fake: mark what gives it away."""

    picture: Annotated[Id, Meta(description="a fake with evidence; up to three marks find it")]


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """One picture of a series that a card leafs through."""

    picture: Annotated[Id, Meta(description="the picture")]
    caption: Annotated[Text, Meta(description="what it shows")]


class ClipRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="clip"):
    """One moving picture: real, fake, or can't tell; then how sure."""

    picture: Annotated[Id, Meta(description="the clip to judge")]


class ReadRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="read"):
    """A card that teaches; nothing is asked. It may show one picture, or a series to leaf through."""

    title: Annotated[Text, Meta(description="the card's headline")]
    text: Annotated[Text, Meta(description="what it teaches")]
    picture: Annotated[Id | None, Meta(description="a picture beside the text")] = None
    series: Annotated[
        tuple[Frame, ...], Meta(max_length=12, description="instead of one picture: several to leaf through")
    ] = ()


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One stage of something that happens in order."""

    text: Annotated[Text, Meta(description="the step, in a few words")]
    picture: Annotated[Id | None, Meta(description="its picture; give all steps one, or none")] = None


class OrderRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="order"):
    """Stages to be put in order; they are written in the right one and shown mixed."""

    question: Annotated[Text, Meta(description="what is asked")]
    steps: Annotated[
        tuple[Step, ...], Meta(min_length=3, max_length=6, description="in the right order; they are shown mixed")
    ]
    explain: Annotated[Text, Meta(description="why it is this order, shown after the answer")]


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a question, and what to say to whoever chose it."""

    text: Annotated[Text, Meta(description="the answer")]
    note: Annotated[Text, Meta(description="what to say to whoever chose it")]
    right: Annotated[bool, Meta(description="whether it is right; at least one choice is")] = False


class ChooseRound(WorkshopNotes, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="choose"):
    """A question with two to five choices, of which at least one is right; they are shown mixed."""

    question: Annotated[Text, Meta(description="what is asked")]
    choices: Annotated[
        tuple[Choice, ...], Meta(min_length=2, max_length=5, description="the answers; they are shown mixed")
    ]
    explain: Annotated[Text, Meta(description="what is right and why, shown after the answer")]
    picture: Annotated[Id | None, Meta(description="a picture beside the question")] = None


Round = VerdictRound | ClipRound | PickRound | PointRound | ReadRound | OrderRound | ChooseRound


class Pool(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pictures a draw may take; an empty list means any."""

    tags: Annotated[tuple[str, ...], Meta(description="at least one of these")] = ()
    made_by: Annotated[tuple[MadeBy, ...], Meta(description="for the fakes among them")] = ()
    difficulty: Annotated[tuple[Difficulty, Difficulty], Meta(description="the easiest, the hardest")] = (1, 5)


class Draw(Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds dealt by chance from a pool: seeded, balanced, never the same picture twice in a session."""

    count: Annotated[int, Meta(ge=1, le=100, description="how many to deal", extra={"unit": "rounds"})]
    pool: Annotated[Pool, Meta(description="which pictures may be dealt; all where it is left out")] = field(
        name="from", default=Pool()
    )
    ask: Annotated[Literal["verdict", "pick", "point"], Meta(description="what they ask")] = "verdict"
    pictures: Annotated[
        int, Meta(ge=1, le=4, description="in each round, where they ask pick", extra={"unit": "pictures"})
    ] = 3
    balance: Annotated[
        Literal["half", "any"], Meta(description="half: as many fakes as real pictures, to one; any: as they come")
    ] = "half"


class DrawRounds(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="draw"):
    """The entry of a level that stands for rounds still to be dealt."""

    draw: Annotated[Draw, Meta(description="what is dealt; beside it `ask` may be left out")]


class PlanStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a lesson."""

    minutes: Annotated[int, Meta(ge=1, le=240, description="how long it takes", extra=MINUTES)]
    text: Annotated[Text, Meta(description="what the class does")]


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """How to give a lesson with a level: what a teacher reads before, and prints."""

    minutes: Annotated[int, Meta(ge=5, le=480, description="all steps together", extra=MINUTES)]
    ages: Annotated[Text, Meta(description="for whom it is")]
    aims: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=8, description="what pupils can do afterwards")]
    material: Annotated[tuple[Text, ...], Meta(description="what must be at hand")]
    steps: Annotated[tuple[PlanStep, ...], Meta(min_length=2, max_length=20, description="the lesson, part by part")]
    before: Annotated[tuple[Text, ...], Meta(description="questions to the pupils before they play")]
    during: Annotated[tuple[Text, ...], Meta(description="questions while they play")]
    after: Annotated[tuple[Text, ...], Meta(description="questions afterwards")]
    exit_slip: Annotated[tuple[Text, ...], Meta(description="what each pupil writes before leaving")]


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    """A sequence of rounds with an opening and a closing lesson."""

    format: Format
    id: Annotated[Id, Meta(description="its name in commands and results")]
    title: Annotated[Text, Meta(description="shown in the list of levels")]
    intro: Annotated[Text, Meta(description="shown before the first round")]
    rounds: Annotated[
        tuple[
            VerdictRound | ClipRound | PickRound | PointRound | ReadRound | OrderRound | ChooseRound | DrawRounds, ...
        ],
        Meta(description="what is played, in order"),
    ]
    closing: Annotated[Text | None, Meta(description="the lesson shown before the summary")] = None
    cover: Annotated[
        Id | None, Meta(description="a picture for the list; its first evidence may be ringed on the title screen")
    ] = None
    difficulty: Annotated[
        Difficulty, Meta(description="levels are listed from easy to hard, those with `forms` first")
    ] = 3
    form: Annotated[
        Literal["A", "B"] | None,
        Meta(description="this level is one of two parallel tests: verdict rounds only, no reveals between them"),
    ] = None
    lenses: Annotated[
        tuple[LensId, ...] | None, Meta(description="those of the light table lent in its rounds; none: all of them")
    ] = None
    forms: Annotated[
        tuple[Id, Id] | None, Meta(description="two parallel tests, A and B, to take before and after this level")
    ] = None
    plan: Annotated[Plan | None, Meta(description="makes this level a lesson")] = None

    @property
    def length(self) -> int:
        """How many rounds it has, those still to be dealt among them."""
        return sum(entry.draw.count if isinstance(entry, DrawRounds) else 1 for entry in self.rounds)


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack says of itself."""

    format: Format
    id: Annotated[Id, Meta(description="its name in commands and on disk")]
    version: Annotated[Version, Meta(description='in quotes, such as "1.0"; raise it with every build')]
    title: Annotated[Text, Meta(description="shown to players")]
    languages: Annotated[
        tuple[str, ...], Meta(min_length=1, description="language codes; every text comes in every one of them")
    ]
    licence: Annotated[str, Meta(description="of texts and arrangement; every picture has its own")]


class PicturesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/pictures*.yaml."""

    format: Format
    pictures: Annotated[tuple[Picture, ...], Meta(description="the pictures, in any order")]


class TellsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/tells.yaml."""

    format: Format
    tells: Annotated[tuple[Tell, ...], Meta(description="tells beside those of the game's own field guide")]


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a pack whose pictures are fetched: where it lies at a fixed commit, and how to know it."""

    file: Annotated[
        str,
        Meta(
            pattern=r"^[0-9A-Za-z_-][0-9A-Za-z._-]*(/[0-9A-Za-z_-][0-9A-Za-z._-]*)*$",
            description="what it becomes, relative to the pack's assets folder",
            extra={"form": "must be a path below assets/ of letters, digits, '.', '-' and '_'"},
        ),
    ]
    url: Annotated[
        str,
        Meta(
            pattern=r"^https://[0-9A-Za-z.-]+(:[0-9]{1,5})?/[!-~]*$",
            description="where it lies",
            extra={"form": "must be https://HOST/PATH in ASCII, with %20 for a space"},
        ),
    ]
    sha256: Annotated[
        str,
        Meta(
            pattern=r"^[0-9a-f]{64}$",
            description="the fetched file's SHA-256; another one is refused",
            extra={"form": "must be 64 digits of 0 to 9 and a to f"},
        ),
    ]
    bytes: Annotated[int, Meta(ge=1, description="the fetched file's size", extra={"unit": "bytes"})]
    crop: Annotated[
        tuple[int, int, int, int] | None,
        Meta(description="left, top, width, height in the fetched picture", extra=PIXELS),
    ] = None
    mask: Annotated[bool, Meta(description="a mask: made black and white, not a JPEG")] = False


class SourcesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of sources.yaml: what a pack's description fetches, and how all of it is made alike."""

    format: Format
    native: Annotated[PixelCount, Meta(description="long side to which every picture is reduced first", extra=PIXELS)]
    size: Annotated[PixelCount, Meta(description="long side of every picture in the pack", extra=PIXELS)]
    files: Annotated[tuple[SourceFile, ...], Meta(description="the files to fetch")]
    quality: Annotated[int, Meta(ge=50, le=95, description="of the JPEGs")] = 88


class LensesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/lenses.yaml."""

    format: Format
    lenses: Annotated[tuple[LensExample, ...], Meta(description="an example of each lens")]


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
    outcome: Detection
    points: int  # 0 to 100

    @property
    def right(self) -> bool:
        """Whether it said the truth; "can't tell" did not."""
        return self.outcome in ("hit", "correct rejection")

    @property
    def counted_as(self) -> str:
        """Its outcome; "unsure" is counted apart on fakes and on real pictures."""
        return self.outcome if self.outcome != "unsure" else f"unsure {'fake' if self.fake else 'real'}"


class Verdict(Struct, frozen=True):
    """What came of one answer; the evidence is scored apart from the verdict."""

    judgements: tuple[Judgement, ...] = ()
    evidence: int | None = None  # 0 to 100, in a point round
    found: tuple[bool, ...] = ()  # for each piece of evidence: did a mark reach it; for each step: is it in its place
    knowledge: int | None = None  # 0 to 100, in an order or choose round
