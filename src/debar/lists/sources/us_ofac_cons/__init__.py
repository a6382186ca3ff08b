"""OFAC's Consolidated Non-SDN List: sectoral, menu-based, NS-CMIC and other lists without full blocking."""
