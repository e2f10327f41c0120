// Which old district a school district was counted in, as somebody chose it on a day.
CREATE CONSTRAINT placement_id_unique IF NOT EXISTS FOR (n:Placement) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT placement_key_unique IF NOT EXISTS FOR (n:Placement) REQUIRE n.key IS UNIQUE;
CREATE INDEX placement_on IF NOT EXISTS FOR (n:Placement) ON (n.on);
