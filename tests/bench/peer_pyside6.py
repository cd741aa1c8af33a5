"""A PySide6 window: the same picture and two buttons.

python -m tests.bench.peer_pyside6 [--quick], on an X screen of 1920x1080 or more.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from . import beside

PROGRAM = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
app = QApplication([])
window = QWidget()
window.setWindowFlags(Qt.WindowType.FramelessWindowHint)
picture = QLabel()
picture.setPixmap(QPixmap(sys.argv[1]).scaled(1016, 1016, mode=Qt.TransformationMode.SmoothTransformation))
column = QWidget()
column.setAutoFillBackground(True)
rows = QVBoxLayout(column)
on = [False]
def clicked():
    on[0] = not on[0]
    column.setStyleSheet("background: #384048" if on[0] else "background: #121417")
for word in ("Real", "Fake"):
    button = QPushButton(word)
    button.setFixedHeight(96)
    button.clicked.connect(clicked)
    rows.addWidget(button)
rows.addStretch()
across = QHBoxLayout(window)
across.addWidget(picture)
across.addWidget(column, 1)
window.setGeometry(0, 0, 1920, 1080)
window.show()
app.exec()
"""


def seat(folder: Path, picture: Path) -> beside.Seat:
    """A window of Qt's."""
    if importlib.util.find_spec("PySide6") is None:
        beside.cannot("PySide6 is not installed")
    program = folder / "window.py"
    program.write_text(PROGRAM, encoding="utf-8")

    def start(_data: Path) -> list[str]:
        return [sys.executable, str(program), str(picture)]

    return beside.Seat("PySide6", start, (480, 480, 48, 48), start, ((1500, 60), (1500, 160)), (1400, 700, 16, 16))


if __name__ == "__main__":
    beside.main("PySide6 window", seat, {})
