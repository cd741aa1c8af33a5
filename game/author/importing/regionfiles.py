"""Files of regions (COCO, VIA, labelme, Label Studio, CVAT) become evidence, and truth where they say it.

Owns the forms of these files, each recognised by its structure and not by its name, and the way from their units to
pixels. Refuses what is no area (points, lines), and to read a label as a truth that is none.
"""

from __future__ import annotations

import csv
import io
import math
import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import msgspec

from game.author.importing import vocabulary
from game.author.importing.candidate import Candidate, Claim, Defaults, candidate
from game.author.importing.filenames import FileNames, uploaded
from game.author.importing.folders import how_made, rest
from game.author.importing.holdings import MOST_TEXT, Holdings, Verdicts
from game.author.importing.vocabulary import Making, Sense
from game.base.errors import PackError, plain
from game.model.picture import Region
from game.pack.yamlfile import Problem

MOST_CLAIMS = 4  # in one picture: nobody reads more than that
_MOST_FILES = 100_000  # region files of one source (labelme writes one beside each picture)


class Marked(NamedTuple):
    """One marked area, or a label of the whole picture (then without a region)."""

    label: str
    region: Region | None


class Annotated(NamedTuple):
    """What a file says of one picture."""

    file: str  # as it is written there
    size: tuple[int, int] | None
    marks: list[Marked]


class RegionFile(NamedTuple):
    """One region file of the source."""

    path: str
    program: str
    of: dict[str, list[Marked]]  # pictures of the source
    lost: int  # pictures that it names and the source lacks


class _NoArea(ValueError):  # noqa: N818 (a state of a shape)
    """A shape that covers nothing, or that is not read."""


Parsed = Iterator[Annotated]


def found(holdings: Holdings) -> list[RegionFile]:
    """The region files of a source."""
    names = FileNames(holdings.pictures, holdings.name)
    files = []
    for path in holdings.others[:_MOST_FILES]:
        suffix = path.lower().rpartition(".")[2]
        if suffix == "json":
            known = _parsed(holdings.json(path))
        elif suffix == "xml":
            known = _cvat(holdings.raw(path))
        else:
            known = _via_csv(holdings.raw(path)) if suffix == "csv" else None
        if known is None:
            continue
        program, items = known
        of: dict[str, list[Marked]] = defaultdict(list)
        lost = 0
        for item in items:
            picture = _meant(names, item.file, path.rpartition("/")[0])
            if picture is None:
                lost += 1
                continue
            of[picture] += _in_pixels(holdings, picture, item)
        files.append(RegionFile(path, program, dict(of), lost))
    return files


def _meant(names: FileNames, written: str, folder: str) -> str | None:
    """The picture of the source that a file means: by its path from there, else by a name that only one has."""
    near = posixpath.normpath(posixpath.join(folder, written.replace("\\", "/")))
    for one in (near, written, uploaded(written)):
        if picture := names.find(one, folder):
            return picture
    return names.find(uploaded(written).replace("\\", "/").rpartition("/")[2])


def _in_pixels(holdings: Holdings, picture: str, item: Annotated) -> Iterator[Marked]:
    """The marks of a picture; those of a form in percent (a size of 100x100) in its own pixels."""
    if item.size != _PERCENT:
        yield from item.marks
        return
    size = holdings.size(picture)
    for mark in item.marks:
        if mark.region is None:
            yield mark
        elif size is not None:
            yield Marked(mark.label, _scaled(mark.region, size[0] / 100, size[1] / 100))


_PERCENT = (100, 100)


def _scaled(region: Region, x: float, y: float) -> Region:
    def four(values: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        return values[0] * x, values[1] * y, values[2] * x, values[3] * y

    if region.box is not None:
        return Region(box=four(region.box))
    if region.ellipse is not None:
        return Region(ellipse=four(region.ellipse))
    return Region(polygon=tuple((left * x, top * y) for left, top in region.polygon or ()))


# --- shapes


def _box(left: object, top: object, width: object, height: object) -> Region:
    values = tuple(float(value) for value in (left, top, width, height))  # type: ignore[arg-type] # (ValueError, TypeError)
    if not all(map(math.isfinite, values)) or values[2] <= 0 or values[3] <= 0:
        raise _NoArea
    return Region(box=values)  # type: ignore[arg-type] # (four)


def _ellipse(x: object, y: object, wide: object, high: object) -> Region:
    values = tuple(float(value) for value in (x, y, wide, high))  # type: ignore[arg-type] # (ValueError, TypeError)
    if not all(map(math.isfinite, values)) or values[2] <= 0 or values[3] <= 0:
        raise _NoArea
    return Region(ellipse=values)  # type: ignore[arg-type] # (four)


def _polygon(corners: Any) -> Region:
    points = tuple((float(x), float(y)) for x, y in corners)
    if len(points) < 3 or not all(math.isfinite(value) for point in points for value in point):
        raise _NoArea
    return Region(polygon=points)


def _marks(makes: Sequence[tuple[str, Callable[[], Region]]]) -> list[Marked]:
    """The areas that can be made; the label stays where the shape is none."""
    made = []
    for label, make in makes:
        try:
            made.append(Marked(label, make()))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            continue
    return made


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _pairs(flat: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(flat[::2], flat[1::2], strict=False))


# --- forms


def _parsed(data: Any) -> tuple[str, Parsed] | None:
    """What a JSON file is, by its structure, and what it says."""
    if isinstance(data, dict):
        if all(isinstance(data.get(key), list) for key in ("images", "annotations", "categories")):
            return "COCO", _coco(data)
        if isinstance(data.get("shapes"), list) and isinstance(data.get("imagePath"), str):
            return "labelme", iter([_labelme(data)])
        images = data.get("_via_img_metadata", data)
        items = [item for item in _dict(images).values() if isinstance(item, dict)]
        if items and all("filename" in item and "regions" in item for item in items):
            return "VIA", _via(items)
    elif isinstance(data, list) and data and all(isinstance(item, dict) for item in data):
        if all(isinstance(item.get("data"), dict) and "annotations" in item for item in data):
            return "Label Studio", _label_studio(data)
        if any(_regions_of_min(item) for item in data) and all(_image_of(item) for item in data):
            return "Label Studio", _label_studio_min(data)
    return None


def _id(item: dict[str, Any], key: str = "id") -> str:
    """A number or text by which COCO's parts name each other."""
    return str(item.get(key))


def _coco(data: dict[str, Any]) -> Parsed:
    """COCO: boxes as left, top, width, height; polygons as flat lists of x and y."""
    labels = {_id(item): str(item.get("name", "")) for item in data["categories"] if isinstance(item, dict)}
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in data["annotations"]:
        if isinstance(item, dict):
            of[_id(item, "image_id")].append(item)

    def shape(item: dict[str, Any]) -> Region:
        parts = item.get("segmentation")
        if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], list) and len(parts[0]) >= 6:
            return _polygon(_pairs(parts[0]))
        return _box(*item["bbox"])

    for image in data["images"]:
        if isinstance(image, dict) and isinstance(image.get("file_name"), str):
            items = of.get(_id(image), [])
            makes = [(labels.get(_id(item, "category_id"), ""), partial(shape, item)) for item in items]
            yield Annotated(image["file_name"], None, _marks(makes))


def _labelme(data: dict[str, Any]) -> Annotated:
    """Labelme: one file for each picture; circles by their centre and a point of the rim."""

    def shape(item: dict[str, Any]) -> Region:
        points = item["points"]
        kind = item.get("shape_type", "polygon")
        if kind in ("rectangle", "mask"):  # two corners, or four
            across, down = zip(*points, strict=True)
            return _box(min(across), min(down), max(across) - min(across), max(down) - min(down))
        if kind == "circle":
            (x, y), (rim_x, rim_y) = points
            radius = math.hypot(rim_x - x, rim_y - y)
            return _ellipse(x, y, radius, radius)
        if kind != "polygon":
            raise _NoArea
        return _polygon(points)

    items = [item for item in data["shapes"] if isinstance(item, dict)]
    flags = [Marked(str(name), None) for name, value in _dict(data.get("flags")).items() if value is True]
    makes = [(str(item.get("label", "")), partial(shape, item)) for item in items]
    return Annotated(data["imagePath"], None, [*flags, *_marks(makes)])


def _via(items: list[dict[str, Any]]) -> Parsed:
    """VGG Image Annotator 1 and 2."""

    def shape(given: dict[str, Any]) -> Region:
        kind = given["name"]
        if kind == "rect":
            return _box(given["x"], given["y"], given["width"], given["height"])
        if kind == "circle":
            return _ellipse(given["cx"], given["cy"], given["r"], given["r"])
        if kind == "ellipse":
            return _ellipse(given["cx"], given["cy"], given["rx"], given["ry"])
        if kind != "polygon":
            raise _NoArea
        return _polygon(zip(given["all_points_x"], given["all_points_y"], strict=True))

    for item in items:
        regions = item["regions"]
        regions = list(regions.values()) if isinstance(regions, dict) else _list(regions)
        regions = [_dict(one) for one in regions]
        whole = [Marked(text, None) for text in _texts(_dict(item.get("file_attributes")))]
        areas = [
            (" ".join(_texts(_dict(one.get("region_attributes")))), partial(shape, _dict(one.get("shape_attributes"))))
            for one in regions
        ]
        yield Annotated(str(item["filename"]), None, [*whole, *_marks(areas)])


_VIA_COLUMNS = ("filename", "file_attributes", "region_shape_attributes", "region_attributes")


def _via_csv(raw: bytes) -> tuple[str, Parsed] | None:
    """VIA's table: a line for each region, its parts as JSON."""
    head = raw[:4096].lstrip(b"\xef\xbb\xbf#").partition(b"\n")[0]
    if len(raw) > MOST_TEXT or not all(name.encode() in head for name in _VIA_COLUMNS):
        return None
    lines = csv.DictReader(io.StringIO(raw.decode("utf-8-sig", "replace").lstrip("#"), newline=""))
    items: dict[str, dict[str, Any]] = {}
    for line in lines:
        name, *parts = (line.get(column) or "" for column in _VIA_COLUMNS)
        whole, shape, attributes = map(_object, parts)
        item = items.setdefault(name, {"filename": name, "file_attributes": whole, "regions": []})
        item["regions"].append({"shape_attributes": shape, "region_attributes": attributes})
    return "VIA", _via(list(items.values()))


def _object(text: str) -> dict[str, Any]:
    """A JSON object in a cell."""
    try:
        return _dict(msgspec.json.decode(text))
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return {}


def _texts(attributes: dict[str, Any]) -> Iterator[str]:
    """The values of VIA's attributes: texts, or options that are chosen."""
    for name, value in attributes.items():
        if isinstance(value, str) and value.strip():
            yield value.strip()
        elif isinstance(value, dict):
            yield from (str(option) for option, chosen in value.items() if chosen)
        elif value is True:
            yield name


def _image_of(item: dict[str, Any]) -> str:
    """The picture of a Label Studio task: the first value that is a path."""
    data = item.get("data", item)
    given = [data.get("image"), *data.values()] if isinstance(data, dict) else []
    return next((value for value in given if isinstance(value, str) and "." in value.rpartition("/")[2]), "")


def _label_studio(tasks: list[dict[str, Any]]) -> Parsed:
    """Label Studio's JSON: numbers in percent of the picture's sides."""
    for task in tasks:
        marks: list[Marked] = []
        for annotation in _list(task.get("annotations")):
            for one in _list(_dict(annotation).get("result")):
                value = _dict(_dict(one).get("value"))
                label = _label(value)
                if "choices" in value:
                    marks.append(Marked(label, None))
                else:
                    marks += _marks([(label, partial(_in_percent, value))])
        yield Annotated(_image_of(task), _PERCENT, marks)


_LABELS = ("choices", "rectanglelabels", "ellipselabels", "polygonlabels", "brushlabels", "labels", "taxonomy")


def _label(value: dict[str, Any]) -> str:
    """The labels of a region of Label Studio."""
    return " ".join(text for name in _LABELS for text in map(str, _list(value.get(name))))


def _in_percent(value: dict[str, Any]) -> Region:
    if "points" in value:
        return _polygon(value["points"])
    if "radiusX" in value:
        return _ellipse(value["x"], value["y"], value["radiusX"], value["radiusY"])
    return _box(value["x"], value["y"], value["width"], value["height"])


def _regions_of_min(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        one
        for value in item.values()
        for one in _list(value)
        if isinstance(one, dict) and ("original_width" in one or any(name in one for name in _LABELS))
    ]


def _label_studio_min(tasks: list[dict[str, Any]]) -> Parsed:
    """Label Studio's short JSON: the regions stand beside the picture; choices are plain texts."""
    for task in tasks:
        image = _image_of(task)
        makes = [(_label(one), partial(_in_percent, one)) for one in _regions_of_min(task)]
        chosen = [Marked(value, None) for value in task.values() if isinstance(value, str) and value != image]
        yield Annotated(image, _PERCENT, [*chosen, *_marks(makes)])


def _cvat(raw: bytes) -> tuple[str, Parsed] | None:
    """CVAT for images 1.1: XML."""
    if len(raw) > MOST_TEXT or b"<annotations" not in raw[:4000] or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return None
    try:
        root = ET.fromstring(raw)  # noqa: S314 (no entities, which were looked for; bounded)
    except (ET.ParseError, ValueError, LookupError):
        return None
    if root.tag != "annotations" or root.find("image") is None:
        return None
    return "CVAT", (_cvat_image(image) for image in root.iter("image"))


def _cvat_image(image: ET.Element) -> Annotated:
    def shape(one: ET.Element) -> Region:
        of = {name: float(value) for name, value in one.attrib.items() if name in _CVAT_NUMBERS}
        if one.tag == "box":
            return _box(of["xtl"], of["ytl"], of["xbr"] - of["xtl"], of["ybr"] - of["ytl"])
        if one.tag == "ellipse":
            return _ellipse(of["cx"], of["cy"], of["rx"], of["ry"])
        if one.tag == "mask":
            return _box(of["left"], of["top"], of["width"], of["height"])
        if one.tag != "polygon":
            raise _NoArea
        return _polygon(point.split(",") for point in one.attrib["points"].split(";"))

    whole = [Marked(one.attrib.get("label", ""), None) for one in image.iter("tag")]
    areas = [(one.attrib.get("label", ""), partial(shape, one)) for one in image if one.tag != "tag"]
    return Annotated(image.attrib.get("name", ""), None, [*whole, *_marks(areas)])


_CVAT_NUMBERS = {"xtl", "ytl", "xbr", "ybr", "cx", "cy", "rx", "ry", "left", "top", "width", "height"}


# --- as evidence


def _sense(holdings: Holdings, label: str) -> Sense | None:
    return holdings.said.sense(label) or vocabulary.sense(label)


def claims(holdings: Holdings, marks: list[Marked], tells: set[str]) -> tuple[tuple[Claim, ...], str]:
    """The areas of a fake as evidence, and what the labels say that is no tell, for the author."""
    made, hints = [], []
    for mark in marks:
        sense = _sense(holdings, mark.label)
        if mark.region is None or (sense is not None and not sense.fake):
            continue
        tell = vocabulary.spelt(mark.label).replace(" ", "-")
        made.append(Claim(mark.region, tell if tell in tells else ""))
        if mark.label and tell not in tells and sense is None:
            hints.append(plain(mark.label))
    hint = holdings.words("import.hint.labels", labels=", ".join(dict.fromkeys(hints))) if hints else ""
    return tuple(made[:MOST_CLAIMS]), hint


def with_evidence(
    holdings: Holdings, files: list[RegionFile], given: list[Candidate], tells: set[str]
) -> tuple[list[Candidate], list[str]]:
    """The candidates with what region files mark in the fakes; and what is to be said of these files."""
    marks: dict[str, list[Marked]] = defaultdict(list)
    for file in files:
        for picture, some in file.of.items():
            marks[picture] += some
    said, result, on_real = [], [], []
    used: Counter[str] = Counter()
    for item in given:
        areas = [mark for mark in marks.get(item.path, []) if mark.region is not None]
        if not areas or item.claims:
            result.append(item)
        elif not item.fake:
            if any((sense := _sense(holdings, mark.label)) is None or sense.fake for mark in areas):
                on_real.append(item.path)
            result.append(item)
        else:
            made, hint = claims(holdings, areas, tells)
            result.append(msgspec.structs.replace(item, claims=made, hint=item.hint or hint) if made else item)
            used.update(file.path for file in files if item.path in file.of)
    for file in files:
        said.append(holdings.words("import.said.regions", file=file.path, program=file.program, count=used[file.path]))
        if file.lost:
            said.append(holdings.words("import.said.lost_regions", file=file.path, count=file.lost))
    if on_real:
        said.append(holdings.words("import.said.regions_of_real", count=len(on_real), first=on_real[0]))
    return result, said


# --- as truth


def speaks(holdings: Holdings, files: list[RegionFile]) -> bool:
    """Whether labels say of some picture whether it is real."""
    return any(_of(holdings, marks) is not None for file in files for marks in file.of.values())


def _of(holdings: Holdings, marks: list[Marked]) -> tuple[bool, Making | None] | None:
    """Whether a picture is fake, by a label of the whole of it, else by those of its areas."""
    for some in ([mark for mark in marks if mark.region is None], marks):
        senses = [sense for mark in some if (sense := _sense(holdings, mark.label))]
        makings = [making for mark in some if (making := vocabulary.making(mark.label))]
        if makings or any(sense.fake for sense in senses):
            return True, makings[0] if makings else None
        if senses:
            return False, None
    return None


def read(holdings: Holdings, files: list[RegionFile], defaults: Defaults) -> Verdicts:
    """Every picture of the region files by its labels; one altered area makes a picture a fake.

    Raises PackError where nothing is said of some of the pictures, or of how the fakes were made.
    """
    made: dict[str, Candidate] = {}
    silent: Counter[str] = Counter()
    unsaid: list[tuple[RegionFile, str]] = []
    known: dict[str, object] = {"credit": defaults.credit, "licence": defaults.licence}
    for file in files:
        for path, marks in file.of.items():
            found_out = _of(holdings, marks)
            if found_out is None:
                unsaid.append((file, path))
                continue
            fake, making = found_out
            if not fake:
                made.setdefault(path, candidate(path, "camera", **known))
                continue
            made_by = making.made_by if making else defaults.made_by
            if made_by is None:
                silent[file.path] += 1
            else:
                made[path] = candidate(path, made_by, **known)
    if unsaid:
        file, path = unsaid[0]
        message = holdings.words("import.problem.regions_unsaid", count=len(unsaid), first=path)
        raise PackError([Problem(file.path, 0, 0, "error", message)])
    if silent:
        raise PackError(how_made(holdings, silent))
    return Verdicts(list(made.values()), list(rest(holdings, set(made), {})))
