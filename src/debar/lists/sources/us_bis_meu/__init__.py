"""The Military End-User List, Supplement No. 7 to 15 CFR part 744."""
