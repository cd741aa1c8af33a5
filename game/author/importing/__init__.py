"""Other people's pictures become a pack: listed, looked at, chosen, made alike, described."""
