"""The Uyghur Forced Labor Prevention Act Entity List of the Department of Homeland Security."""
