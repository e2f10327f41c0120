// The relationship census, and asking the right person.
CREATE CONSTRAINT censusround_id_unique IF NOT EXISTS FOR (n:CensusRound) REQUIRE n.id IS UNIQUE;
CREATE INDEX censusround_opened_at IF NOT EXISTS FOR (n:CensusRound) ON (n.opened_at);
CREATE CONSTRAINT censusinvitation_id_unique IF NOT EXISTS FOR (n:CensusInvitation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT censusinvitation_key_unique IF NOT EXISTS FOR (n:CensusInvitation) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT censuslink_id_unique IF NOT EXISTS FOR (n:CensusLink) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT censuslink_hash_unique IF NOT EXISTS FOR (n:CensusLink) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT ask_id_unique IF NOT EXISTS FOR (n:Ask) REQUIRE n.id IS UNIQUE;
CREATE INDEX ask_state IF NOT EXISTS FOR (n:Ask) ON (n.state);
CREATE INDEX ask_due IF NOT EXISTS FOR (n:Ask) ON (n.due);
CREATE CONSTRAINT askrules_id_unique IF NOT EXISTS FOR (n:AskRules) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT may_be_asked_key_unique IF NOT EXISTS FOR ()-[r:MAY_BE_ASKED]-() REQUIRE r.key IS UNIQUE;
