"""Texts in one more language: out to a translator's PO file, and back to where they stand."""
