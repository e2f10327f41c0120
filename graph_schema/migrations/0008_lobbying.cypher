// Registrations, expenses, reports and sessions, and the office's own values of the law's terms.
CREATE CONSTRAINT registration_id_unique IF NOT EXISTS FOR (n:Registration) REQUIRE n.id IS UNIQUE;
CREATE INDEX registration_year IF NOT EXISTS FOR (n:Registration) ON (n.year);
CREATE CONSTRAINT expense_id_unique IF NOT EXISTS FOR (n:Expense) REQUIRE n.id IS UNIQUE;
CREATE INDEX expense_on IF NOT EXISTS FOR (n:Expense) ON (n.on);
CREATE INDEX expense_key IF NOT EXISTS FOR (n:Expense) ON (n.key);
CREATE CONSTRAINT filing_id_unique IF NOT EXISTS FOR (n:Filing) REQUIRE n.id IS UNIQUE;
CREATE INDEX filing_year IF NOT EXISTS FOR (n:Filing) ON (n.year);
CREATE CONSTRAINT legislativesession_id_unique IF NOT EXISTS FOR (n:LegislativeSession) REQUIRE n.id IS UNIQUE;
CREATE INDEX legislativesession_convened IF NOT EXISTS FOR (n:LegislativeSession) ON (n.convened);
CREATE CONSTRAINT termvalue_id_unique IF NOT EXISTS FOR (n:TermValue) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT benefits_key_unique IF NOT EXISTS FOR ()-[r:BENEFITS]-() REQUIRE r.key IS UNIQUE;
