"""The list of saved sessions as rows and as words."""
