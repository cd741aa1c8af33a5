"""Measuring the game: each figure beside its yardstick, taken in the same run, as a ratio.

Owns `bench`. Machines are shared and noisy: milliseconds tell about the machine, ratios about the game. Where ours and
a yardstick are processes, they take turns.
"""
