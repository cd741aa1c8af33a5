"""The researcher's seat: participants who are assigned to conditions, tested before and after, and known to nobody."""
