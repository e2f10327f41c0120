// Passkeys of an account, beside its password.
CREATE CONSTRAINT passkey_id_unique IF NOT EXISTS FOR (n:Passkey) REQUIRE n.id IS UNIQUE;
