-- Names and addresses compare without regard to case.
CREATE EXTENSION IF NOT EXISTS citext;
