// A message may go out over several channels; those recorded before had one.
MATCH (c:Communication) WHERE c.channels IS NULL
SET c.channels = [coalesce(c.channel, 'email')], c.type = coalesce(c.type, 'other')
REMOVE c.channel;
