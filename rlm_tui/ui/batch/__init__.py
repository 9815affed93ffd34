"""The table of a batch without its screen: rows, order, marks, labels."""
