// How the plan is read from a day on, and plan files that an office follows.
CREATE CONSTRAINT plansetting_id_unique IF NOT EXISTS FOR (n:PlanSetting) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT plansetting_key_unique IF NOT EXISTS FOR (n:PlanSetting) REQUIRE n.key IS UNIQUE;
CREATE INDEX plansetting_on IF NOT EXISTS FOR (n:PlanSetting) ON (n.on);
CREATE CONSTRAINT planfile_id_unique IF NOT EXISTS FOR (n:PlanFile) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT planfile_key_unique IF NOT EXISTS FOR (n:PlanFile) REQUIRE n.key IS UNIQUE;
CREATE INDEX planfile_recorded_at IF NOT EXISTS FOR (n:PlanFile) ON (n.recorded_at);
