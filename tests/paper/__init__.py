"""Tests of game/paper."""
