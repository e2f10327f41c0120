"""Issues, from a suggestion to a priority: ranks, wording, who hears them, who has heard from us."""
