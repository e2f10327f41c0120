// A list as somebody saw it is kept under a name.
CREATE CONSTRAINT savedview_id_unique IF NOT EXISTS FOR (n:SavedView) REQUIRE n.id IS UNIQUE;
CREATE INDEX savedview_recorded_by IF NOT EXISTS FOR (n:SavedView) ON (n.recorded_by);
