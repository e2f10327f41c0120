"""Names as sources write them: of people, of school districts, and as a roll call prints them."""
