// Questions of surveys, who is asked to answer one, and what was answered; the files of small records.
CREATE CONSTRAINT question_id_unique IF NOT EXISTS FOR (n:Question) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT surveyinvitation_id_unique IF NOT EXISTS FOR (n:SurveyInvitation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT surveyinvitation_key_unique IF NOT EXISTS FOR (n:SurveyInvitation) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT says_key_unique IF NOT EXISTS FOR ()-[r:SAYS]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT filepart_id_unique IF NOT EXISTS FOR (n:FilePart) REQUIRE n.id IS UNIQUE;
CREATE INDEX filepart_digest IF NOT EXISTS FOR (n:FilePart) ON (n.digest);
