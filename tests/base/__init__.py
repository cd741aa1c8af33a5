"""Tests of game/base."""
