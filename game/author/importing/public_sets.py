"""Well-known public collections whose folders and names say which file is real, and what was done to the others.

Owns the form of each, with its source. A collection is recognised by its structure: folders and names of most of its
pictures together, never one name alone. Reads names only, and refuses to guess how fakes were made.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from game.author.importing import folders, joining, vocabulary
from game.author.importing.candidate import Candidate, Defaults, candidate
from game.author.importing.holdings import Aside, Holdings, Verdicts, stem_of
from game.author.importing.vocabulary import Making
from game.base.errors import PackError
from game.model.terms import MadeBy

PublicForm = tuple[Callable[[Holdings], bool], Callable[[Holdings, Defaults], Verdicts]]
_MOST = 0.8  # of the pictures that have to be of a collection's form


def _folders(path: str) -> tuple[str, ...]:
    """The folders that a file is in, the nearest first, in small letters."""
    return tuple(reversed(path.lower().split("/")[:-1]))


def _share(holdings: Holdings, *patterns: str) -> float:
    """How many of the pictures match one of the patterns."""
    compiled = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    fitting = sum(any(pattern.search(path) for pattern in compiled) for path in holdings.pictures)
    return fitting / max(1, len(holdings.pictures))


def both(real: str, fake: str, *others: str) -> Callable[[Holdings], bool]:
    """Whether both forms occur, and nearly all pictures have one of them (or of the others)."""

    def fits(holdings: Holdings) -> bool:
        compiled = [re.compile(pattern, re.IGNORECASE) for pattern in (real, fake)]
        occur = all(any(pattern.search(path) for path in holdings.pictures) for pattern in compiled)
        return occur and _share(holdings, real, fake, *others) >= _MOST

    return fits


def _verdicts(holdings: Holdings, found: Iterable[Candidate], aside: Iterable[Aside] = ()) -> Verdicts:
    """What was found, and every other picture as one of which nothing is said."""
    candidates, others = list(found), list(aside)
    taken = {item.path for item in candidates} | {item.path for item in others}
    masks = {item.mask: item.path for item in candidates if item.mask}
    for path, picture in masks.items():
        if path not in taken:
            others.append(Aside(path, holdings.words("import.aside.mask", picture=picture), mask_of=picture))
    taken |= set(masks)
    return Verdicts(candidates, [*others, *folders.rest(holdings, taken, {})])


class SidesOfSet(NamedTuple):
    """A collection whose fakes and photographs lie in folders of one name each."""

    title: str
    real: str  # a pattern of paths
    fake: str
    credits: tuple[str, str]  # of the photographs, of the fakes
    making: Callable[[str], Making | None]  # of a fake's path
    year: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def form(self) -> PublicForm:
        """How it is recognised, and how it is read."""
        return both(self.real, self.fake), self.read

    def read(self, holdings: Holdings, defaults: Defaults) -> Verdicts:
        """Every picture; raises PackError where nothing says how a fake was made."""
        real, fake = re.compile(self.real, re.IGNORECASE), re.compile(self.fake, re.IGNORECASE)
        found, silent = [], Counter[str]()
        for path in holdings.pictures:
            known: dict[str, object] = {
                "credit": defaults.credit or self.credits[0], "licence": defaults.licence, "tags": self.tags,
                "source": f"{self.title}: {path}",
            }  # fmt: skip
            if real.search(path):
                found.append(candidate(path, "camera", **known))
            elif fake.search(path):
                making = self.making(path) or (Making(defaults.made_by) if defaults.made_by else None)
                if making is None:
                    silent[path.rpartition("/")[0]] += 1
                    continue
                known |= {"credit": defaults.credit or self.credits[1]}
                known |= {"generator": making.generator, "year": self.year}
                found.append(candidate(path, making.made_by, **known))
        if silent:
            raise PackError(folders.how_made(holdings, silent))
        return _verdicts(holdings, found)


# --- 140k Real and Fake Faces: FFHQ's numbers under real/, ten letters and digits under fake/

_SPLIT = r"(?:^|/)(?:train|valid|test)/"
FACES_140K = SidesOfSet(
    "140k Real and Fake Faces", _SPLIT + r"real/\d{5}\.jpg$", _SPLIT + r"fake/[0-9A-Z]{10}\.jpg$",
    ("Flickr-Faces-HQ (NVIDIA)", "1 Million Fake Faces (StyleGAN)"),
    lambda _: Making("gan", "StyleGAN (2018 design)"), 2019, ("face",),
)  # fmt: skip

# --- CIFAKE: {train,test}/{REAL,FAKE}/0000 (2).jpg, 32 px (Bird and Lotfi 2024)

CIFAKE = SidesOfSet(
    "CIFAKE", r"(?:^|/)(?:train|test)/REAL/\d{4,5}(?: \(\d+\))?\.\w+$",
    r"(?:^|/)(?:train|test)/FAKE/\d{2,5}(?: \(\d+\))?\.\w+$",
    ("CIFAR-10 (Krizhevsky)", "CIFAKE (Bird and Lotfi, 2024)"),
    lambda _: Making("diffusion", "Stable Diffusion 1.4"), 2022,
)  # fmt: skip

# --- CNNSpot, also called ForenSynths: progan/airplane/{0_real,1_fake}/ (Wang and others 2020)

_OF_CNNSPOT = {"deepfake": Making("faceswap"), "san": Making("upscale", "SAN"), "imle": Making("gan", "IMLE")}


def _generator(path: str) -> Making | None:
    """What the folders around a fake say of its generator, the nearest first."""
    for folder in _folders(path):
        if made := vocabulary.making(folder) or _OF_CNNSPOT.get(folder):
            return made
    return None


CNNSPOT = SidesOfSet(
    "CNNSpot", r"(?:^|/)0_real/[^/]+$", r"(?:^|/)1_fake/[^/]+$", ("CNNSpot (Wang and others, 2020)",) * 2, _generator,
)  # fmt: skip

# --- GenImage: Midjourney/imagenet_midjourney/{train,val}/{ai,nature}/ (Zhu and others 2023); nature is ImageNet

_OF_GENIMAGE = {
    "adm": "ADM", "biggan": "BigGAN", "glide": "GLIDE", "midjourney": "Midjourney", "sdv4": "Stable Diffusion 1.4",
    "sdv5": "Stable Diffusion 1.5", "vqdm": "VQDM", "wukong": "Wukong",
}  # fmt: skip


def _of_genimage(path: str) -> Making:
    """GenImage's generator, from the folders' names."""
    way = " ".join(_folders(path)).replace("stable_diffusion_v_1_", "sdv")
    name = next((name for key, name in _OF_GENIMAGE.items() if key in way), "")
    return Making("gan" if name == "BigGAN" else "diffusion", name)


GENIMAGE = SidesOfSet(
    "GenImage", r"(?:^|/)(?:train|val)/nature/(?:n\d{7,8}_\d+|ILSVRC2012_val_\d+)\.\w+$",
    r"(?:^|/)(?:train|val)/ai/[^/]+$",
    ("ImageNet", "GenImage (Zhu and others, 2023)"), _of_genimage, 2023,
)  # fmt: skip

# --- Real and Fake Face Detection (CIPLab, Yonsei University): training_real/, training_fake/easy_12_0110.jpg

_YONSEI = re.compile(r"(?:^|/)training_fake/(?P<hard>easy|mid|hard)_\d+_(?P<bits>[01]{4})\.\w+$", re.IGNORECASE)
_PARTS = ("left_eye", "right_eye", "nose", "mouth")  # as seen in the image
_HARD = {"easy": 2, "mid": 3, "hard": 4}  # the set's authors call these groups subjective


def yonsei(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """The last four digits of a fake's name say what was replaced: left eye, right eye, nose, mouth of the image."""
    found = []
    for path in holdings.pictures:
        known: dict[str, object] = {
            "credit": defaults.credit or "CIPLab, Yonsei University", "licence": defaults.licence, "tags": ("face",),
            "source": f"Real and Fake Face Detection: {path}",
        }  # fmt: skip
        fake = _YONSEI.search(path)
        if fake:
            replaced = (part for part, bit in zip(_PARTS, fake["bits"], strict=True) if bit == "1")
            parts = [holdings.words(f"import.hint.{part}") for part in replaced]
            hint = holdings.words("import.hint.replaced", parts=", ".join(parts)) if parts else ""
            found.append(candidate(path, "splice", difficulty=_HARD[fake["hard"].lower()], hint=hint, **known))
        elif "training_real" in _folders(path):
            found.append(candidate(path, "camera", **known))
    return _verdicts(holdings, found)


# --- CASIA 1 and 2: Au_ani_00001.jpg, Tp_D_CRN_S_N_cha00063_art00014_11818.jpg, …_gt.png

_CASIA = re.compile(
    r"(?:Tp|Sp)_(?P<same>[DS])_[A-Z]{3}(?:_[A-Z])?(?:_[A-Z])?_(?P<one>[a-z]{3}\d+)_(?P<two>[a-z]{3}\d+)_\d+"
)
_CASIA_REAL = re.compile(r"Au_(?P<kind>[a-z]{3})_(?P<number>\d+)")


def fits_casia(holdings: Holdings) -> bool:
    """Its names are long and like no others; both kinds, or fakes alone."""
    pictures = [path for path in holdings.pictures if not stem_of(path).endswith("_gt")]
    fakes = sum(_CASIA.fullmatch(stem_of(path)) is not None for path in pictures)
    reals = sum(_CASIA_REAL.fullmatch(stem_of(path)) is not None for path in pictures)
    return fakes > 0 and fakes + reals >= _MOST * len(pictures)


def casia(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """Tp_D_CRN_S_N_cha00063_art00014_11818 is a splice of Au_cha_00063 into Au_art_00014; Tp_S_… is a copy-move.

    Masks are called …_gt.png (https://github.com/namtpham/casia2groundtruth). Not every name keeps the order of the two
    pictures, so that likeness decides between them.
    """
    real = {
        f"{found['kind']}{found['number']}": path
        for path in holdings.pictures
        if (found := _CASIA_REAL.fullmatch(stem_of(path)))
    }
    fakes = {path: found for path in holdings.pictures if (found := _CASIA.fullmatch(stem_of(path)))}
    masks = joining.by_path((path for path in holdings.pictures if stem_of(path).endswith("_gt")), fakes)
    made_of = []
    for path in (*real.values(), *fakes):
        known: dict[str, object] = {
            "credit": defaults.credit or "CASIA tampered image database (Chinese Academy of Sciences)",
            "licence": defaults.licence, "source": f"CASIA: {path}",
        }  # fmt: skip
        name = fakes.get(path)
        if name is None:
            made_of.append(candidate(path, "camera", **known))
            continue
        originals = tuple(real[key] for key in dict.fromkeys((name["two"], name["one"])) if key in real)
        made_by: MadeBy = "copymove" if name["same"] == "S" else "splice"
        made_of.append(candidate(path, made_by, originals=originals, mask=masks.get(path, ""), **known))
    return _verdicts(holdings, sorted(made_of, key=lambda item: item.path))


# --- Columbia Uncompressed: 4cam_auth/, 4cam_splc/, and edgemask/…_edgemask.jpg with the foreign part in green

fits_columbia = both(r"(?:^|/)4cam_auth/.*_sub_\d+", r"(?:^|/)4cam_splc/.*_sub_\d+", r"edgemask")


def columbia(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """Columbia's masks are called …_edgemask and show the foreign part in green."""
    pictures = [path for path in holdings.pictures if "edgemask" not in path.lower().replace("/", " ").split()[-1]]
    pictures = [path for path in pictures if "edgemask" not in _folders(path)]
    masks = joining.by_path((path for path in holdings.pictures if path not in set(pictures)), pictures)
    found = []
    for path in pictures:
        known: dict[str, object] = {
            "credit": defaults.credit or "Columbia Uncompressed Image Splicing set (DVMM, Columbia University)",
            "licence": defaults.licence, "source": f"Columbia: {path}",
        }  # fmt: skip
        if "4cam_splc" in _folders(path):
            found.append(candidate(path, "splice", mask=masks.get(path, ""), mask_means="green", **known))
        elif "4cam_auth" in _folders(path):
            found.append(candidate(path, "camera", **known))
    return _verdicts(holdings, found)


# --- CoMoFoD: 001_O original, 001_F forged, 001_B its mask; 001_M is a coloured mask, 001_F_JC1 … are variants

_COMOFOD = re.compile(r"(?P<number>\d{2,3})_(?P<kind>[OFBM])(?P<variant>_(?:JC|IB|NA|BC|CR|CA)\d)?")


def _comofod_groups(holdings: Holdings) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for path in holdings.pictures:
        found = _COMOFOD.fullmatch(stem_of(path))
        if found and not found["variant"]:
            groups[f"{path.rpartition('/')[0]}/{found['number']}"][found["kind"]] = path
    return groups


def fits_comofod(holdings: Holdings) -> bool:
    """Original, forged picture and mask of one number lie together: portraits called 25_F and 31_M are none."""
    groups = _comofod_groups(holdings)
    whole = sum({"O", "F", "B"} <= set(group) for group in groups.values())
    return whole > 0 and whole >= _MOST * len(groups) and _share(holdings, rf"(?:^|/){_COMOFOD.pattern}\.\w+$") >= _MOST


def comofod(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """Variants of one picture would give each other away and are left aside (https://www.vcl.fer.hr/comofod)."""
    base = {"credit": defaults.credit or "CoMoFoD (VCL, University of Zagreb)", "licence": defaults.licence}
    found, used = [], set()
    for group in _comofod_groups(holdings).values():
        if original := group.get("O"):
            found.append(candidate(original, "camera", **{**base, "source": f"CoMoFoD: {original}"}))
        if forged := group.get("F"):
            known = {**base, "source": f"CoMoFoD: {forged}", "mask": group.get("B", "")}
            originals = (original,) if original else ()
            found.append(candidate(forged, "copymove", originals=originals, originals_sure=True, **known))
        used |= set(group.values())
    variants = [path for path in holdings.pictures if (form := _COMOFOD.fullmatch(stem_of(path))) and form["variant"]]
    coloured = [path for group in _comofod_groups(holdings).values() if (path := group.get("M"))]
    aside = [Aside(path, holdings.words("import.aside.variant")) for path in variants]
    aside += [Aside(path, holdings.words("import.aside.second_mask")) for path in coloured]
    return _verdicts(holdings, found, aside)


# --- IMD2020: 1a1ogs/1a1ogs_orig.jpg, 1a1ogs/c8tf5mq_0.png, 1a1ogs/c8tf5mq_0_mask.png (Novozámský and others 2020)


def _imd_folders(holdings: Holdings) -> set[str]:
    """The folders that hold an original of their own name."""
    found = set()
    for path in holdings.pictures:
        folder = path.rpartition("/")[0]
        if folder and stem_of(path).lower() == f"{folder.rpartition('/')[2]}_orig".lower():
            found.add(folder)
    return found


def fits_imd2020(holdings: Holdings) -> bool:
    """Nearly every picture lies in a folder with an original that is called like the folder; some have masks."""
    own = _imd_folders(holdings)
    inside = sum(path.rpartition("/")[0] in own for path in holdings.pictures)
    masks = any(stem_of(path).lower().endswith("_mask") for path in holdings.pictures)
    return bool(own) and masks and inside >= _MOST * len(holdings.pictures)


def imd2020(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """Every other picture of such a folder was made from its original; raises PackError without --made-by."""
    own = _imd_folders(holdings)
    inside = [path for path in holdings.pictures if path.rpartition("/")[0] in own]
    masks = {path for path in inside if stem_of(path).lower().endswith("_mask")}
    of_stem = {path.rpartition(".")[0].lower().removesuffix("_mask"): path for path in masks}
    originals = {path.rpartition("/")[0]: path for path in inside if stem_of(path).lower().endswith("_orig")}
    altered = [path for path in inside if path not in masks and path not in set(originals.values())]
    if defaults.made_by is None and altered:
        raise PackError(folders.how_made(holdings, Counter(path.rpartition("/")[0] for path in altered)))
    found = []
    for path in inside:
        known: dict[str, object] = {
            "credit": defaults.credit or "IMD2020 (Novozámský, Mahdian and Saic)", "licence": defaults.licence,
            "source": f"IMD2020: {path}",
        }  # fmt: skip
        if path in set(originals.values()):
            found.append(candidate(path, "camera", **known))
        elif path not in masks and defaults.made_by is not None:
            known |= {"truth": "manipulated", "mask": of_stem.get(path.rpartition(".")[0].lower(), "")}
            known |= {"originals": (originals[path.rpartition("/")[0]],), "originals_sure": True}
            found.append(candidate(path, defaults.made_by, **known))
    return _verdicts(holdings, found)


# --- DEFACTO: splicing_1_img/img/0_000000195755.tif, splicing_1_annotations/probe_mask/0_000000195755.jpg

_DEFACTO = re.compile(r"(?:^|/)(?P<set>(?P<how>[a-z_]+?)(?:_\d+)?)_img/img/(?P<stem>[^/]+)\.\w+$", re.IGNORECASE)
_DEFACTO_MASK = re.compile(r"(?:^|/)(?P<set>[a-z_\d]+)_annotations/(?P<what>\w+)/(?P<stem>[^/]+)\.\w+$", re.IGNORECASE)
_DEFACTO_MAKES: dict[str, MadeBy] = {
    "splicing": "splice", "copymove": "copymove", "inpainting": "inpainting", "morphing": "morph",
    "face_morphing": "morph", "swapping": "faceswap", "face_swapping": "faceswap", "faceswap": "faceswap",
}  # fmt: skip


def _of_defacto(path: str) -> re.Match[str] | None:
    found = _DEFACTO.search(path)
    return found if found and found["how"].lower() in _DEFACTO_MAKES else None


def fits_defacto(holdings: Holdings) -> bool:
    """Its pairs of folders, NAME_img/img and NAME_annotations/probe_mask, hold nearly all pictures."""
    sets = {found["set"].lower() for path in holdings.pictures if (found := _of_defacto(path))}
    masks = {found["set"].lower() for path in holdings.pictures if (found := _DEFACTO_MASK.search(path))}
    inside = sum(bool(_of_defacto(path) or _DEFACTO_MASK.search(path)) for path in holdings.pictures)
    return bool(sets & masks) and inside >= len(holdings.pictures) / 2


def defacto(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """Forgeries with exact masks, made from MS COCO (Mahfoudi and others 2019); photographs beside them by folders.

    A photograph called like the COCO number at the end of a forgery's name is its original.
    """
    sides = folders.Folders(holdings)
    masks, others = {}, []
    for path in holdings.pictures:
        if mask := _DEFACTO_MASK.search(path):
            if mask["what"].lower() == "probe_mask":
                masks[mask["set"].lower(), mask["stem"]] = path
            else:
                others.append(Aside(path, holdings.words("import.aside.second_mask")))
    real = [path for path in holdings.pictures if (side := sides.of(path)) and not side.fake]
    by_stem = {stem_of(path): path for path in real}
    base = {"credit": defaults.credit or "DEFACTO (Mahfoudi and others, 2019)", "licence": defaults.licence}
    found = [candidate(path, "camera", **{**base, "source": f"MS COCO: {path}"}) for path in real]
    for path in holdings.pictures:
        if forged := _of_defacto(path):
            original = by_stem.get(forged["stem"].rpartition("_")[2], "")
            mask_path = masks.get((forged["set"].lower(), forged["stem"]), "")
            known = {**base, "source": f"DEFACTO: {path}", "mask": mask_path}
            made_by = _DEFACTO_MAKES[forged["how"].lower()]
            found.append(candidate(path, made_by, originals=(original,) if original else (), **known))
    return _verdicts(holdings, found, others)


# --- Celeb-DF: Celeb-real/id0_0000.mp4, Celeb-synthesis/id0_id16_0000.mp4, YouTube-real/00170.mp4, or their frames

_CELEB = re.compile(
    r"(?:^|.*/)(?P<set>Celeb-real|Celeb-synthesis|YouTube-real)/(?P<video>(?:id\d+_)?(?:id\d+_)?\d{4,5})"
    r"(?P<frame>[_/-][^/]*?)?\.\w+",
    re.IGNORECASE,
)
fits_celeb = both(r"(?:^|/)(?:Celeb|YouTube)-real/(?:id\d+_)?\d+", r"(?:^|/)Celeb-synthesis/id\d+_id\d+_\d+")


def celeb(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """One frame of each video; id0_id16_0000 has the face of id16 in the video id0_0000 (Li and others 2020)."""
    videos: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for path in holdings.pictures:
        if found := _CELEB.fullmatch(path):
            videos[found["set"].lower(), found["video"].lower()].setdefault(found["frame"] or "", path)
    one_of = {key: _middle(frames, sorted(frames)) for key, frames in videos.items()}
    made = []
    for (what, video), path in one_of.items():
        known: dict[str, object] = {
            "credit": defaults.credit or "Celeb-DF (Li and others, 2020)", "licence": defaults.licence,
            "tags": ("face",), "source": f"Celeb-DF: {path}",
        }  # fmt: skip
        if what != "celeb-synthesis":
            made.append(candidate(path, "camera", **known))
            continue
        target, number = video.partition("_")[0], video.rpartition("_")[2]
        original = one_of.get(("celeb-real", f"{target}_{number}"), "")
        known |= {"originals": (original,) if original else (), "year": 2019}
        made.append(candidate(path, "faceswap", **known))
    return _verdicts(holdings, made, _other_frames(holdings, videos, set(one_of.values())))


def _other_frames(holdings: Holdings, videos: dict[tuple[str, str], dict[str, str]], used: set[str]) -> Iterator[Aside]:
    """The frames of the videos that are not used."""
    for frames in videos.values():
        for path in frames.values():
            if path not in used:
                yield Aside(path, holdings.words("import.aside.frame"))


# --- FaceForensics++: original_sequences/…, manipulated_sequences/METHOD/…/frames/TARGET_SOURCE/0001.png, or videos

_FRAME = re.compile(
    r"(?P<root>(?:^|.*/)(?:original|manipulated)_sequences/(?P<method>[^/]+)/(?:(?P<rate>raw|c0|c23|c40)/)?)"
    r"(?P<what>images|frames|videos|masks)/(?:(?:images|frames|videos)/)?"
    r"(?:(?P<video>[^/]+)/(?P<frame>[^/]+)\.\w+|(?P<whole>[^/]+)\.(?:mp4|avi|mov|mkv))"
)
_RATES = ("raw", "c0", "c23", "c40")  # the least compressed first
_ORIGINALS = ("youtube", "actors")


class _Video(NamedTuple):
    """One sequence: of which set and method, and its frames by name; one frame, "", where it is a file."""

    method: str
    name: str
    frames: dict[str, str]

    @property
    def target(self) -> str:
        """The sequence whose face was replaced: 000 of 000_003, 01__walking of 01_02__walking__ABC."""
        actor, _, scene = self.name.partition("__")
        return f"{actor.split('_')[0]}__{scene.rpartition('__')[0]}" if scene else self.name.split("_")[0]


def fits_faceforensics(holdings: Holdings) -> bool:
    """Nearly every picture or video lies as its authors laid them."""
    inside = sum(_FRAME.fullmatch(path) is not None for path in holdings.pictures)
    return inside > 0 and inside >= _MOST * len(holdings.pictures)


def faceforensics(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """One frame of each sequence, the same one of an original and all that was made of it; neighbours look alike."""
    originals, altered, masks = _sequences(holdings.pictures)
    known: dict[str, object] = {
        "credit": defaults.credit or "FaceForensics++ (Rössler and others, 2019)", "licence": defaults.licence,
        "tags": ("face",),
    }  # fmt: skip
    made: dict[str, list[_Video]] = defaultdict(list)
    for video in altered.values():
        made[video.target].append(video)
    untouched = {video.name: video for video in originals.values()}
    found = []
    for target in sorted({*untouched, *made}):
        original = untouched.get(target)
        frames = [set(video.frames) for video in (*made[target], original) if video is not None]
        common = sorted(set.intersection(*frames))
        path = _middle(original.frames, common) if original else ""
        if path:
            found.append(candidate(path, "camera", **known, source=f"FaceForensics++: {path}"))
        for video in made[target]:
            fake = _middle(video.frames, common)
            mask = masks.get(f"{video.method}/{video.name}")
            at = "" if "" in video.frames else stem_of(fake)
            found.append(candidate(
                fake, "faceswap", **known, source=f"FaceForensics++: {fake}", generator=video.method, year=2019,
                mask=mask.frames.get(at, "") if mask else "", originals=(path,) if path else (),
                originals_sure=bool(common),
            ))  # fmt: skip
    used = {item.path for item in found} | {item.mask for item in found}
    frame, mask_frame = holdings.words("import.aside.frame"), holdings.words("import.aside.second_mask")
    aside = [
        Aside(path, mask_frame if match["what"] == "masks" else frame)
        for path in holdings.pictures
        if path not in used and (match := _FRAME.fullmatch(path))
    ]
    return _verdicts(holdings, found, aside)


def _sequences(names: Iterable[str]) -> tuple[dict[str, _Video], dict[str, _Video], dict[str, _Video]]:
    """The original and the altered sequences of the best quality that both come in, and the masks."""
    found: dict[tuple[str, str], dict[str, _Video]] = defaultdict(dict)  # what, rate -> method/name -> sequence
    for name in names:
        if match := _FRAME.fullmatch(name):
            what, rate, method = match["what"], match["rate"] or "raw", match["method"]
            if what == "masks":
                rate = ""
            else:
                what = "original" if method in _ORIGINALS else "altered"
            sequence = match["video"] or match["whole"]
            video = found[what, rate].setdefault(f"{method}/{sequence}", _Video(method, sequence, {}))
            video.frames.setdefault(match["frame"] or "", name)
    rates = sorted({rate for _, rate in found if rate}, key=_RATES.index)
    both_ways = [rate for rate in rates if ("original", rate) in found and ("altered", rate) in found]
    best = next(iter((*both_ways, *rates)), "")
    return found["original", best], found["altered", best], found["masks", ""]


def _middle(frames: dict[str, str], wanted: list[str]) -> str:
    """The middle one of the wanted frames, or of all of them."""
    some = wanted or sorted(frames)
    return frames[some[len(some) // 2]]


YONSEI: PublicForm = both(r"(?:^|/)training_real/real_\d+\.\w+$", _YONSEI.pattern), yonsei
CASIA: PublicForm = fits_casia, casia
COLUMBIA: PublicForm = fits_columbia, columbia
COMOFOD: PublicForm = fits_comofod, comofod
IMD2020: PublicForm = fits_imd2020, imd2020
DEFACTO: PublicForm = fits_defacto, defacto
CELEB_DF: PublicForm = fits_celeb, celeb
FACEFORENSICS: PublicForm = fits_faceforensics, faceforensics
