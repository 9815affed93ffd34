"""What is listed, as flat rows: the tree, the queue, rules, limits, variables."""
