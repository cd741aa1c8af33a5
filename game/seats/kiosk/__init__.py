"""The museum's seat: unattended, for everyone, for years."""
