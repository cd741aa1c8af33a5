"""What is kept, handed on: a summary, exports, and the deleting of what is old."""
