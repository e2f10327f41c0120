// What a sheet of past records brings in is found again by its key.
CREATE CONSTRAINT event_key_unique IF NOT EXISTS FOR (n:Event) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT agendaitem_key_unique IF NOT EXISTS FOR (n:AgendaItem) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT communication_key_unique IF NOT EXISTS FOR (n:Communication) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT ranking_key_unique IF NOT EXISTS FOR (n:Ranking) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT evidence_key_unique IF NOT EXISTS FOR (n:Evidence) REQUIRE n.key IS UNIQUE;
