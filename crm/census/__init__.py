"""The relationship census: our people are asked, in rounds, whom they know and whether they may be asked to call."""
