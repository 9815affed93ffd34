"""The keys of the app as data, by what they are for."""
