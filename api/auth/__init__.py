"""Who may look and who may write: accounts, sessions, one-time links, display tokens."""
