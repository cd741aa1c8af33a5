"""Phones in the workshop: a lesson's room, the server that pupils' phones reach it by, and their page."""
