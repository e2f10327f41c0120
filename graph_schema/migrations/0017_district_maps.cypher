// Maps of a legislature's districts.
CREATE CONSTRAINT districtmap_id_unique IF NOT EXISTS FOR (n:DistrictMap) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT districtmap_key_unique IF NOT EXISTS FOR (n:DistrictMap) REQUIRE n.key IS UNIQUE;
