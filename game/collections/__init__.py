"""Packs that lie elsewhere: archives, offers, fetching, installing."""
