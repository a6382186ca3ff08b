"""Chinese military companies under section 1260H of the National Defense Authorization Act for FY 2021."""
