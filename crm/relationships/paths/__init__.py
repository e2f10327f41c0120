"""Influence paths: the strongest ways from some people to others, exact and explained."""
