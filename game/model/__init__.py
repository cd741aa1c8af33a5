"""What exists, frozen and pure: pictures, tells, levels, rounds, regions, and what an answer is worth."""
