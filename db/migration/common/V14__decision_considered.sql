-- What else might have been done and why it was not: a JSON list of sentences, as the evidence is.
ALTER TABLE route_decision ADD COLUMN considered VARCHAR(20000) DEFAULT '[]' NOT NULL;
