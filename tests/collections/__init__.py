"""Tests of game/collections."""
