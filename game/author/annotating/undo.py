"""Undo and redo without end, by keeping every value there was.

Owns which values follow one another as one step. Refuses to know what the values mean: they must only be frozen.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class History(Generic[T]):
    """A value, those before it and those that were undone.

    Changes with the same `joint` (typing in one text, nudging one region) make one step until `rest` is called.
    """

    def __init__(self, first: T) -> None:
        self.now = first
        self._before: list[T] = []
        self._undone: list[T] = []
        self._joint = ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a value before this one."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone and not replaced since."""
        return bool(self._undone)

    @property
    def known(self) -> tuple[T, ...]:
        """Every value that leads up to now, the present one last."""
        return (*self._before, self.now)

    def put(self, value: T, joint: str = "") -> None:
        """Another value from now on; what had been undone is gone. The same value again is no step."""
        if value == self.now:
            return
        if not (joint and joint == self._joint):
            self._before.append(self.now)
        self.now, self._joint = value, joint
        self._undone.clear()

    def rest(self) -> None:
        """The next change is a step of its own, whatever its joint."""
        self._joint = ""

    def undo(self) -> bool:
        """Back by one step; gives whether there was one."""
        if not self._before:
            return False
        self._undone.append(self.now)
        self.now, self._joint = self._before.pop(), ""
        return True

    def redo(self) -> bool:
        """Forward again by one step; gives whether there was one."""
        if not self._undone:
            return False
        self._before.append(self.now)
        self.now, self._joint = self._undone.pop(), ""
        return True
