"""Exclusion records of the System for Award Management."""
