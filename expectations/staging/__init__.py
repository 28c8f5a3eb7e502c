"""What extraction fills: checked before anything is built from it."""
