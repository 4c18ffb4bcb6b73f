"""The bodies that travel: what the web's types are generated from."""
