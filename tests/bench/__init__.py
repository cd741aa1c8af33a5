"""Peers: other programs that show a picture and two buttons, measured beside the game in the same run."""
