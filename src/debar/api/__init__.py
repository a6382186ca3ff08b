"""The HTTP interface: the verbs of the contract, and the shapes of yente, W3C Reconciliation and Watchman."""
