"""Strings made comparable: normal form, words, a candidate index, and a comparison that explains itself."""
