"""The classroom's seat: teams without names, one screen, a teacher who leads."""
