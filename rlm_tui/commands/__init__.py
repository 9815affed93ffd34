"""The language of the `:` line and of plain mode: words into values."""
