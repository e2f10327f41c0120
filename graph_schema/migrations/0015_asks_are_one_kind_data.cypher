// Follow-ups that were called asks are the tasks that they are: an ask is a record of its own.
MATCH (f:FollowUp {kind: 'ask'}) SET f.kind = 'task';
