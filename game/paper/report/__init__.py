"""What a group learnt, from its kept results: a report to read out, to print, or to open in a browser."""
