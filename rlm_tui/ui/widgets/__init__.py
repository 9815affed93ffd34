"""Widgets: each is shown a value and posts messages; none calls the engine."""
