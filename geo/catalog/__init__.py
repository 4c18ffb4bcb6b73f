"""All reading of places and records, each at a moment: one release and one revision."""
