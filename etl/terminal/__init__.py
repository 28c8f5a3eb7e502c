"""What a person meets in a terminal: one module per command or screen."""
