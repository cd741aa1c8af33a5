"""`python -m game` is the same as `spot-the-fake`."""

import sys

from game.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
