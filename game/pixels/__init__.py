"""Picture files opened safely, scaled, cached, inspected: Pillow and numpy, never a window."""
