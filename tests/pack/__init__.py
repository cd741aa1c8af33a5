"""Tests of game/pack."""
