"""Who owns whom: stakes in, the parties that an owner test reaches out, with the chain as evidence."""
