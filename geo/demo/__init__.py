"""The demo district: surveys and workbooks as offices hand them over, invented but for streets."""
