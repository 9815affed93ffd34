"""What lies before a person: the row, the ticket, drafts, and when keys are off."""
