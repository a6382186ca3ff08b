"""Institutions and talent programs listed under section 1286 of the FY 2019 National Defense Authorization Act."""
