-- People are found by a part of their name among tens of thousands.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
