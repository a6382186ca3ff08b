"""Withhold Release Orders and Findings of U.S. Customs and Border Protection."""
