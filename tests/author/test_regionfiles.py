"""Region files of annotation programs: read as evidence in pixels, and as truth where their labels say it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from game.author.importing.candidate import Candidate, Defaults
from game.model.picture import Region
from game.pack import yamlfile

from .test_importing import by_path, imported, photo, put
from .test_importing import read as read_pack
from .test_layouts import laid_pictures, read, refused, truths

BOX = Region(box=(10, 20, 30, 40))


def picture() -> bytes:
    """200x100 pixels."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((200, 100)).save(file, "PNG")
    return file.getvalue()


def via(label: str, whole: str = "") -> Any:
    """VGG Image Annotator 2."""
    shape = {"name": "rect", "x": 10, "y": 20, "width": 30, "height": 40}
    region = {"shape_attributes": shape, "region_attributes": {"what": label}}
    attributes = {"truth": whole} if whole else {}
    return {"b.png123": {"filename": "b.png", "size": 123, "regions": [region], "file_attributes": attributes}}


def via_1(label: str, whole: str = "") -> Any:
    """VGG Image Annotator 1, in the form of a project; regions by their numbers, options that are chosen."""
    ((name, item),) = via(label, whole).items()
    (region,) = item["regions"]
    region["region_attributes"] = {"what": {label: True, "other": False}}
    return {"_via_settings": {}, "_via_img_metadata": {name: {**item, "regions": {"0": region}}}}


def via_csv(label: str, whole: str = "") -> str:
    """VGG Image Annotator's table."""
    ((_, item),) = via(label, whole).items()
    (region,) = item["regions"]
    parts = (item["file_attributes"], region["shape_attributes"], region["region_attributes"])
    file, shape, what = ('"' + json.dumps(part).replace('"', '""') + '"' for part in parts)
    head = "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"
    return f"{head}\nb.png,123,{file},1,0,{shape},{what}\n"


def labelme(label: str, whole: str = "") -> Any:
    """Labelme: one file for each picture."""
    shape = {"label": label, "points": [[40, 60], [10, 20]], "shape_type": "rectangle"}
    flags = {whole: True, "blurred": False} if whole else {}
    return {"version": "5.4", "flags": flags, "shapes": [shape], "imagePath": "..\\fake\\b.png", "imageHeight": 100}


def coco(label: str, whole: str = "") -> Any:
    """COCO; a label of the whole picture is one without an area."""
    names = [label, *([whole] if whole else [])]
    categories = [{"id": number, "name": name} for number, name in enumerate(names)]
    areas = [{"id": 1, "image_id": 7, "category_id": 0, "bbox": [10, 20, 30, 40], "segmentation": []}]
    return {"images": [{"id": 7, "file_name": "images/b.png"}], "annotations": areas, "categories": categories}


def label_studio(label: str, whole: str = "") -> Any:
    """Label Studio: percent of the sides, an upload's name."""
    value = {"x": 5, "y": 20, "width": 15, "height": 40, "rectanglelabels": [label]}
    chosen = [{"type": "choices", "value": {"choices": [whole]}}] if whole else []
    result = [*chosen, {"type": "rectanglelabels", "original_width": 200, "original_height": 100, "value": value}]
    return [{"id": 1, "data": {"image": "/data/upload/1/0a1b2c3d-b.png"}, "annotations": [{"result": result}]}]


def label_studio_min(label: str, whole: str = "") -> Any:
    """Label Studio's short form."""
    area = {"x": 5, "y": 20, "width": 15, "height": 40, "rectanglelabels": [label], "original_width": 200}
    return [{"image": "/data/local-files/?d=fake/b.png", "label": [area], **({"truth": whole} if whole else {})}]


def cvat(label: str, whole: str = "") -> str:
    """CVAT for images."""
    tag = f'<tag label="{whole}"></tag>' if whole else ""
    box = f'<box label="{label}" xtl="10.0" ytl="20.0" xbr="40.0" ybr="60.0"></box>'
    image = f'<image id="0" name="fake/b.png" width="200" height="100">{tag}{box}</image>'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version>{image}</annotations>'


FORMS: dict[str, tuple[str, Callable[..., Any]]] = {
    "VIA": ("via.json", via), "VIA 1": ("project.json", via_1),
    "VIA (table)": ("via.csv", via_csv), "labelme": ("labels/b.json", labelme),
    "COCO": ("coco.json", coco), "Label Studio": ("export.json", label_studio), "CVAT": ("annotations.xml", cvat),
    "Label Studio (short)": ("min.json", label_studio_min),
}  # fmt: skip


def marked(folder: Path, form: str, label: str = "cut-edge", whole: str = "", place: str = "fake/b.png") -> Path:
    """A source whose one picture is marked."""
    name, make = FORMS[form]
    put(folder, place, picture())
    content = make(label, whole)
    put(folder, name, (content if isinstance(content, str) else json.dumps(content)).encode())
    return folder


def fake_of(folder: Path, **more: Any) -> Candidate:
    """The picture that is marked."""
    return next(item for item in read(folder, **more).candidates if item.path.endswith("b.png"))


@pytest.mark.parametrize("form", FORMS)
def test_marked_areas_become_evidence(form: str, tmp_path: Path) -> None:
    """In pixels of the picture; a label that is a tell is taken, another one is a hint; a line says what was read."""
    laid_pictures(tmp_path, ["real/a.png"])
    found = read(marked(tmp_path, form))
    (claim,) = next(item for item in found.candidates if item.fake).claims
    assert claim.region == BOX
    assert claim.tell == "cut-edge"
    program = form.partition(" (")[0].removesuffix(" 1")
    assert f"evidence from {FORMS[form][0]} ({program}): 1 picture" in found.said
    other = fake_of(marked(tmp_path, form, "the ear\nmelts"))
    assert (other.claims[0].tell, other.hint) == ("", r"labelled: the ear\x0amelts" if form != "CVAT" else other.hint)


@pytest.mark.parametrize("form", [name for name in FORMS if name != "COCO"])
@pytest.mark.parametrize(
    ("whole", "truth"), [("Fake", "fake"), ("vero", "real"), ("tampered", "fake"), ("Authentic", "real")]
)
def test_a_label_of_the_whole_picture_is_its_truth(form: str, whole: str, truth: str, tmp_path: Path) -> None:
    """Where no folder says it."""
    found = read(marked(tmp_path, form, "nose", whole, "pictures/b.png"), language="it")
    assert truths(found) == {"pictures/b.png": truth}
    assert found.said[0].startswith("letto come: etichette nei file di regioni")


@pytest.mark.parametrize("form", FORMS)
def test_labels_that_say_nothing_of_truth_are_asked_about(form: str, tmp_path: Path) -> None:
    """Where no folder says it either; a person's word answers."""
    folder = marked(tmp_path, form, "nose", place="pictures/b.png")
    assert "nothing says which are real" in refused(folder)
    assert truths(read(folder, fake=["nose"])) == {"pictures/b.png": "fake"}


def test_coco_of_real_and_fake_faces_is_read(tmp_path: Path) -> None:
    """OpenForensics: one altered face makes a picture a fake, and is its evidence; the real ones beside it are none."""
    paths = [f"Images/Train/{name}.jpg" for name in ("0a1b2c3d4e", "1a1b2c3d4e", "2a1b2c3d4e")]
    areas = [(0, 0), (1, 0), (1, 1), (2, 1)]  # picture, category
    data = {
        "categories": [{"id": 0, "name": "Real"}, {"id": 1, "name": "Fake"}],
        "images": [{"id": number, "file_name": path} for number, path in enumerate(paths)],
        "annotations": [
            {"id": number, "image_id": image, "category_id": category, "bbox": [number, 2, 3, 4],
             "segmentation": [[0, 0, 9, 0, 9, 9]] if number == 3 else []}
            for number, (image, category) in enumerate(areas)
        ],
    }  # fmt: skip
    folder = laid_pictures(tmp_path, paths)
    (folder / "Train_poly.json").write_text(json.dumps(data), encoding="utf-8")
    found = read(folder, defaults=Defaults())
    assert found.said[0].startswith("read as: OpenForensics")
    assert truths(found) == dict(zip(paths, ("real", "fake", "fake"), strict=True))
    of = {item.path: item for item in found.candidates}
    assert [claim.region for claim in of[paths[1]].claims] == [Region(box=(2, 2, 3, 4))]
    assert [claim.region for claim in of[paths[2]].claims] == [Region(polygon=((0, 0), (9, 0), (9, 9)))]
    assert of[paths[1]].made_by == "faceswap"
    (folder / "Train_poly.json").rename(folder / "other.json")  # COCO, but whose?
    assert "how were the fakes here made?" in refused(folder, defaults=Defaults())


def test_regions_on_real_pictures_are_left_out_and_told(tmp_path: Path) -> None:
    """Only a fake has evidence; so are pictures that a file names and that are not there."""
    folder = laid_pictures(tmp_path, ["fake/a.png"])
    found = read(marked(folder, "VIA", place="real/b.png"))
    assert not any(item.claims for item in found.candidates)
    assert "regions on the real picture 'real/b.png' were left out: only a fake has evidence" in found.said
    (folder / "real" / "b.png").unlink()
    assert any("via.json names 1 pictures that are not in the source" in line for line in read(folder).said)


def test_a_label_that_says_the_opposite_of_a_folder_is_told(tmp_path: Path) -> None:
    """With both."""
    folder = laid_pictures(tmp_path, ["real/a.png"])
    told = refused(marked(folder, "Label Studio", "nose", "Real"))
    assert told.startswith("fake/b.png:0:0: error: labels in files of regions says the opposite of the folder 'fake'")


@pytest.mark.parametrize(
    ("shape", "region"),
    [
        ({"name": "circle", "cx": 50, "cy": 40, "r": 5}, Region(ellipse=(50, 40, 5, 5))),
        ({"name": "ellipse", "cx": 50, "cy": 40, "rx": 9, "ry": 5}, Region(ellipse=(50, 40, 9, 5))),
        ({"name": "polygon", "all_points_x": [1, 9, 9], "all_points_y": [1, 1, 9]},
         Region(polygon=((1, 1), (9, 1), (9, 9)))),
        ({"name": "point", "cx": 50, "cy": 40}, None), ({}, None), ({"name": "rect", "x": "one"}, None),
        ({"name": "polyline", "all_points_x": [1], "all_points_y": [1]}, None),
        ({"name": "rect", "x": 1, "y": 1, "width": 0, "height": 5}, None),
        ({"name": "rect", "x": 1, "y": 1, "width": float("1e999"), "height": 5}, None),
    ],
)  # fmt: skip
def test_what_is_no_area_is_no_evidence(shape: dict[str, Any], region: Region | None, tmp_path: Path) -> None:
    """Points, lines, shapes without an extent or with texts for numbers."""
    laid_pictures(tmp_path, ["real/a.png", "fake/b.png"])
    data = via("nose")
    data["b.png123"]["regions"][0]["shape_attributes"] = shape
    (tmp_path / "via.json").write_text(json.dumps(data), encoding="utf-8")
    assert [claim.region for claim in fake_of(tmp_path).claims] == ([region] if region else [])


@pytest.mark.parametrize(
    "content",
    [
        '{"images": 1, "annotations": [], "categories": []}', '{"shapes": [1], "imagePath": "b.png"}', "[]", "{}",
        '{"a": {"filename": 1, "regions": 5}}', '[{"data": {}, "annotations": [{"result": [1]}]}]', "[" * 5000, "no",
        '{"images": [1], "annotations": [1], "categories": [1]}', '{"shapes": [], "imagePath": "../../etc/passwd"}',
        '{"images": [{"id": [], "file_name": "b.png"}], "annotations": [{"image_id": {}}], "categories": [{"id": {}}]}',
    ],
)  # fmt: skip
def test_any_json_beside_the_pictures_is_harmless(content: str, tmp_path: Path) -> None:
    """It is evidence, or left aside."""
    laid_pictures(tmp_path, ["real/a.png", "fake/b.png"])
    (tmp_path / "some.json").write_text(content, encoding="utf-8")
    assert truths(read(tmp_path)) == {"real/a.png": "real", "fake/b.png": "fake"}


@pytest.mark.parametrize(
    "content",
    [
        "<annotations><image name='b.png'><box xtl='1'/></image></annotations>", "<annotations><image/></annotations>",
        "<annotations", "<annotations/>", "<a><annotations><image/></annotations></a>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><annotations><image name='b.png'>&x;</image></annotations>",
    ],
)  # fmt: skip
def test_any_xml_beside_the_pictures_is_harmless(content: str, tmp_path: Path) -> None:
    """Entities are not read."""
    laid_pictures(tmp_path, ["real/a.png", "fake/b.png"])
    (tmp_path / "some.xml").write_text(content, encoding="utf-8")
    assert not fake_of(tmp_path).claims


def test_evidence_stands_in_the_pack_where_it_was_marked(tmp_path: Path) -> None:
    """Scaled with its picture; a stranger's label stays a comment."""
    source = tmp_path / "set"
    put(source, "real/a.png", photo("a", (400, 200)))
    put(source, "fake/b.png", photo("b", (400, 200)))
    put(source, "via.json", json.dumps(via("ear\n    licence: mine")).encode())
    imported(source, tmp_path / "pack", side=800)
    fake = by_path(read_pack(tmp_path / "pack"), tmp_path / "pack")["fake/b.png"]
    assert fake.evidence[0].region.box == (20, 40, 60, 80)
    assert fake.licence == "CC0-1.0"
    path = tmp_path / "pack" / "assets" / "pictures.yaml"
    assert r"# labelled: ear\x0a    licence: mine" in path.read_text(encoding="utf-8")
    assert yamlfile.read(path, "pictures.yaml").problems == []
