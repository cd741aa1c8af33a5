"""Tests of game/pixels."""
