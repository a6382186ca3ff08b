"""The companies named in section 5949 of the James M. Inhofe National Defense Authorization Act for FY 2023."""
