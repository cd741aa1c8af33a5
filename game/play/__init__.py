"""The rules of play: dealing, judging, practice, votes. Pure; chance comes from a seed."""
