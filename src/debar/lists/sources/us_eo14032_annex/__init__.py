"""The annex to Executive Order 14032."""
