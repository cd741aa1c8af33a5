"""Tests of game/author."""
