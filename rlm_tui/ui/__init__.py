"""The Textual app; modules beside the folders have lines, keys, labels and layouts."""
