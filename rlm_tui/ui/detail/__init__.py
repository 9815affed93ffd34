"""What the detail pane shows of a node, an iteration, a ticket or a batch."""
