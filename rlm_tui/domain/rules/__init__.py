"""The language of stop rules and filters: read, matched, said in English."""
