"""The tests; `python -m pytest -n auto` runs them all."""
