"""What the folders that a person made say of the pictures in them: `real/` and `fake/`, in many words and languages.

Owns who speaks first: a word that the person named with --real or --fake, then a verdict ("real", "finte") anywhere on
the way to a file, then a description ("edited", "nature") that stands beside its counterpart. Folders that contradict
each other are told, never decided. Refuses to open files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from game.author.importing import vocabulary
from game.author.importing.candidate import Candidate, Defaults, candidate, truth_of
from game.author.importing.holdings import Aside, Holdings, Verdicts, folders_of
from game.author.importing.joining import Joined, joined
from game.author.importing.vocabulary import OPPOSITES, Making, Sense
from game.base.errors import PackError
from game.model.terms import Truth
from game.pack.yamlfile import Problem

MOST_TOLD = 10  # folders of one kind that are spoken of one by one


class FolderSense(NamedTuple):
    """What the folders on the way to a file say of it."""

    fake: bool
    folder: str  # the path of the one that says it
    firm: bool  # a verdict, or the person's own word; else a description beside its counterpart
    truth: Truth | None = None  # of a fake, where they say it
    making: Making | None = None


class Folders:
    """Every folder of a source with what it says."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self._spoken = {folder: self._of(folder) for folder in sorted(holdings.folders)}

    def of(self, path: str) -> FolderSense | None:
        """What is said of a file; None where nothing is."""
        return self._spoken.get(path.rpartition("/")[0])

    @property
    def firm(self) -> bool:
        """Whether some folder speaks a verdict."""
        return any(spoken is not None and spoken.firm for spoken in self._spoken.values())

    @property
    def speak(self) -> bool:
        """Whether some folder says anything."""
        return any(spoken is not None for spoken in self._spoken.values())

    def check(self) -> None:
        """Raises PackError where folders contradict each other."""
        if self.problems:
            raise PackError(self.problems[:MOST_TOLD])

    def meanings(self) -> str:
        """The names of the folders that speak, with what they were read as, in words."""
        names: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        for spoken in self._spoken.values():
            if spoken is not None:
                names[spoken.fake][spoken.folder.rpartition("/")[2].strip()] += 1
        words = self._holdings.words
        parts = []
        for fake, found in names.items():
            if found:
                few = ", ".join(f"'{name}'" for name, _ in found.most_common(4))
                parts.append(words(f"import.said.{'fake' if fake else 'real'}", names=few))
        return "; ".join(parts)

    def _of(self, folder: str) -> FolderSense | None:
        """What a folder and those around it say."""
        way = list(folders_of(f"{folder}/"))
        own = [(around, name, sense) for around, name in way if (sense := self._holdings.said.sense(name))]
        if own:
            around, name, sense = own[-1]
            return self._spoken_at(way, around, name, sense, firm=True)
        firm = [(around, name, sense) for around, name in way if (sense := _verdict(name))]
        if firm:
            if len({sense.fake for *_, sense in firm}) == 2:
                if firm[-1][:2] == way[-1]:  # those further in are told with it
                    self._contradiction(folder, firm)
                return None
            around, name, sense = firm[0]
            self._inner(folder, way, sense, name)
            return self._spoken_at(way, around, name, sense, firm=True)
        beside = [(around, name, sense) for around, name in way if (sense := self._beside(around, name))]
        if len({sense.fake for *_, sense in beside}) == 2:
            if beside[-1][:2] == way[-1]:
                self._contradiction(folder, beside)
            return None
        return self._spoken_at(way, *beside[0], firm=False) if beside else None

    def _spoken_at(
        self, way: list[tuple[str, str]], around: str, name: str, sense: Sense, *, firm: bool
    ) -> FolderSense:
        path = f"{around}/{name}" if around else name
        if not sense.fake:
            return FolderSense(False, path, firm)
        inside = [inner for outer, inner in way if len(outer) >= len(path)]
        truth, making = sense.truth, None
        for one in (name, *inside):
            making = vocabulary.making(one) or making
            found = vocabulary.sense(one)
            if found is not None and found.truth is not None and len(vocabulary.spelt(one)) > 2:
                truth = found.truth
        return FolderSense(True, path, firm, truth, making)

    def _beside(self, around: str, name: str) -> Sense | None:
        """What a description says, if its counterpart lies beside it; nothing where verdicts of its side do, too."""
        sense = vocabulary.sense(name) or vocabulary.partly(name) or vocabulary.making_sense(name)
        if sense is None or sense.kind == "verdict":
            return None
        others = [self._sense(other) for other in self._holdings.folders[around] if other != name]
        senses = [other for other in others if other is not None]
        if any(other.kind in ("verdict", "said") and other.fake == sense.fake for other in senses):
            return None
        against = [other for other in senses if other.fake != sense.fake]
        firmly = any(other.kind in ("verdict", "said", "partly") for other in against)
        if sense.kind == "natural":
            return sense if any(other.kind == "ai" for other in against) else None
        return sense if firmly or any(other.kind in OPPOSITES[sense.kind] for other in against) else None

    def _sense(self, name: str) -> Sense | None:
        said = self._holdings.said.sense(name)
        return said or vocabulary.sense(name) or vocabulary.partly(name) or vocabulary.making_sense(name)

    def _contradiction(self, folder: str, found: list[tuple[str, str, Sense]]) -> None:
        """Two folders on one way say the opposite."""
        one = next(name for _, name, sense in found if not sense.fake)
        other = next(name for _, name, sense in found if sense.fake)
        message = self._holdings.words("import.problem.nested", real=one.strip(), fake=other.strip())
        self.problems.append(Problem(folder, 0, 0, "error", message))

    def _inner(self, folder: str, way: list[tuple[str, str]], sense: Sense, name: str) -> None:
        """Inside `fake/` lie `original/` and `edited/` side by side: then nobody but the person knows what is meant."""
        around, last = way[-1]
        found = vocabulary.sense(last)
        if found is None or found.fake == sense.fake or found.kind not in ("untouched", "altered"):
            return
        beside = {other.kind for one in self._holdings.folders[around] if (other := vocabulary.sense(one))}
        side = "fake" if sense.fake else "real"
        values = {"folder": folder, "name": last.strip(), "around": name.strip(), "option": f"--{side} {quoted(last)}"}
        if {"untouched", "altered"} <= beside:
            values["other"] = f"--{'real' if sense.fake else 'fake'} {quoted(last)}"
            message = self._holdings.words(f"import.problem.inside_{side}", **values)
            self.problems.append(Problem(folder, 0, 0, "error", message))
        else:
            self.notes.append(self._holdings.words(f"import.said.inside_{side}", **values))


def quoted(name: str) -> str:
    """A folder's name as it is typed behind an option."""
    name = name.strip()
    return name if name.replace("-", "").replace("_", "").isalnum() else f'"{name}"'


def _verdict(name: str) -> Sense | None:
    found = vocabulary.sense(name)
    return found if found is not None and found.kind == "verdict" else None


# --- reading


def read(holdings: Holdings, folders: Folders, defaults: Defaults) -> Verdicts:
    """Every picture by its folder; raises PackError where nothing says how fakes were made."""
    found = {path: spoken for path in holdings.pictures if (spoken := folders.of(path)) is not None}
    together = joined(holdings, folders, found)
    candidates: list[Candidate] = []
    silent: Counter[str] = Counter()
    for path, spoken in found.items():
        if path in together.masks:
            continue
        made = _candidate(path, spoken, together, defaults)
        if made is None:
            silent[path.rpartition("/")[0]] += 1
        else:
            candidates.append(made)
    if silent:
        raise PackError(how_made(holdings, silent))
    return Verdicts(candidates, list(rest(holdings, {*(item.path for item in candidates)}, together.masks)))


def _candidate(path: str, spoken: FolderSense, together: Joined, defaults: Defaults) -> Candidate | None:
    known: dict[str, object] = {"credit": defaults.credit, "licence": defaults.licence}
    if not spoken.fake:
        return candidate(path, "camera", **known)
    made_by = spoken.making.made_by if spoken.making else defaults.made_by
    if made_by is None:
        return None
    known |= {"truth": spoken.truth or truth_of(made_by), "mask": together.mask_of.get(path, "")}
    if spoken.making and spoken.making.generator:
        known["generator"] = spoken.making.generator
    if known["truth"] == "manipulated":
        known["originals"] = together.originals.get(path, ())
    return candidate(path, made_by, **known)


def how_made(holdings: Holdings, silent: Counter[str]) -> list[Problem]:
    """That nothing says how the fakes of these folders were made, and what does."""
    from game.author.importing.candidate import MAKERS

    makers = ", ".join(maker for maker in MAKERS if maker != "camera")
    message = holdings.words("import.problem.how_made", makers=makers)
    return [Problem(folder or holdings.name, 0, 0, "error", message) for folder in sorted(silent)[:MOST_TOLD]]


def rest(holdings: Holdings, taken: set[str], masks: dict[str, Aside]) -> Iterator[Aside]:
    """Every picture that is not taken, with why."""
    for path in holdings.pictures:
        if path in masks:
            yield masks[path]
        elif path not in taken:
            yield Aside(path, holdings.words("import.aside.unsaid"), unsaid=True)


# --- names


def named(holdings: Holdings) -> bool:
    """Whether every picture says by its own name whether it is real, and both do occur."""
    sides = [vocabulary.partly(path.rpartition("/")[2].rpartition(".")[0]) for path in holdings.pictures]
    return bool(sides) and None not in sides and len({side.fake for side in sides if side}) == 2


def read_names(holdings: Holdings, defaults: Defaults) -> Verdicts:
    """`real_1.jpg` beside `fake_1.jpg`; raises PackError where nothing says how fakes were made."""
    candidates = []
    silent: Counter[str] = Counter()
    known: dict[str, object] = {"credit": defaults.credit, "licence": defaults.licence}
    for path in holdings.pictures:
        stem = path.rpartition("/")[2].rpartition(".")[0]
        side = vocabulary.partly(stem)
        making = vocabulary.making(stem)
        made_by = making.made_by if making else defaults.made_by
        if side is None or not side.fake:
            candidates.append(candidate(path, "camera", **known))
        elif made_by is None:
            silent[path.rpartition("/")[0]] += 1
        else:
            candidates.append(candidate(path, made_by, **known, generator=making.generator if making else ""))
    if silent:
        raise PackError(how_made(holdings, silent))
    return Verdicts(candidates, [])


def unsaid_folders(aside: list[Aside]) -> dict[str, int]:
    """The folders of the pictures of which nothing says whether they are real, and how many lie in each."""
    found: defaultdict[str, int] = defaultdict(int)
    for item in aside:
        if item.unsaid:
            found[item.path.rpartition("/")[0]] += 1
    return dict(found)
