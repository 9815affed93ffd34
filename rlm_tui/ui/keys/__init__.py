"""Every key of the app: the table, what a person changed in it, and its verbs."""
