"""The law as data and the engine that reads it: who is bound, for what, since when, with which exceptions."""
