"""What the command line puts together and closes again: settings, app, commands."""
