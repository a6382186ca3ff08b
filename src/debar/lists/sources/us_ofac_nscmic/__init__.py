"""OFAC's Non-SDN Chinese Military-Industrial Complex Companies List."""
