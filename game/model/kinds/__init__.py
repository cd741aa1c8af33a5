"""The kinds of rounds, one module each; `kinds` is the table of them."""
