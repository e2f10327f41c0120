// What holds for the whole office, such as its time zone, is one node.
CREATE CONSTRAINT office_id_unique IF NOT EXISTS FOR (n:Office) REQUIRE n.id IS UNIQUE;
