"""Tests of game/commands."""
