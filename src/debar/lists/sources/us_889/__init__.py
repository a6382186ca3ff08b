"""The five companies named in section 889 of the John S. McCain National Defense Authorization Act for FY 2019."""
