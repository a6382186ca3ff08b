"""The Global LEI Index: who has a legal entity identifier. A register, not a list of barred parties."""
