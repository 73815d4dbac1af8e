-- What takes long comes first: nobody waits for `messages` until only short work is left. One transaction holds all locks.
DROP INDEX "mentions_unread";--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "thread_id" bigint;--> statement-breakpoint
ALTER TABLE "mentions" ADD COLUMN "created_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
UPDATE "mentions" SET "created_at" = m."created_at" FROM "messages" m WHERE m."id" = "message_id";--> statement-breakpoint
CREATE INDEX "mentions_received" ON "mentions" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE INDEX "mentions_unread" ON "mentions" USING btree ("person_id","room_id","seq") WHERE "mentions"."thread_id" is null;--> statement-breakpoint
CREATE TABLE "drafts" (
	"person_id" bigint NOT NULL,
	"room_id" bigint NOT NULL,
	"thread_id" bigint DEFAULT 0 NOT NULL,
	"text" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_person_id_room_id_thread_id_pk" PRIMARY KEY("person_id","room_id","thread_id")
);--> statement-breakpoint
CREATE TABLE "message_versions" (
	"message_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"html" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "message_versions_message_id_number_pk" PRIMARY KEY("message_id","number")
);--> statement-breakpoint
CREATE TABLE "saved_messages" (
	"person_id" bigint NOT NULL,
	"message_id" bigint NOT NULL,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_messages_person_id_message_id_pk" PRIMARY KEY("person_id","message_id")
);--> statement-breakpoint
CREATE TABLE "thread_places" (
	"root_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"room_id" bigint NOT NULL,
	"following" boolean NOT NULL,
	"last_read_seq" bigint DEFAULT 0 NOT NULL,
	"read_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "thread_places_root_id_person_id_pk" PRIMARY KEY("root_id","person_id")
);--> statement-breakpoint
DROP INDEX "messages_whispers";--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "file_bytes_max" bigint DEFAULT 104857600 NOT NULL;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "inbox_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "has_preview" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_last_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "pinned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "pinned_by" bigint;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deleted_by" bigint;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "whispered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reactions" ADD COLUMN "author_id" bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "readings" ADD COLUMN "marked_seq" bigint;--> statement-breakpoint
ALTER TABLE "readings" ADD COLUMN "whisper_read_id" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_versions" ADD CONSTRAINT "message_versions_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_messages" ADD CONSTRAINT "saved_messages_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_messages" ADD CONSTRAINT "saved_messages_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_places" ADD CONSTRAINT "thread_places_root_id_messages_id_fk" FOREIGN KEY ("root_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_places" ADD CONSTRAINT "thread_places_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "saved_messages_of" ON "saved_messages" USING btree ("person_id","saved_at");--> statement-breakpoint
CREATE INDEX "thread_places_followed" ON "thread_places" USING btree ("person_id","room_id","root_id") WHERE "thread_places"."following";--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_pinned_by_persons_id_fk" FOREIGN KEY ("pinned_by") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_deleted_by_persons_id_fk" FOREIGN KEY ("deleted_by") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_author_id_persons_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_whispers_to" ON "messages" USING btree ("to_id","room_id","seq","id") WHERE "messages"."to_id" is not null;--> statement-breakpoint
CREATE INDEX "messages_whispers_by" ON "messages" USING btree ("author_id","room_id","seq","id") WHERE "messages"."to_id" is not null;--> statement-breakpoint
CREATE INDEX "messages_whispers_received" ON "messages" USING btree ("to_id","created_at") WHERE "messages"."to_id" is not null;--> statement-breakpoint
CREATE INDEX "messages_whispered" ON "messages" USING btree ("whispered_at") WHERE "messages"."whispered_at" is not null;--> statement-breakpoint
CREATE INDEX "messages_pinned" ON "messages" USING btree ("room_id","pinned_at") WHERE "messages"."pinned";--> statement-breakpoint
CREATE INDEX "reactions_received" ON "reactions" USING btree ("author_id","created_at");
