"""Rules: one tree, many readings."""
