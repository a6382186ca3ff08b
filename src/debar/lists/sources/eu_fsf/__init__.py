"""EU consolidated list of persons, groups and entities subject to financial sanctions."""
