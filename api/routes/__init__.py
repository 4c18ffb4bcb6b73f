"""The addresses of the API; each names the roles that may use it."""
