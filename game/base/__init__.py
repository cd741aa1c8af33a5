"""What everything else stands on: errors, places, files, settings, words and languages. Knows nothing of the game."""
