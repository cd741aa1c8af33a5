"""Tests of game/seats."""
