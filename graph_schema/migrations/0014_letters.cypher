// Letters by e-mail wait in a queue.
CREATE CONSTRAINT letter_id_unique IF NOT EXISTS FOR (n:Letter) REQUIRE n.id IS UNIQUE;
CREATE INDEX letter_state IF NOT EXISTS FOR (n:Letter) ON (n.state);
CREATE INDEX letter_queued_at IF NOT EXISTS FOR (n:Letter) ON (n.queued_at);
