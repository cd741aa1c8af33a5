"""Where the game is played: the window and its one loop, what follows what, the kiosk and the workshop."""
