"""Nonproliferation sanctions of the State Department (Bureau of International Security and Nonproliferation)."""
