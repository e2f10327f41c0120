// People are looked up by their family name and mailbox as these are compared: "De Bar" and "DEBAR" are one.
CREATE INDEX person_family_key IF NOT EXISTS FOR (n:Person) ON (n.family_key);
CREATE INDEX person_email_key IF NOT EXISTS FOR (n:Person) ON (n.email_key);
