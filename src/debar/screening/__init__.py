"""The one path to a verdict: what a text says, whom it names, what the law says of it. Values in, values out."""
