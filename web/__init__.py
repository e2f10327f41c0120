"""The web: pages, JSON interface and commands over the rooms of crm."""
