"""The Unverified List of the Bureau of Industry and Security, Supplement No. 6 to 15 CFR part 744."""
