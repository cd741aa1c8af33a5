"""Layouts of collections: read as their authors and as people meant them, and asked about where nobody can know."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from game.author.importing import layouts, listing
from game.author.importing.candidate import Candidate, Defaults
from game.author.importing.holdings import Aside, Holdings
from game.author.importing.listing import Listed
from game.author.importing.sources import Folder
from game.author.importing.vocabulary import said
from game.base.errors import PackError
from game.base.text import Words

ALL = Defaults("splice", "Anna", "CC0-1.0")


def png(*, mask: bool = False) -> bytes:
    """A small picture of many brightnesses, or of two."""
    image = Image.new("L", (16, 16)) if mask else Image.linear_gradient("L").resize((16, 16))
    if mask:
        image.paste(255, (4, 4, 9, 9))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


PICTURE, MASK = png(), png(mask=True)


def laid(folder: Path, paths: Iterable[str], **others: bytes | str) -> Path:
    """Files of these names: masks where the name says so, texts by `others`, else pictures."""
    for path in paths:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        is_mask = any(sign in path.lower() for sign in ("mask", "_gt", "/gt/", "_b.png", "_m.png"))
        place.write_bytes(MASK if is_mask else PICTURE)
    for path, content in others.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(
    folder: Path, layout: str = "auto", defaults: Defaults = ALL, *, real: Iterable[str] = (), fake: Iterable[str] = (),
    language: str = "en",
) -> Listed:  # fmt: skip
    """What the folder holds."""
    holdings = Holdings(Folder(folder), Words(language), said(real, fake))
    with closing(holdings):
        return listing.listed(holdings, None, layout, defaults, folder)


def truths(found: Listed) -> dict[str, str]:
    """Path -> real or fake."""
    return {item.path: "fake" if item.fake else "real" for item in found.candidates}


def refused(folder: Path, **more: Any) -> str:
    """The problems with which it is refused."""
    with pytest.raises(PackError) as caught:
        read(folder, **more)
    return str(caught.value)


# --- public collections

FF = "manipulated_sequences/Deepfakes/c23"
Entry = tuple[str, str, tuple[str, ...]]  # how it was made, its mask, its originals
REPLICAS: dict[str, dict[str, Entry | None]] = {  # None: left aside
    "140k": {
        "real_vs_fake/real-vs-fake/train/real/00028.jpg": ("camera", "", ()),
        "real_vs_fake/real-vs-fake/valid/fake/0A266M95TD.jpg": ("gan", "", ()),
    },
    "cifake": {
        "train/REAL/0000.jpg": ("camera", "", ()), "train/FAKE/0000 (2).jpg": ("diffusion", "", ()),
        "test/REAL/0001 (10).jpg": ("camera", "", ()), "test/FAKE/0003.jpg": ("diffusion", "", ()),
    },
    "cnnspot": {
        "progan/airplane/0_real/00001.png": ("camera", "", ()), "progan/airplane/1_fake/00001.png": ("gan", "", ()),
        "deepfake/0_real/1.png": ("camera", "", ()), "deepfake/1_fake/1.png": ("faceswap", "", ()),
    },
    "genimage": {
        "Midjourney/imagenet_midjourney/train/nature/n01440764_18.JPEG": ("camera", "", ()),
        "Midjourney/imagenet_midjourney/train/ai/0_midjourney_10.png": ("diffusion", "", ()),
        "BigGAN/imagenet_ai_0419_biggan/val/nature/ILSVRC2012_val_00000001.JPEG": ("camera", "", ()),
        "BigGAN/imagenet_ai_0419_biggan/val/ai/000_biggan_00001.png": ("gan", "", ()),
    },
    "yonsei": {
        "training_real/real_00001.jpg": ("camera", "", ()),
        "training_fake/easy_12_0110.jpg": ("splice", "", ()),
        "training_fake/hard_7_1111.jpg": ("splice", "", ()),
    },
    "casia": {
        "CASIA2/Au/Au_art_00014.jpg": ("camera", "", ()),
        "CASIA2/Au/Au_cha_00063.tif": ("camera", "", ()),
        "CASIA2/Tp/Tp_D_CRN_S_N_cha00063_art00014_11818.jpg": (
            "splice", "CASIA2/gt/Tp_D_CRN_S_N_cha00063_art00014_11818_gt.png",
            ("CASIA2/Au/Au_art_00014.jpg", "CASIA2/Au/Au_cha_00063.tif"),
        ),
        "CASIA2/Tp/Tp_S_NRN_M_N_art00014_art00014_10988.tif": ("copymove", "", ("CASIA2/Au/Au_art_00014.jpg",)),
        "CASIA1/Sp_S_CND_A_pla0016_pla0016_0196.jpg": ("copymove", "", ()),
        "CASIA2/gt/Tp_D_CRN_S_N_cha00063_art00014_11818_gt.png": None,
    },
    "columbia": {
        "4cam_auth/canong3_02_sub_01.tif": ("camera", "", ()),
        "4cam_splc/g3_xt_sub_01.tif": ("splice", "4cam_splc/edgemask/g3_xt_sub_01_edgemask.jpg", ()),
        "4cam_splc/edgemask/g3_xt_sub_01_edgemask.jpg": None,
    },
    "comofod": {
        "CoMoFoD/001_O.png": ("camera", "", ()),
        "CoMoFoD/001_F.png": ("copymove", "CoMoFoD/001_B.png", ("CoMoFoD/001_O.png",)),
        "CoMoFoD/001_B.png": None, "CoMoFoD/001_M.png": None, "CoMoFoD/001_F_JC1.jpg": None,
        "CoMoFoD/001_O_BC2.png": None,
    },
    "imd2020": {
        "IMD2020/1a1ogs/1a1ogs_orig.jpg": ("camera", "", ()),
        "IMD2020/1a1ogs/c8tf5mq_0.png": (
            "splice", "IMD2020/1a1ogs/c8tf5mq_0_mask.png", ("IMD2020/1a1ogs/1a1ogs_orig.jpg",),
        ),
        "IMD2020/1a1ogs/c8tf5mq_0_mask.png": None,
        "IMD2020/z41/z41_orig.png": ("camera", "", ()),
        "IMD2020/z41/other.jpg": ("splice", "", ("IMD2020/z41/z41_orig.png",)),
    },
    "defacto": {
        "splicing_1_img/img/0_000000195755.tif": ("splice", "splicing_1_annotations/probe_mask/0_000000195755.jpg", ()),
        "splicing_1_annotations/probe_mask/0_000000195755.jpg": None,
        "splicing_1_annotations/donor_mask/0_000000195755.tif": None,
        "inpainting_img/img/0_000000000260.tif": (
            "inpainting", "inpainting_annotations/probe_mask/0_000000000260.jpg", ("Authentic/000000000260.jpg",),
        ),
        "inpainting_annotations/probe_mask/0_000000000260.jpg": None,
        "Authentic/000000000260.jpg": ("camera", "", ()),
    },
    "celeb-df": {
        "Celeb-real/id0_0000_f1.png": None, "Celeb-real/id0_0000_f2.png": ("camera", "", ()),
        "Celeb-synthesis/id0_id16_0000_f2.png": ("faceswap", "", ("Celeb-real/id0_0000_f2.png",)),
        "YouTube-real/00170.mp4": ("camera", "", ()),
    },
    "faceforensics": {
        "original_sequences/youtube/c23/frames/000/0001.png": None,
        "original_sequences/youtube/c23/frames/000/0002.png": ("camera", "", ()),
        "original_sequences/youtube/c23/frames/000/0003.png": None,
        "original_sequences/youtube/c40/frames/000/0002.png": None,
        "original_sequences/actors/c23/images/01__walking_outside/0002.png": ("camera", "", ()),
        f"{FF}/frames/000_003/0000.png": None,
        f"{FF}/frames/000_003/0002.png": (
            "faceswap", f"{FF}/masks/000_003/0002.png", ("original_sequences/youtube/c23/frames/000/0002.png",),
        ),
        f"{FF}/masks/000_003/0002.png": None,
        "manipulated_sequences/Face2Face/c23/images/000_003/0002.png": (
            "faceswap", "", ("original_sequences/youtube/c23/frames/000/0002.png",),
        ),
        "manipulated_sequences/DeepFakeDetection/c23/images/01_02__walking_outside__ABCD/0002.png": (
            "faceswap", "", ("original_sequences/actors/c23/images/01__walking_outside/0002.png",),
        ),
    },
    "faceforensics ": {
        "original_sequences/youtube/c23/videos/000.mp4": ("camera", "", ()),
        "original_sequences/youtube/c40/videos/000.mp4": None,
        f"{FF}/videos/000_003.mp4": ("faceswap", "", ("original_sequences/youtube/c23/videos/000.mp4",)),
    },
    "folders": {
        "train/real/a.jpg": ("camera", "", ()),
        "train/fake/GAN/a.jpg": ("gan", "", ()),
        "ai/b.png": ("splice", "", ()), "real/c.png": ("camera", "", ()),
        "my/Original/boat.jpg": ("camera", "", ()),
        "my/manipulated/copy move/boat.png": ("copymove", "my/boat_mask.png", ("my/Original/boat.jpg",)),
        "my/boat_mask.png": None,
        "my/neither/x.jpg": None,
    },
    "names": {"real_1.jpg": ("camera", "", ()), "2-fake.jpg": ("splice", "", ()), "FAKE 3.png": ("splice", "", ())},
}  # fmt: skip


@pytest.mark.parametrize("name", REPLICAS)
def test_a_collection_is_recognised_and_read_as_its_authors_named_it(name: str, tmp_path: Path) -> None:
    """Confirmed in words; every file real, fake in its way, a mask, an original, or left aside with a reason."""
    expected = REPLICAS[name]
    found = read(laid(tmp_path, expected))
    layout = next(one for one in layouts.LAYOUTS if one.name == name.strip())
    assert found.said[0].startswith(f"read as: {'' if layout.name in ('folders', 'names') else layout.title}")
    pictures = {item.path: (item.made_by, item.mask, item.originals) for item in found.candidates}
    assert pictures == {path: entry for path, entry in expected.items() if entry is not None}
    assert {item.path for item in found.aside} == {path for path, entry in expected.items() if entry is None}
    assert all(item.why for item in found.aside)


@pytest.mark.parametrize("name", [name for name in REPLICAS if name.strip() not in ("folders", "names")])
def test_no_collection_is_recognised_by_one_name_of_it(name: str, tmp_path: Path) -> None:
    """One of its files among a person's own pictures changes nothing of what that person's folders say."""
    for number, path in enumerate(REPLICAS[name]):
        folder = laid(tmp_path / str(number), [f"real/{path}", "real/a.jpg", "real/b.jpg", "fake/c.jpg", "fake/d.jpg"])
        try:
            found = read(folder)
        except PackError as error:
            assert "lie in each other" in str(error)  # noqa: PT017 (the names of the collection are a verdict, too)
            continue
        assert found.said[0].startswith("read as: folders (real: 'real'; fake: 'fake')")
        assert truths(found)[f"real/{path}"] == "real"


def test_every_layout_can_be_named() -> None:
    """The command's choices are those of the table, and the old name of three of them."""
    from game.commands import import_command

    assert set(import_command._LAYOUTS) == set(layouts.NAMES)
    assert {name for name in layouts.NAMES if name not in ("auto", "tampered")} <= {
        *(name.strip() for name in REPLICAS), "openforensics", "dfdc", "huggingface", "parquet", "regions",
    }  # fmt: skip


def test_the_old_name_of_three_collections_still_works(tmp_path: Path) -> None:
    """`--layout tampered` is whichever of them it is."""
    assert "CoMoFoD" in read(laid(tmp_path, REPLICAS["comofod"]), "tampered").said[0]


def test_two_layouts_that_would_both_do_are_told(tmp_path: Path) -> None:
    """Nobody can know which one is meant; either can be named."""
    folder = laid_pictures(tmp_path, ["a.jpg", "b.jpg"])
    (folder / "metadata.csv").write_text("file_name,label\na.jpg,real\nb.jpg,fake\n", encoding="utf-8")
    (folder / "metadata.json").write_text('{"a.mp4": {"label": "FAKE"}, "b.mp4": {"label": "REAL"}}', encoding="utf-8")
    told = refused(folder)
    assert "DFDC (metadata.json) (--layout dfdc), Hugging Face (metadata) (--layout huggingface)" in told
    assert truths(read(folder, "dfdc")) == {"a.jpg": "fake", "b.jpg": "real"}
    assert truths(read(folder, "huggingface")) == {"a.jpg": "real", "b.jpg": "fake"}


def test_the_digits_of_yonseis_names_say_what_was_replaced(tmp_path: Path) -> None:
    """Left eye, right eye, nose, mouth; as a hint for the author, since no region is known."""
    paths = ["training_fake/mid_3_1011.jpg", "training_fake/easy_4_0000.jpg", "training_real/real_1.jpg"]
    found = {item.path: item for item in read(laid(tmp_path, paths)).candidates}
    assert found[paths[0]].hint == "replaced here: left eye, nose, mouth (left and right as seen in the image)"
    assert (found[paths[0]].difficulty, found[paths[1]].hint) == (3, "")


def test_a_generator_named_by_a_folder_is_kept(tmp_path: Path) -> None:
    """GenImage's, CNNSpot's, and those of a person's own folders."""
    paths = ["fake/Midjourney/1.png", "a/fake_stylegan2/2.png", "fake/stable_diffusion_v_1_4/3.png", "real/4.png"]
    folder = laid(tmp_path / "own", [*paths, "a/real_ffhq/5.png"])
    found = {item.path: item for item in read(folder, defaults=Defaults()).candidates}
    made = [(found[path].made_by, found[path].generator) for path in paths[:3]]
    assert made == [("diffusion", "Midjourney"), ("gan", "StyleGAN2"), ("diffusion", "Stable Diffusion")]
    found = {item.path: item for item in read(laid(tmp_path / "gen", REPLICAS["genimage"])).candidates}
    assert found["BigGAN/imagenet_ai_0419_biggan/val/ai/000_biggan_00001.png"].generator == "BigGAN"


# --- a person's own folders

PAIRS = [
    ("real", "fake"), ("Real images", "Fake images"), ("Vere", "False"), ("vero", "falso"), ("Foto vere", "Foto finte"),
    ("real ", "fake"), ("0 real", "1 fake"), ("REAL", "FAKE"), ("real", "ai"), ("nature", "ai"), ("Natural", "AI"),
    ("authentic", "tampered"), ("Originali", "Modificate"), ("original", "edited"), ("pristine", "forged"),
    ("RealFaces", "DeepFakes"), ("echte Bilder", "gefälschte Bilder"), ("vraies", "fausses"), ("réelles", "fausses"),
    ("Fotos reales", "Fotos falsas"), ("immagini reali", "immagini generate dall'IA"), ("human", "AI generated"),
    ("real", "non_real"), ("real_ffhq", "fake_stylegan"), ("real-1", "fake-1"), ("真实", "伪造"),
    ("фото реальные", "фейк"),
    ("images authentiques", "images truquées"), ("verdadeiras", "geradas"), ("authentic", "spliced"),
    ("original", "copy-move"), ("real", "StyleGAN"), ("Originale", "Fälschungen"), ("untouched", "manipulated"),
    ("real", "synthetic"), ("camera", "ai-generated"), ("original", "fake"),
    ("autentiche", "contraffatte"), ("Non fake", "Fake"), ("human made", "made by AI"), ("prawdziwe", "fałszywe"),
]  # fmt: skip


@pytest.mark.parametrize(("real", "fake"), PAIRS, ids=lambda name: name)
def test_folders_are_read_in_the_words_people_use(real: str, fake: str, tmp_path: Path) -> None:
    """In several languages, with or without "images" and numbers, at the top or below train/ and test/."""
    paths = [f"{place}{side}/{number}.jpg" for place in ("", "a/train/") for side in (real, fake) for number in (1, 2)]
    found = read(laid(tmp_path, paths))
    assert found.said[0].startswith("read as: folders (real: ")
    assert truths(found) == {path: "fake" if f"{fake}/" in path else "real" for path in paths}


ORDINARY = [  # a path that a person meant to be what its first folder says
    "real/SP/1.jpg", "real/AI/2.jpg", "fake/AU/3.jpg", "fake/IT/SP/4.jpg", "real/CM/5.jpg", "real/TP/6.jpg",
    "fake/RE/7.jpg", "fake/original/8.jpg", "real/edited/9.jpg", "fake/nature/10.jpg", "real/ai/11.jpg",
    "fake/Originali/12.jpg", "real/25_F.jpg", "real/31_M.jpg", "fake/07_F.jpg", "fake/08_O.jpg", "real/Mustang GT.jpg",
    "real/venetian_mask.jpg", "real/masks/african.jpg", "fake/passport_forged.jpg", "fake/portrait-forged.jpg",
    "fake/masks/carnival.jpg", "fake/face_mask.jpg", "real/gt/car.jpg", "real/Real Madrid/13.jpg", "fake/human/14.jpg",
    "real/Au_ani_1.jpg", "fake/Au_ani_00002.jpg", "real/manipulated/15.jpg", "real/generated/16.jpg", "real/GAN/17.jpg",
    "fake/camera/18.jpg", "real/fake_flowers.jpg", "fake/real_estate.jpg", "real/train/sp/19.jpg", "fake/Umani/20.jpg",
    "real/face.gt.jpg", "fake/letter.jpg", "real/4cam_splc/21.jpg", "real/1_F_JC1.jpg", "real/ground truth/22.jpg",
    "real/Tp_D_CRN_S_N_cha00063_art00014_11818.jpg", "fake/x_orig.jpg", "real/synthetic/23.jpg",
]  # fmt: skip


@pytest.mark.parametrize("path", ORDINARY)
def test_a_persons_own_folders_win_over_every_guess(path: str, tmp_path: Path) -> None:
    """Provinces, countries, initials, words for masks: the file comes in, as what its folder says."""
    others = ["real/x.jpg", "real/y.jpg", "fake/z.jpg", "fake/w.jpg"]
    found = read(laid_pictures(tmp_path, [path, *others]))
    assert truths(found) == {name: name[:4] for name in (path, *others)}


def laid_pictures(folder: Path, paths: Iterable[str]) -> Path:
    """Files that are pictures, whatever they are called."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(PICTURE)
    return folder


@pytest.mark.parametrize("codes", [("IT", "SP"), ("AU", "TP"), ("AU", "SP"), ("AI", "RE"), ("CM", "GT"), ("M", "F")])
def test_places_without_a_truth_say_nothing(codes: tuple[str, str], tmp_path: Path) -> None:
    """Two folders called like provinces or countries are asked about, not guessed."""
    folder = laid_pictures(tmp_path, [f"{code}/{number}.jpg" for code in codes for number in range(3)])
    told = refused(folder)
    assert "nothing says which are real" in told
    first, second = sorted(codes)
    assert f"--real {first} --fake {second}" in told
    assert set(truths(read(folder, real=[codes[0]], fake=[codes[1]])).values()) == {"real", "fake"}


def test_folders_that_say_nothing_are_named_where_they_part(tmp_path: Path) -> None:
    """Below what is around all of them; or the only one."""
    assert "--real x --fake y" in refused(laid_pictures(tmp_path / "two", ["set/all/y/1.jpg", "set/all/x/2.jpg"]))
    assert "such as --fake tampered" in refused(laid_pictures(tmp_path / "one", ["set/tampered/1.jpg"]))


@pytest.mark.parametrize(
    "path", ["real/fake/a.jpg", "fake/real/a.jpg", "Fake/b/REAL images/c/a.jpg", "vere/finte/a.jpg"]
)
def test_folders_that_contradict_each_other_are_an_error_that_names_both(path: str, tmp_path: Path) -> None:
    """A file below both is neither."""
    told = refused(laid_pictures(tmp_path, [path, "real/x.jpg", "fake/y.jpg"]))
    names = [name for name in path.split("/")[:-1] if len(name) > 1]  # (b and c say nothing)
    assert told.startswith(f"{path.removesuffix('/a.jpg').removesuffix('/c')}:0:0: error: ")
    assert told.count("error:") == 1
    assert all(f"'{name}'" in told for name in names)


def test_originals_beside_edited_ones_inside_fake_are_asked_about(tmp_path: Path) -> None:
    """Fakes kept with what they were made from: only the person knows; --real or --fake says it."""
    paths = ["fake/original/o.jpg", "fake/edited/e.jpg", "real/y.jpg"]
    told = refused(laid_pictures(tmp_path, paths))
    assert "fake/original:0:0: error: 'original' lies in 'fake' beside altered pictures" in told
    assert "--real original or --fake original" in told
    assert truths(read(tmp_path, real=["original"])) == dict(zip(paths, ("real", "fake", "real"), strict=True))
    assert truths(read(tmp_path, fake=["original"])) == dict(zip(paths, ("fake", "fake", "real"), strict=True))


def test_what_is_read_as_its_folder_though_its_name_says_more_is_told(tmp_path: Path) -> None:
    """Originals below fake/ alone, and edited ones below real/: a line says how they were read, and what to do."""
    said_of = read(
        laid_pictures(tmp_path, ["fake/original/o.jpg", "fake/f.jpg", "real/edited/e.jpg", "real/r.jpg"])
    ).said
    assert any("'fake/original' is read as fake" in line and "--real original" in line for line in said_of)
    assert any("'real/edited' is read as real" in line and "--fake edited" in line for line in said_of)


def test_words_that_a_person_named_outrank_all_others(tmp_path: Path) -> None:
    """And one that is called nowhere is told."""
    paths = ["Weddings/1.jpg", "Studio 54/2.jpg", "real/3.jpg"]
    folder = laid_pictures(tmp_path, paths)
    found = read(folder, real=["weddings"], fake=["studio_54", "real"])
    assert truths(found) == dict(zip(paths, ("real", "fake", "fake"), strict=True))
    assert "--real 'wedding': no folder and no label is called so" in refused(folder, real=["wedding"], fake=["real"])


@pytest.mark.parametrize(
    ("paths", "lacking", "named"),
    [
        (["natura/1.jpg", "fake/2.jpg"], "no real one", "'natura' (1)"),
        (["real/1.jpg", "computer/2.jpg", "computer/3.jpg"], "no fake one", "'computer' (2)"),
        (["real/1.jpg", "fake/2.jpg", "unsure/3.jpg"], "nothing says what these are", "'unsure' (1)"),
        (["true/1.jpg", "false/2.jpg"], "no real one", "'true' (1)"),
        (["3.jpg", "fake/2.jpg"], "no real one", " (1)"),
    ],
)  # fmt: skip
def test_a_side_that_is_empty_while_pictures_are_left_over_is_asked_about(
    paths: list[str], lacking: str, named: str, tmp_path: Path
) -> None:
    """Nothing is dropped without a word."""
    told = refused(laid_pictures(tmp_path, paths))
    assert lacking in told
    assert named in told
    assert "--real" in told


def test_a_few_pictures_beside_are_left_aside_and_named(tmp_path: Path) -> None:
    """A figure in docs/ stops nothing; a line and the report say what became of it."""
    paths = [f"{side}/{number}.jpg" for side in ("real", "fake") for number in range(3)]
    found = read(laid_pictures(tmp_path, [*paths, "docs/figure.png"]))
    assert "1 picture of which nothing says whether it is real: 'docs' (1); --real and --fake say it" in found.said
    assert Aside("docs/figure.png", "nothing says whether it is real", unsaid=True) in found.aside


def test_a_linked_folder_is_not_dropped_without_a_word(tmp_path: Path) -> None:
    """It is not followed; where its side stays empty, the line names it."""
    laid_pictures(tmp_path / "elsewhere", ["1.jpg"])
    folder = laid_pictures(tmp_path / "set", ["fake/2.jpg"])
    try:
        (folder / "real").symlink_to(tmp_path / "elsewhere")
    except OSError:
        pytest.skip("links need rights here")
    assert "'real' (a link; import follows none" in refused(folder)


def test_what_folders_say_of_truth_is_kept(tmp_path: Path) -> None:
    """`ai/` is synthetic however it was made; `fake/` is what its way of making is."""
    paths = ["x/ai/a.png", "x/nature/b.png", "fake/c.png", "fake/gan/d.png", "real/e.png", "fake/manipulated/f.png"]
    found = {
        item.path: item.truth
        for item in read(laid_pictures(tmp_path, paths), defaults=Defaults("inpainting")).candidates
    }
    expected = ("synthetic", "real", "manipulated", "synthetic", "real", "manipulated")
    assert found == dict(zip(paths, expected, strict=True))


def test_all_is_said_in_italian_too(tmp_path: Path) -> None:
    """The layout, what is left aside, the problems."""
    folder = laid_pictures(tmp_path, ["Vere/1.jpg", "Finte/2.jpg", "Vere/3.jpg", "Finte/4.jpg"])
    (folder / "note.txt").write_bytes(b"x")
    found = read(folder, language="it")
    assert found.said[0] == "letto come: cartelle (vere: 'Vere'; false: 'Finte'); 2 splice, 2 vere"
    assert found.said[1] == "lasciati da parte: 1 .txt"
    assert "come sono stati fatti i falsi qui?" in refused(folder, language="it", defaults=Defaults())


# --- masks and originals


def of(found: Listed) -> dict[str, Candidate]:
    """The candidates by path."""
    return {item.path: item for item in found.candidates}


def test_masks_and_originals_are_joined_by_path(tmp_path: Path) -> None:
    """Two fakes of one name in two folders: each has its own."""
    paths = [f"{side}/{place}/cat.jpg" for side in ("real", "fake") for place in ("a", "b")]
    found = of(read(laid(tmp_path, [*paths, "masks/a/cat.png", "fake/b/cat_mask.png"])))
    assert found["fake/a/cat.jpg"].mask == "masks/a/cat.png"
    assert found["fake/b/cat.jpg"].mask == "fake/b/cat_mask.png"
    assert found["fake/a/cat.jpg"].originals == ("real/a/cat.jpg",)
    assert found["fake/b/cat.jpg"].originals == ("real/b/cat.jpg",)


def test_a_mask_that_may_belong_to_two_pictures_belongs_to_none(tmp_path: Path) -> None:
    """And is told with both."""
    found = read(laid(tmp_path, ["real/x.jpg", "real/y.jpg", "fake/a/cat.jpg", "fake/b/cat.jpg", "masks/cat.png"]))
    assert not any(item.mask for item in found.candidates)
    (mask,) = found.aside
    assert mask.why.startswith("a mask that may belong to 'fake/a/cat.jpg' or to 'fake/b/cat.jpg'")


@pytest.mark.parametrize(
    "mask",
    [
        "fake/cat_mask.png", "fake/masks/cat.png", "masks/cat.png", "masks/cat_gt.png", "gt/cat.png", "fake/GT/cat.png",
        "Ground truth/cat_mask.png", "maschere/cat.png", "fake/cat_gt.jpg", "cat_mask.png",
    ],
)  # fmt: skip
def test_a_mask_is_found_where_people_put_it(mask: str, tmp_path: Path) -> None:
    """Beside its picture, in a folder of masks, above."""
    folder = laid(tmp_path, ["real/x.jpg", "fake/cat.jpg"])
    (folder / mask).parent.mkdir(parents=True, exist_ok=True)
    (folder / mask).write_bytes(MASK)
    found = read(folder)
    assert of(found)["fake/cat.jpg"].mask == mask
    assert set(of(found)) == {"real/x.jpg", "fake/cat.jpg"}
    assert found.aside == [Aside(mask, "the mask of 'fake/cat.jpg': what was altered there", mask_of="fake/cat.jpg")]


def test_a_picture_that_is_only_called_mask_stays_a_picture(tmp_path: Path) -> None:
    """Beside one of the same name, too: a mask has two brightnesses."""
    paths = ["real/x.jpg", "fake/knight.jpg", "fake/knight_mask.jpg", "fake/masks/knight.jpg"]
    assert set(of(read(laid_pictures(tmp_path, paths)))) == set(paths)


# --- tables and labels in the source


def test_dfdcs_metadata_is_read(tmp_path: Path) -> None:
    """Frames are found by their video's name; an altered one has its original."""
    frames = ["aaq.jpg", "bqq/001.jpg", "bqq/002.jpg", "bqq/003.jpg"]
    folder = laid_pictures(tmp_path, frames)
    metadata = {
        "aaq.mp4": {"label": "FAKE", "split": "train", "original": "bqq.mp4"},
        "bqq.mp4": {"label": "REAL", "split": "train", "original": None},
    }
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    found = read(folder)
    assert found.said[0].startswith("read as: DFDC (metadata.json)")
    fake, real = of(found)["aaq.jpg"], of(found)["bqq/002.jpg"]
    assert (fake.made_by, fake.originals, real.made_by) == ("faceswap", ("bqq/002.jpg",), "camera")
    laid_pictures(tmp_path, ["part_1/c.jpg"])
    (tmp_path / "part_1" / "metadata.json").write_text('{"c.mp4": {"label": "FAKE"}}', encoding="utf-8")
    assert truths(read(folder))["part_1/c.jpg"] == "fake"


def test_hugging_faces_metadata_is_read(tmp_path: Path) -> None:
    """CSV or JSON lines, in each folder; of two, the one that speaks in words."""
    folder = laid_pictures(tmp_path, ["train/a.jpg", "train/b.jpg", "test/c.jpg"])
    (folder / "train" / "metadata.csv").write_text("file_name,label\na.jpg,0\nb.jpg,1\n", encoding="utf-8")
    told = refused(folder)
    assert (
        "train/metadata.csv:1:11: error: what do the values of 'label' mean: '0', '1'? Say for example --real 0" in told
    )
    assert truths(read(folder, real=["0"])) == {"train/a.jpg": "real", "train/b.jpg": "fake"}
    lines = ('{"file_name": "a.jpg", "label": "real"}', '{"file_name": "b.jpg", "label": "fake"}')
    (folder / "train" / "metadata.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "test" / "metadata.csv").write_text("file_name,label\nc.jpg,FAKE\n", encoding="utf-8")
    found = read(folder)
    assert truths(found) == {"train/a.jpg": "real", "train/b.jpg": "fake", "test/c.jpg": "fake"}
    assert "train/metadata.csv was left aside: train/metadata.jsonl says it in words" in found.said
    (folder / "train" / "metadata.csv").write_text("file_name,label\na.jpg,fake\nb.jpg,real\n", encoding="utf-8")
    assert "says the opposite of 'train/metadata.csv' about 'train/a.jpg'" in refused(folder)


def test_a_table_in_the_source_never_overrules_folders(tmp_path: Path) -> None:
    """Where both say the same nothing is said; where they do not, both are named."""
    folder = laid_pictures(tmp_path, ["real/a.jpg", "fake/b.jpg"])
    (folder / "metadata.csv").write_text("file_name,label\nreal/a.jpg,real\nfake/b.jpg,fake\n", encoding="utf-8")
    assert truths(read(folder)) == {"real/a.jpg": "real", "fake/b.jpg": "fake"}
    (folder / "metadata.csv").write_text("file_name,label\nreal/a.jpg,fake\nfake/b.jpg,real\n", encoding="utf-8")
    assert "Hugging Face (metadata) says the opposite of the folder 'real'" in refused(folder)


def test_a_table_of_another_name_is_offered(tmp_path: Path) -> None:
    """Where nothing else says what is real."""
    folder = laid_pictures(tmp_path, ["a.jpg", "b.jpg"])
    (folder / "labels.csv").write_text("path,truth\na.jpg,real\nb.jpg,fake\n", encoding="utf-8")
    assert "if it is the table, say --labels labels.csv" in refused(folder)
    holdings = Holdings(Folder(folder), Words("en"))
    found = listing.listed(holdings, Path("labels.csv"), "auto", ALL, folder)
    assert truths(found) == {"a.jpg": "real", "b.jpg": "fake"}


def test_a_table_that_a_person_gave_outranks_folders(tmp_path: Path) -> None:
    """That is told; its paths may begin where it lies."""
    folder = laid_pictures(tmp_path, ["set/real/a.jpg", "set/fake/b.jpg", "other/real/a.jpg"])
    table = folder / "set" / "labels.csv"
    table.write_text("path,truth\nreal/a.jpg,fake\nfake/b.jpg,fake\n", encoding="utf-8")
    with closing(Holdings(Folder(folder), Words("en"))) as holdings:
        found = listing.listed(holdings, table, "auto", ALL, folder)
    assert truths(found) == {"set/real/a.jpg": "fake", "set/fake/b.jpg": "fake"}
    assert "the table says the opposite of the folder 'set/real' of 'set/real/a.jpg'; the table was read" in found.said


def test_hugging_faces_parquet_is_read(tmp_path: Path) -> None:
    """Pictures out of the file, numbers by the names that it gives them; asked where it gives none."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet'")
    from pyarrow import parquet

    pictures = [{"bytes": PICTURE, "path": f"{number}.png"} for number in range(3)]
    table = pa.table({"image": pictures, "label": [0, 1, 1]})
    (tmp_path / "data").mkdir()
    parquet.write_table(table, tmp_path / "data" / "train.parquet", row_group_size=2)
    assert "what do the values of 'label' mean: '0', '1'" in refused(tmp_path)
    named = {"info": {"features": {"label": {"names": ["FAKE", "REAL"], "_type": "ClassLabel"}}}}
    table = table.replace_schema_metadata({"huggingface": json.dumps(named)})
    parquet.write_table(table, tmp_path / "data" / "train.parquet", row_group_size=2)
    found = read(tmp_path)
    assert found.said[0].startswith("read as: Hugging Face (Parquet)")
    expected = {f"data/train.parquet/00000{number}.png": truth for number, truth in enumerate(("fake", "real", "real"))}
    assert truths(found) == expected
    with closing(Holdings(Folder(tmp_path), Words("en"))) as holdings:
        assert [holdings.read(path) for path in expected] == [PICTURE] * 3
        assert holdings.stamp(next(iter(expected)))
    (tmp_path / "data" / "train.parquet").write_bytes(b"PAR1 no")
    assert "a damaged Parquet file" in refused(tmp_path)


def test_without_its_library_a_parquet_file_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the problem's line."""
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    laid(tmp_path, [], **{"data/train.parquet": b"PAR1"})
    assert 'python -m pip install -e ".[parquet]"' in refused(tmp_path)
