"""Lines that recur under an outlet's stories: learned from what was loaded."""
