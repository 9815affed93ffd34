"""Words and lines of the screen: made from domain values, without a widget."""
