"""The words by which people and collections say what is real, what is not, and how it was made.

Owns the spelling under which folder names, labels and column values are compared, and what each word means: a verdict
("real", "finte") holds by itself, a description ("edited", "nature") only beside its counterpart. Refuses to look at
where a word stands; and knows no word that is somebody's province, country or initials.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple, get_args

from game.model.terms import MadeBy, Truth

Kind = Literal["said", "verdict", "untouched", "altered", "natural", "ai", "partly"]
OPPOSITES: dict[Kind, tuple[Kind, ...]] = {  # what has to stand beside a description for it to count
    "untouched": ("altered", "ai"), "natural": ("ai",), "altered": ("untouched",), "ai": ("untouched", "natural"),
    "partly": (), "verdict": (), "said": (),
}  # fmt: skip


class Sense(NamedTuple):
    """What a word says of a picture."""

    fake: bool
    kind: Kind
    truth: Truth | None = None  # of a fake, where the word tells


class Making(NamedTuple):
    """How fakes were made, as a word says."""

    made_by: MadeBy
    generator: str = ""


_REAL = """authentique authentiques verdadeiros verdadeiras authentisch authentische authentischen real reals reale
reali reales reais vero vera veri vere autentico autentica autentici autentiche authentic genuine genuino
genuina genuini echt echte echtes reel reelle reelles vrai vraie vrais vraies autenticos autenticas
verdadero verdadera verdaderos verdaderas verdadeiro verdadeira prawdziwe prawdziwy 真 真实 真實 本物
настоящие настоящий реальные реальный подлинные подлинный bonafide bona+fide non+fake not+fake no+fake
non+falso non+falsi non+falsa non+false non+ai not+ai no+ai non+ia no+ia senza+ia senza+ai non+deepfake"""
_FAKE = """falschung falschungen falsificaciones fake fakes faked falso falsa falsi false finto finta finti finte
falsch falsche falsches gefalscht gefalschte faux fausse fausses falsos falsas contraffatto contraffatta
contraffatti contraffatte non+real not+real non+reale non+reali non+vero non+vera non+veri non+vere
non+autentico non+authentic inautentico unecht unechte fałszywe fałszywy falsk falska 假 假的 虚假 伪造
偽造 偽物 фейк фейки поддельные поддельный фальшивые ненастоящие"""
_UNTOUCHED = """original originals originale originali originaux originales untouched unaltered unedited unmodified
unmanipulated untampered pristine intatto intatta intatti intatte non+edited non+tampered non+manipulated
non+manipolato non+manipolate non+modificato non+modificate unbearbeitet"""
_ALTERED = """truquee truques truquees retouchee retouches retouchees manipulierte bearbeitete verfalscht adulteradas
adulterados editadas editados modificadas modificados edited edits manipulated manipulation manipulations
altered tampered tampering forged forgery forgeries modified doctored photoshopped modificato modificata
modificati modificate alterato alterata alterati alterate manipolato manipolata manipolati manipolate
ritoccato ritoccata ritoccati ritoccate manomesso manomessa manomessi manomesse falsificato falsificata
falsificati falsificate bearbeitet manipuliert modifie modifiee modifies modifiees manipulado manipulada
manipulados manipuladas alterado alterada alterados alteradas editado editada"""
_DEEPFAKE = "deepfake deepfakes deep+fake deep+fakes"
_NATURAL = "nature natural naturale naturali human humans human+made humano umano umana umani umane camera cameras"
_AI = """generees generes genere generadas generados generada generado geradas gerados generierte ki+generierte ai
ia ki aigc ai+generated generated+ai aigenerated generated generato generata generati generate synthetic
synthetics synthesis synthesized synthesised sintetico sintetica sintetici sintetiche sintetizzate
artificial artificiale artificiali made+ai created+ai ai+made ai+art generato+ia generata+ia generati+ia
generate+ia generato+ai generata+ai generati+ai generate+ai create+ia fatto+ia fatta+ia fatti+ia fatte+ia
generiert ki+generiert generiert+ki generees+ia generado+ia generada+ia generadas+ia gerado+ia geradas+ia"""
_NOISE = """фото изображения 照片 图片 写真 画像 images image imgs img pictures picture pics pic photos photo
photographs photograph foto fotos fotografie fotografia immagini immagine bild bilder imagenes imagen
imagens imagem faces face volti volto visages videos video clip clips frames frame data dataset datasets
set sets train training test testing val valid validation dev split folder cartella files file class label
samples sample all tutte tutti the le gli i la les die of di from by with con dal dalla dall da l per par
por mit von"""


_PARTS = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")


@cache
def spelt(text: str) -> str:
    """A name or label as it is compared: without capitals, accents, and what stands between its words."""
    humps = _HUMP.sub(" ", unicodedata.normalize("NFC", text))
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", humps) if not unicodedata.combining(sign))
    return " ".join(_PARTS.findall(plain.casefold()))


def _senses() -> dict[str, Sense]:
    """Every phrase with what it says."""
    found: dict[str, Sense] = {}
    groups: tuple[tuple[str, Sense], ...] = (
        (_REAL, Sense(False, "verdict")), (_FAKE, Sense(True, "verdict")),
        (_UNTOUCHED, Sense(False, "untouched")), (_NATURAL, Sense(False, "natural")),
        (_ALTERED, Sense(True, "altered", "manipulated")),
        (_DEEPFAKE, Sense(True, "altered")), (_AI, Sense(True, "ai", "synthetic")),
    )  # fmt: skip
    for words, sense in groups:
        for word in words.split():
            found.setdefault(spelt(word.replace("+", " ")), sense)
    return found


_SENSES = _senses()
_NOISES = frozenset(map(spelt, _NOISE.split()))
_MAKES: dict[str, MadeBy] = {
    "spliced": "splice", "splicing": "splice", "copy move": "copymove", "copymoved": "copymove",
    "face swap": "faceswap",
    "face swaps": "faceswap", "faceswaps": "faceswap", "swapped": "faceswap", "inpainted": "inpainting",
    "morphed": "morph", "morphing": "morph", "morphs": "morph", "retouched": "retouch", "retouching": "retouch",
    "gans": "gan", "recoloured": "recolour", "recolored": "recolour", "upscaled": "upscale", "stylised": "stylise",
    "stylized": "stylise", "fotomontaggio": "splice", "fotomontaggi": "splice", "ritocco": "retouch",
    **{maker: maker for maker in get_args(MadeBy) if maker not in ("camera", "unknown")},
}  # fmt: skip
_GENERATORS: dict[str, Making] = {  # by letters and digits alone, without a version
    **{name.lower(): Making("gan", name) for name in (
        "StyleGAN", "ProGAN", "BigGAN", "CycleGAN", "StarGAN", "GauGAN", "AttGAN", "StarGANv", "StyleGANada",
    )},
    "stylegan2": Making("gan", "StyleGAN2"), "stylegan3": Making("gan", "StyleGAN3"),
    **{name.lower().replace(" ", ""): Making("diffusion", name) for name in (
        "Midjourney", "Stable Diffusion", "SDXL", "GLIDE", "Wukong", "VQDM", "DALL E", "DALLE mini", "Latent diffusion",
        "Guided diffusion", "FLUX",
    )},
}  # fmt: skip
_MASKS = frozenset(("mask", "masks", "maschera", "maschere", "groundtruth", "gt", "edgemask", "edgemasks", "probemask"))


@cache
def _core(text: str) -> tuple[str, ...]:
    """The words of a folder's name that may mean something: no numbers, no "images", no "train"."""
    words = [word for word in spelt(text).split() if not word.isdecimal()]
    return tuple(word for word in words if word not in _NOISES and not (word == "v" and len(words) > 1))


@cache
def sense(text: str) -> Sense | None:
    """What a folder's name says, all of it: "Real images" is real, "Real Madrid" is none."""
    return _SENSES.get(" ".join(_core(text)))


@cache
def partly(text: str) -> Sense | None:
    """What a name says that begins or ends with a verdict and goes on with something else: "fake_stylegan"."""
    core = _core(text)
    ends = {found.fake for word in (core[:1], core[-1:]) if (found := _verdict(" ".join(word)))} if core else set()
    every = {found.fake for word in core if (found := _verdict(word))}
    return Sense(ends.pop(), "partly") if len(ends) == 1 and len(every) == 1 else None


def _verdict(word: str) -> Sense | None:
    found = _SENSES.get(word)
    return found if found is not None and found.kind == "verdict" else None


@cache
def making(text: str) -> Making | None:
    """How fakes in a folder of this name, or with this label, were made."""
    words = " ".join(word for word in _core(text) if _verdict(word) is None)
    if words in _MAKES:
        return Making(_MAKES[words])
    version = "".join(word for word in spelt(text).split() if _verdict(word) is None)
    return _GENERATORS.get(version) or _GENERATORS.get(words.replace(" ", ""))


def making_sense(text: str) -> Sense | None:
    """What a name says that only tells how its pictures were made: "spliced", "StyleGAN"; it needs a counterpart."""
    found = making(text)
    if found is None:
        return None
    return (
        Sense(True, "ai", "synthetic")
        if found.made_by in ("gan", "diffusion", "autoregressive", "video")
        else Sense(True, "altered")
    )


@cache
def is_mask_folder(text: str) -> bool:
    """Whether a folder's name says that it holds masks."""
    words = spelt(text).split()
    return any(word in _MASKS for word in words) or "ground truth" in " ".join(words)


def without_mask(stem: str) -> str | None:
    """The name of the picture that a mask's name is made of: "cat" of "cat_mask"; None where it is no such name."""
    found = re.fullmatch(r"(.+?)[-_ .](?:gt|mask|edgemask|maschera|groundtruth|ground[-_ ]truth)", stem, re.IGNORECASE)
    return found[1] if found else None


class Said(NamedTuple):
    """The words that a person said mean real, or fake (`--real`, `--fake`); they outrank every other."""

    real: frozenset[str] = frozenset()
    fake: frozenset[str] = frozenset()

    def sense(self, text: str) -> Sense | None:
        """What a name or label means by them."""
        key = key_of(text)
        if key in self.real:
            return Sense(False, "said")
        return Sense(True, "said") if key in self.fake else None


NOTHING_SAID = Said()


def said(real: Iterable[str], fake: Iterable[str]) -> Said:
    """The words of a person, in the spelling in which they are compared."""
    return Said(frozenset(map(key_of, real)), frozenset(map(key_of, fake)))


def key_of(text: str) -> str:
    """A word of a person, or what is compared with it: a number by its value, anything else as it is spelt."""
    plain = text.strip()
    return f"{float(plain):g}" if re.fullmatch(r"[-+]?\d{1,9}(\.\d{1,9})?", plain) else spelt(plain)
