"""Parties debarred under the Arms Export Control Act, statutorily and administratively (State Department, DDTC)."""
