"""Files that other programs wrote or will read: a module for each format."""
