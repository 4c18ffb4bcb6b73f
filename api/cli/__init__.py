"""The command line: ./onemap up, survey, records, demo, user, display."""
