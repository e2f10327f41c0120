// What an account itself recorded or said is looked up on every page of a member and in the contact form.
CREATE INDEX interaction_recorded_by IF NOT EXISTS FOR (n:Interaction) ON (n.recorded_by);
CREATE INDEX evidence_recorded_by IF NOT EXISTS FOR (n:Evidence) ON (n.recorded_by);
CREATE INDEX evidence_said_by IF NOT EXISTS FOR (n:Evidence) ON (n.said_by);
