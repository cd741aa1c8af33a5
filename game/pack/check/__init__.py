"""What an editor has to say of a pack that can be read: one module a concern, each giving problems at their places.

Nothing here stops a pack from being played, except what `check_files` finds wrong with its picture files.
"""
