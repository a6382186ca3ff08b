"""The FCC's list of communications equipment and services covered by section 2 of the Secure Networks Act."""
