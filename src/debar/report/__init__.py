"""Findings, matches, lists and rules written out: table, json, jsonl, csv and one self-contained HTML page."""
