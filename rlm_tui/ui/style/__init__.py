"""Marks, themes, and what a person prefers of the looks."""
