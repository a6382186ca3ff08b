"""One folder a list: its description and its parser."""
