"""Tests of game/model."""
