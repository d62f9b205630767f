-- Whose turn of a rota it was last.
CREATE TABLE turn (
    rota   TEXT NOT NULL,
    member TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (rota, member),
    UNIQUE (rota, number)
) WITHOUT ROWID;

-- The tokens by which a lead is found for a duplicate: hashes, never the values themselves.
CREATE TABLE match (
    token TEXT NOT NULL,
    lead  INTEGER NOT NULL REFERENCES lead,
    PRIMARY KEY (token, lead)
) WITHOUT ROWID;
CREATE INDEX match_lead ON match (lead);

-- The lead that it was merged into: those that were are seldom asked for.
ALTER TABLE lead ADD COLUMN merged_into TEXT;
DROP INDEX lead_stage;
CREATE INDEX lead_stage ON lead (stage, merged_into);
