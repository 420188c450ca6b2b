-- Whose fault the trouble was that a decision is about, and how sure that was; null where it is about none.
ALTER TABLE route_decision ADD COLUMN attribution VARCHAR(16);
ALTER TABLE route_decision ADD COLUMN confidence_percent INTEGER DEFAULT 0 NOT NULL;
