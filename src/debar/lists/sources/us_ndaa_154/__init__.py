"""The battery makers named in section 154 of the National Defense Authorization Act for FY 2024."""
