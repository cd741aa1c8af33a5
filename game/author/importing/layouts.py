"""The layouts of well-known collections: which file is real, what was done to the others, where, and to what.

Owns the naming of each collection, with its source. Reads names only; refuses to open files and to guess how fakes were
made where no name says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple, get_args

from game.author.importing.candidate import MAKERS, Candidate, Defaults, candidate, truth_of
from game.base.errors import PackError
from game.model.terms import MadeBy, Truth
from game.pack.yamlfile import Problem


class Layout(NamedTuple):
    """One way in which collections name their files."""

    name: str
    title: str
    fits: Callable[[Sequence[str]], bool]
    read: Callable[[Sequence[str], Defaults], Iterator[Candidate]]


def recognised(names: Sequence[str]) -> Layout | None:
    """The layout of these names, if it is a known one."""
    return next((layout for layout in LAYOUTS if layout.fits(names)), None)


def _any(pattern: str) -> Callable[[Sequence[str]], bool]:
    """Whether some name holds a pattern."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda names: any(compiled.search(name) for name in names)


# --- folders named after the truth

_REAL = {"real", "reals", "authentic", "original", "originals", "genuine", "au", "4cam-auth"}
_SAYS: dict[str, Truth | None] = {  # of a fake: which kind, where the word says it
    "fake": None, "fakes": None, "ai": "synthetic", "synthetic": "synthetic", "generated": "synthetic",
    "manipulated": "manipulated", "altered": "manipulated", "edited": "manipulated", "tampered": "manipulated",
    "tp": "manipulated", "forged": "manipulated",
}  # fmt: skip
_MAKES: dict[str, MadeBy] = {
    "spliced": "splice", "splicing": "splice", "sp": "splice", "copy-move": "copymove", "cm": "copymove",
    **{maker: maker for maker in get_args(MadeBy) if maker != "camera"},
}  # fmt: skip
_MASKS = {"mask", "masks", "groundtruth", "ground-truth", "gt", "edgemask"}
_MASK_NAME = re.compile(r"(?P<stem>.+?)[-_ ](gt|mask|edgemask|forged)$", re.IGNORECASE)


def _folders_of(name: str) -> list[str]:
    """The folders that a file is in, the nearest first, in one spelling."""
    return [re.sub(r"[ _]+", "-", part.lower()) for part in reversed(name.split("/")[:-1])]


def _is_mask(name: str) -> bool:
    """Whether a file shows what was altered in another one."""
    named = any(folder in _MASKS or "groundtruth" in folder.replace("-", "") for folder in _folders_of(name))
    return named or bool(_MASK_NAME.fullmatch(PurePosixPath(name).stem))


def _masks(names: Iterable[str]) -> dict[str, str]:
    """Stem of a picture's name -> its mask."""
    found: dict[str, str] = {}
    for name in names:
        if _is_mask(name):
            stem = PurePosixPath(name).stem
            match = _MASK_NAME.fullmatch(stem)
            found[match["stem"] if match else stem] = name
    return found


class _Told(NamedTuple):
    """What the folders that a file is in say of it."""

    fake: bool | None = None  # None: nothing
    truth: Truth | None = None  # of a fake, where they say it
    made_by: MadeBy | None = None


def _told(name: str) -> _Told:
    """The nearest folder speaks first."""
    told = _Told()
    for folder in _folders_of(name):
        if folder in _REAL and told.fake is None:
            return _Told(fake=False)
        if folder in _SAYS or folder in _MAKES:
            told = _Told(True, told.truth or _SAYS.get(folder), told.made_by or _MAKES.get(folder))
    return told


def _folders(names: Sequence[str], defaults: Defaults) -> Iterator[Candidate]:
    """`real/` and `fake/` at any depth; below `fake/` folders may name the way of making, beside them lie `masks/`."""
    masks = _masks(names)
    untouched: dict[str, list[str]] = defaultdict(list)
    silent: set[str] = set()
    pictures = [name for name in names if not _is_mask(name)]
    for name in pictures:
        if _told(name).fake is False:
            untouched[PurePosixPath(name).stem].append(name)
    for name in pictures:
        told = _told(name)
        known: dict[str, object] = {"credit": defaults.credit, "licence": defaults.licence}
        made_by = told.made_by or defaults.made_by
        if told.fake is False:
            yield candidate(name, "camera", **known)
        elif told.fake and made_by is None:
            silent.add(name.rpartition("/")[0])
        elif told.fake and made_by is not None:
            stem = PurePosixPath(name).stem
            known |= {"truth": told.truth or truth_of(made_by), "mask": masks.get(stem, "")}
            if known["truth"] == "manipulated":
                known["originals"] = tuple(untouched.get(stem, ()))
            yield candidate(name, made_by, **known)
    if silent:
        makers = ", ".join(maker for maker in MAKERS if maker != "camera")
        message = f"how were the fakes here made? Say it for all with --made-by, or name folders inside: {makers}"
        raise PackError([Problem(folder, 0, 0, "error", message) for folder in sorted(silent)[:10]])


# --- 140k Real and Fake Faces: real_vs_fake/real-vs-fake/{train,valid,test}/{real,fake}/


_SPLIT = r"(?:^|/)(?:train|valid|test)/"


def _fits_140k(names: Sequence[str]) -> bool:
    """FFHQ's numbers under real/, ten letters and digits under fake/: other sets use the same folders."""
    real, fake = _any(_SPLIT + r"real/\d{5}\.jpg$"), re.compile(_SPLIT + r"fake/[0-9A-Z]{10}\.jpg$")
    return real(names) and any(fake.search(name) for name in names)


def _140k(names: Sequence[str], defaults: Defaults) -> Iterator[Candidate]:
    """Photographs of FFHQ and faces made by StyleGAN, 256 px; each truth has a folder."""
    for name in names:
        fake = _told(name).fake
        known: dict[str, object] = {
            "licence": defaults.licence,
            "tags": ("face",),
            "source": f"140k Real and Fake Faces: {name}",
        }
        if fake is False:
            yield candidate(name, "camera", credit=defaults.credit or "Flickr-Faces-HQ (NVIDIA)", **known)
        elif fake:
            known |= {"generator": "StyleGAN (2018 design)", "year": 2019}
            yield candidate(name, "gan", credit=defaults.credit or "1 Million Fake Faces (StyleGAN)", **known)


# --- Real and Fake Face Detection (CIPLab, Yonsei University): training_real/, training_fake/easy_12_0110.jpg

_YONSEI = re.compile(r"(?:^|/)training_fake/(?P<hard>easy|mid|hard)_\d+_(?P<bits>[01]{4})\.\w+$", re.IGNORECASE)
_PARTS = ("left eye", "right eye", "nose", "mouth")  # as seen in the image
_HARD = {"easy": 2, "mid": 3, "hard": 4}  # the set's authors call these groups subjective


def _yonsei(names: Sequence[str], defaults: Defaults) -> Iterator[Candidate]:
    """The last four digits of a fake's name say what was replaced: left eye, right eye, nose, mouth of the image."""
    credit = defaults.credit or "CIPLab, Yonsei University"
    for name in names:
        known: dict[str, object] = {
            "credit": credit, "licence": defaults.licence, "tags": ("face",),
            "source": f"Real and Fake Face Detection: {name}",
        }  # fmt: skip
        found = _YONSEI.search(name)
        if found:
            parts = [part for part, bit in zip(_PARTS, found["bits"], strict=True) if bit == "1"]
            hint = f"replaced here: {', '.join(parts)} (left and right as seen in the image)" if parts else ""
            yield candidate(name, "splice", difficulty=_HARD[found["hard"].lower()], hint=hint, **known)
        elif "training-real" in _folders_of(name):
            yield candidate(name, "camera", **known)


# --- altered photographs with masks: CASIA, Columbia, CoMoFoD, and sets of their form

_CASIA = re.compile(
    r"(?:Tp|Sp)_(?P<same>[DS])_[A-Z]{3}(?:_[A-Z])?(?:_[A-Z])?_(?P<one>[a-z]{3}\d+)_(?P<two>[a-z]{3}\d+)_\d+"
)
_CASIA_REAL = re.compile(r"Au_(?P<kind>[a-z]{3})_(?P<number>\d+)")
_COMOFOD = re.compile(r"(?P<number>\d{2,3})_(?P<kind>[OFBM])")
_COMOFOD_VARIANT = re.compile(r"\d{2,3}_[OFBM]_(?:JC|IB|NA|BC|CR|CA)\d")


def _stem_in(pattern: re.Pattern[str]) -> Callable[[Sequence[str]], bool]:
    """Whether the name of some file, without its ending, has a form."""
    return lambda names: any(pattern.fullmatch(PurePosixPath(name).stem) for name in names)


def _fits_tampered(names: Sequence[str]) -> bool:
    forged = re.compile(r"\d{2,3}_F")
    return _stem_in(_CASIA)(names) or _any(r"(?:^|/)4cam_splc/")(names) or _stem_in(forged)(names)


def _tampered(names: Sequence[str], defaults: Defaults) -> Iterator[Candidate]:
    """Each file by its own collection's naming; what belongs to none of them, by its folders."""
    rest = []
    masks = _masks(names)
    casia = {}
    comofod: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        path = PurePosixPath(name)
        if real := _CASIA_REAL.fullmatch(path.stem):
            casia[f"{real['kind']}{real['number']}"] = name
        elif found := _COMOFOD.fullmatch(path.stem):
            comofod[f"{path.parent}/{found['number']}"][found["kind"]] = name
    for name in names:
        stem = PurePosixPath(name).stem
        if _is_mask(name) or _COMOFOD_VARIANT.fullmatch(stem) or _COMOFOD.fullmatch(stem):
            continue
        if _CASIA_REAL.fullmatch(stem) or _CASIA.fullmatch(stem):
            yield _of_casia(name, casia, masks, defaults)
        elif {"4cam-auth", "4cam-splc"} & set(_folders_of(name)):
            yield _of_columbia(name, masks, defaults)
        else:
            rest.append(name)
    for group in comofod.values():
        yield from _of_comofod(group, defaults)
    yield from _folders([*rest, *masks.values()], defaults)


def _of_casia(name: str, casia: dict[str, str], masks: dict[str, str], defaults: Defaults) -> Candidate:
    """CASIA 1 and 2: Tp_D_CRN_S_N_cha00063_art00014_11818 is a splice of Au_cha_00063 into Au_art_00014.

    Tp_S_… is a copy-move; masks are called …_gt.png (https://github.com/namtpham/casia2groundtruth). Not every name
    keeps the order of the two pictures, so that likeness decides between them.
    """
    known = {
        "credit": defaults.credit or "CASIA tampered image database (Chinese Academy of Sciences)",
        "licence": defaults.licence, "source": f"CASIA: {name}",
    }  # fmt: skip
    stem = PurePosixPath(name).stem
    found = _CASIA.fullmatch(stem)
    if found is None:
        return candidate(name, "camera", **known)
    both = dict.fromkeys((found["two"], found["one"]))
    originals = tuple(casia[key] for key in both if key in casia)
    made_by: MadeBy = "copymove" if found["same"] == "S" else "splice"
    return candidate(name, made_by, originals=originals, mask=masks.get(stem, ""), **known)


def _of_columbia(name: str, masks: dict[str, str], defaults: Defaults) -> Candidate:
    """Columbia Uncompressed: 4cam_auth/, 4cam_splc/, and edgemask/…_edgemask.jpg with the foreign part in green."""
    known = {
        "credit": defaults.credit or "Columbia Uncompressed Image Splicing set (DVMM, Columbia University)",
        "licence": defaults.licence, "source": f"Columbia: {name}",
    }  # fmt: skip
    if "4cam-splc" not in _folders_of(name):
        return candidate(name, "camera", **known)
    return candidate(name, "splice", mask=masks.get(PurePosixPath(name).stem, ""), mask_means="green", **known)


def _of_comofod(group: dict[str, str], defaults: Defaults) -> Iterator[Candidate]:
    """CoMoFoD: 001_O original, 001_F forged, 001_B its mask; 001_M is a coloured mask, 001_F_JC1 … are variants.

    https://www.vcl.fer.hr/comofod: variants of one picture would give each other away and are left aside.
    """
    known = {"credit": defaults.credit or "CoMoFoD (VCL, University of Zagreb)", "licence": defaults.licence}
    if original := group.get("O"):
        yield candidate(original, "camera", **{**known, "source": f"CoMoFoD: {original}"})
    if forged := group.get("F"):
        known |= {"source": f"CoMoFoD: {forged}", "mask": group.get("B", "")}
        yield candidate(forged, "copymove", originals=(original,) if original else (), originals_sure=True, **known)


# --- FaceForensics++: original_sequences/…, manipulated_sequences/METHOD/…/frames/TARGET_SOURCE/0001.png

_FRAME = re.compile(
    r"(?P<root>(?:^|.*/)(?:original|manipulated)_sequences/(?P<method>[^/]+)/(?:(?P<rate>raw|c0|c23|c40)/)?)"
    r"(?P<what>images|frames|masks)/(?:(?:images|frames|videos)/)?(?P<video>[^/]+)/(?P<frame>[^/]+)\.\w+"
)
_RATES = ("raw", "c0", "c23", "c40")  # the least compressed first
_ORIGINALS = ("youtube", "actors")


class _Video(NamedTuple):
    """One sequence: of which set and method, and its frames by name."""

    method: str
    name: str
    frames: dict[str, str]

    @property
    def target(self) -> str:
        """The sequence whose face was replaced: 000 of 000_003, 01__walking of 01_02__walking__ABC."""
        actor, _, scene = self.name.partition("__")
        return f"{actor.split('_')[0]}__{scene.rpartition('__')[0]}" if scene else self.name.split("_")[0]


def _faceforensics(names: Sequence[str], defaults: Defaults) -> Iterator[Candidate]:
    """One frame of each sequence, the same one of an original and all that was made of it; neighbours look alike."""
    originals, altered, masks = _sequences(names)
    known: dict[str, object] = {
        "credit": defaults.credit or "FaceForensics++ (Rössler and others, 2019)", "licence": defaults.licence,
        "tags": ("face",),
    }  # fmt: skip
    made: dict[str, list[_Video]] = defaultdict(list)
    for video in altered.values():
        made[video.target].append(video)
    untouched = {video.name: video for video in originals.values()}
    for target in sorted({*untouched, *made}):
        original = untouched.get(target)
        frames = [set(video.frames) for video in (*made[target], original) if video is not None]
        common = sorted(set.intersection(*frames))
        path = _middle(original.frames, common) if original else ""
        if path:
            yield candidate(path, "camera", **known, source=f"FaceForensics++: {path}")
        for video in made[target]:
            fake = _middle(video.frames, common)
            mask = masks.get(f"{video.method}/{video.name}")
            yield candidate(
                fake, "faceswap", **known, source=f"FaceForensics++: {fake}", generator=video.method, year=2019,
                mask=mask.frames.get(PurePosixPath(fake).stem, "") if mask else "",
                originals=(path,) if path else (), originals_sure=PurePosixPath(fake).stem == PurePosixPath(path).stem,
            )  # fmt: skip


def _sequences(names: Sequence[str]) -> tuple[dict[str, _Video], dict[str, _Video], dict[str, _Video]]:
    """The original and the altered sequences of the best quality that both come in, and the masks."""
    found: dict[tuple[str, str], dict[str, _Video]] = defaultdict(dict)  # what, rate -> method/name -> sequence
    for name in names:
        if match := _FRAME.fullmatch(name):
            what, rate, method = match["what"], match["rate"] or "raw", match["method"]
            if what == "masks":
                rate = ""
            else:
                what = "original" if method in _ORIGINALS else "altered"
            video = found[what, rate].setdefault(f"{method}/{match['video']}", _Video(method, match["video"], {}))
            video.frames.setdefault(match["frame"], name)
    rates = sorted({rate for _, rate in found if rate}, key=_RATES.index)
    both = [rate for rate in rates if ("original", rate) in found and ("altered", rate) in found]
    best = next(iter((*both, *rates)), "")
    return found["original", best], found["altered", best], found["masks", ""]


def _middle(frames: dict[str, str], wanted: list[str]) -> str:
    """The middle one of the wanted frames, or of all of them."""
    some = wanted or sorted(frames)
    return frames[some[len(some) // 2]]


LAYOUTS = (
    Layout("140k", "140k Real and Fake Faces", _fits_140k, _140k),
    Layout("yonsei", "Real and Fake Face Detection (Yonsei University)", _any(_YONSEI.pattern), _yonsei),
    Layout("faceforensics", "FaceForensics++ frames", _any(r"(?:original|manipulated)_sequences/.+/"), _faceforensics),
    Layout("tampered", "altered photographs with masks (CASIA, Columbia, CoMoFoD)", _fits_tampered, _tampered),
    Layout(
        "folders",
        "folders named after the truth",
        lambda names: any(_told(name).fake is not None for name in names),
        _folders,
    ),
)
