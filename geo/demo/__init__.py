"""The demo district: a survey and workbooks as offices hand them over, invented but for the streets."""
