"""debar tells whether restricted technology is being bought, and which rule binds this buyer on this day."""
