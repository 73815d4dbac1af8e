-- A configuration of our own: ASCII words by the English stemmer, others by the Russian one, and no stop words, so that
-- "to be or not to be" is found and phrases are exact. Dropped first: a restoration lays the schema out where it was.
DROP TEXT SEARCH CONFIGURATION IF EXISTS staffroom;--> statement-breakpoint
DROP TEXT SEARCH DICTIONARY IF EXISTS staffroom_russian;--> statement-breakpoint
DROP TEXT SEARCH DICTIONARY IF EXISTS staffroom_english;--> statement-breakpoint
CREATE TEXT SEARCH DICTIONARY staffroom_russian (TEMPLATE = snowball, Language = russian);--> statement-breakpoint
CREATE TEXT SEARCH DICTIONARY staffroom_english (TEMPLATE = snowball, Language = english);--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION staffroom (COPY = pg_catalog.simple);--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION staffroom ALTER MAPPING FOR asciiword WITH staffroom_english;--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION staffroom ALTER MAPPING FOR word WITH staffroom_russian;--> statement-breakpoint
-- Bare words: in lower case, with "е" for "ё", and a blank for all that is neither letter nor digit. So ERR-1042,
-- foo_bar.ts, v2.3.1, addresses and names of files are rows of words, and are found as phrases or by a part.
CREATE OR REPLACE FUNCTION bare_words(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(lower(regexp_replace(normalize(said, NFKC),
    '[^0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff10-\uffdc\U00010000-\U0001efff\U00020000-\U0003ffff]+',
    ' ', 'g') COLLATE "und-x-icu"), 'ё', 'е')
$$;--> statement-breakpoint
-- Stems in their places, and the words as they were written for what is typed half.
CREATE OR REPLACE FUNCTION words_of(said text) RETURNS tsvector LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  SELECT to_tsvector('staffroom', bare.said) || strip(to_tsvector('simple', bare.said))
  FROM (SELECT bare_words(words_of.said) AS said) bare
$$;--> statement-breakpoint
CREATE TABLE "message_words" (
	"message_id" bigint PRIMARY KEY NOT NULL,
	"room_id" bigint NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "message_words_found" ON "message_words" USING gin ("words") WITH (gin_pending_list_limit=1024);--> statement-breakpoint
-- Marks that no word can be: of its room, its author, files, links, and of a run of 65,536 messages, by which a search
-- goes back from the newest without reading all of a common word's places.
CREATE OR REPLACE FUNCTION message_vector(message messages) RETURNS tsvector LANGUAGE sql STABLE AS $$
  SELECT words_of(concat_ws(' ', message.text, files.names)) || array_to_tsvector(array_remove(ARRAY[
    '~r' || message.room_id, '~a' || message.author_id, '~b' || (message.id >> 16),
    CASE WHEN files.names IS NOT NULL THEN '~f' END,
    CASE WHEN message.text ~* '(https?://|www\.)\S' THEN '~l' END], NULL))
  FROM (SELECT string_agg(f.name, ' ' ORDER BY a.position) AS names
    FROM attachments a JOIN files f ON f.id = a.file_id WHERE a.message_id = message.id) files
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION message_words_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said messages;
BEGIN
  -- A restoration leaves it to the worker.
  IF current_setting('staffroom.restoring', true) = 'on' THEN RETURN NULL; END IF;
  IF TG_TABLE_NAME = 'messages' THEN
    said := NEW;
  ELSE
    SELECT * INTO said FROM messages m WHERE m.id = NEW.message_id;
  END IF;
  IF said.deleted_at IS NOT NULL THEN
    DELETE FROM message_words w WHERE w.message_id = said.id;
  ELSE
    INSERT INTO message_words (message_id, room_id, words) VALUES (said.id, said.room_id, message_vector(said))
    ON CONFLICT (message_id) DO UPDATE SET words = excluded.words;
  END IF;
  RETURN NULL;
END $$;--> statement-breakpoint
-- The moment at which ids had come so far, for dates: ids follow time, but for what was written at one time.
CREATE OR REPLACE FUNCTION first_message_since(moment timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  low bigint := 0;
  high bigint := coalesce((SELECT max(id) + 1 FROM messages), 1);
  found record;
BEGIN
  WHILE low < high LOOP
    SELECT m.id, m.created_at INTO found FROM messages m WHERE m.id >= (low + high) / 2 ORDER BY m.id LIMIT 1;
    IF found.id IS NULL OR found.created_at >= moment THEN high := (low + high) / 2;
    ELSE low := found.id + 1;
    END IF;
  END LOOP;
  RETURN low;
END $$;--> statement-breakpoint
-- What locks `messages`, for a moment, comes last.
ALTER TABLE "message_words" ADD CONSTRAINT "message_words_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE TRIGGER message_words_said AFTER INSERT ON messages
  FOR EACH ROW EXECUTE FUNCTION message_words_kept();--> statement-breakpoint
CREATE TRIGGER message_words_changed AFTER UPDATE OF text, deleted_at ON messages
  FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
  EXECUTE FUNCTION message_words_kept();--> statement-breakpoint
CREATE TRIGGER message_words_carried AFTER INSERT ON attachments
  FOR EACH ROW EXECUTE FUNCTION message_words_kept();
