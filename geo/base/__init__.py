"""Reference layers: roads, water, green, buildings, communities, drawn quietly under the zones."""
