"""What can be said about a pack's pictures, and the way from the window to the file and back; knows no screens."""
