"""Tests of game/results."""
