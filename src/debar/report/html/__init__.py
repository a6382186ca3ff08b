"""The HTML report: one file that asks nothing of the network, reads without scripts, and prints."""
