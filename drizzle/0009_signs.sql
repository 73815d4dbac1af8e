-- Emoji are found, and №7 is the word 7. What is said from now on is kept so by the trigger. No row is rewritten here, and
-- nothing is locked: a rewrite of the column would take minutes a million messages, and its table, index and log twice
-- over. The worker reads what was said once more, the newest first, a few hundred at a time, and writes the words anew of
-- messages that hold such a sign alone; until it is through, a search says that older messages are still to come.
CREATE OR REPLACE FUNCTION plain_words(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(lower(normalize(replace(said, '№', ' '), NFKC) COLLATE "und-x-icu"), 'ё', 'е')
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION bare_words(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(lower(regexp_replace(normalize(replace(said, '№', ' '), NFKC),
    '[^0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uffdc\U00010000-\U0001efff\U00020000-\U0003ffff]+',
    ' ', 'g') COLLATE "und-x-icu"), 'ё', 'е')
$$;--> statement-breakpoint
-- The emoji of Unicode but for those that are kept as letters or as signs of business, without colours of skin; as in
-- lib/search/signs.ts.
CREATE OR REPLACE FUNCTION emoji_of(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT '~e' || to_hex(ascii(found[1]))) FROM regexp_matches(said,
    '[\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001f3fa\U0001f400-\U0001faff]',
    'g') found
$$;--> statement-breakpoint
-- Whether it is kept otherwise than before. A range that holds all of the emoji, and №: quick to look through.
CREATE OR REPLACE FUNCTION has_signs(said text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT said ~ '[\u2116\u2190-\u2bff\U0001f000-\U0001faff]'
$$;--> statement-breakpoint
-- What is looked through of a message: its text and the names of its files.
CREATE OR REPLACE FUNCTION message_text(message messages) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(' ', message.text, (SELECT string_agg(f.name, ' ' ORDER BY a.position)
    FROM attachments a JOIN files f ON f.id = a.file_id WHERE a.message_id = message.id))
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION message_vector(message messages) RETURNS tsvector LANGUAGE sql STABLE AS $$
  SELECT words_of(said) || array_to_tsvector(array_remove(ARRAY[
    '~r' || message.room_id, '~a' || message.author_id, '~b' || (message.id >> 16),
    CASE WHEN EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = message.id) THEN '~f' END,
    CASE WHEN message.text ~* '(https?://|www\.)\S' THEN '~l' END] || emoji_of(said), NULL))
  FROM (SELECT message_text(message) AS said) whole
$$;--> statement-breakpoint
UPDATE milestones SET name = 'findable', detail = jsonb_build_object('next', (SELECT coalesce(max(id), 0) FROM messages))
WHERE name = 'words';
