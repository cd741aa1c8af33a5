"""Start Spot the Fake from its folder: `python main.py`."""

from game.commands.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
