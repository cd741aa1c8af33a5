"""Packs read from YAML, found, indexed and checked."""
