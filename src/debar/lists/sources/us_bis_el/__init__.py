"""The Entity List of the Bureau of Industry and Security, Supplement No. 4 to 15 CFR part 744."""
