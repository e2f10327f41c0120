"""What can go wrong with a running site, done to it on purpose: `make faults`. No tests; it prints figures."""
