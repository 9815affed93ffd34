"""The Textual app: here its own parts, in the folders what it is made of."""
