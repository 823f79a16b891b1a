"""The ledger of figures: kept by analysts at the staff door, read by everybody at the public one."""
