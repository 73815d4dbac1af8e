import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const citext = customType<{ data: string }>({ dataType: () => "citext" });
const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** One row: the company. Its existence means that the company has been founded. */
export const workspace = pgTable(
  "workspace",
  {
    id: smallint().primaryKey().default(1),
    name: text().notNull(),
    locale: text({ enum: ["en", "ru"] }).notNull(),
    registration: text({ enum: ["invited", "open"] })
      .notNull()
      .default("invited"),
    membership: text({ enum: ["admins", "room_admins", "members"] })
      .notNull()
      .default("room_admins"),
    foundedAt: moment("founded_at").notNull().defaultNow(),
  },
  (table) => [check("workspace_one_row", sql`${table.id} = 1`)],
);

export const persons = pgTable(
  "persons",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    username: citext().notNull(),
    /** UTS 39 skeleton of the user name: names that look alike are one name. */
    usernameSkeleton: text("username_skeleton").notNull(),
    email: citext().notNull(),
    displayName: text("display_name").notNull(),
    role: text({ enum: ["owner", "admin", "member", "guest", "bot"] }).notNull(),
    active: boolean().notNull().default(true),
    passwordHash: text("password_hash"),
    locale: text({ enum: ["en", "ru"] }).notNull(),
    theme: text({ enum: ["system", "light", "dark"] })
      .notNull()
      .default("system"),
    timeZone: text("time_zone").notNull().default("UTC"),
    statusText: text("status_text").notNull().default(""),
    avatarKey: text("avatar_key"),
    lastSeenAt: moment("last_seen_at"),
    createdAt: moment("created_at").notNull().defaultNow(),
    deactivatedAt: moment("deactivated_at"),
  },
  (table) => [
    uniqueIndex("persons_username").on(table.username),
    uniqueIndex("persons_username_skeleton").on(table.usernameSkeleton),
    uniqueIndex("persons_email").on(table.email),
    index("persons_by_name").on(sql`${table.displayName} collate "ru-x-icu"`, table.id),
  ],
);

/** A signed-in device. Every door reads this row; a row with `endedAt` lets nobody in. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey().defaultRandom(),
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    kind: text({ enum: ["web", "api"] }).notNull(),
    /** SHA-256 of the one refresh token that is good now; a used one ends the session. */
    refreshHash: bytea("refresh_hash"),
    userAgent: text("user_agent").notNull().default(""),
    address: text().notNull().default(""),
    createdAt: moment("created_at").notNull().defaultNow(),
    lastUsedAt: moment("last_used_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    endedAt: moment("ended_at"),
  },
  (table) => [
    index("sessions_of_person").on(table.personId).where(sql`${table.endedAt} is null`),
    index("sessions_ended").on(table.endedAt).where(sql`${table.endedAt} is not null`),
  ],
);

/** A link that lets people in. Only the SHA-256 of its token is kept. */
export const invitations = pgTable(
  "invitations",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    tokenHash: bytea("token_hash").notNull(),
    role: text({ enum: ["admin", "member", "guest"] }).notNull(),
    createdBy: bigint("created_by", { mode: "number" })
      .notNull()
      .references(() => persons.id),
    maxUses: integer("max_uses").notNull().default(1),
    uses: integer().notNull().default(0),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    revokedAt: moment("revoked_at"),
  },
  (table) => [
    uniqueIndex("invitations_token").on(table.tokenHash),
    check("invitations_uses", sql`${table.uses} <= ${table.maxUses}`),
  ],
);

/** Who came in by which invitation. */
export const invitationUses = pgTable(
  "invitation_uses",
  {
    invitationId: bigint("invitation_id", { mode: "number" })
      .notNull()
      .references(() => invitations.id, { onDelete: "cascade" }),
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    usedAt: moment("used_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.invitationId, table.personId] })],
);

/** Append-only: who did what to whom. Never a message's text, never a secret. */
export const auditEntries = pgTable("audit_entries", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  at: moment("at").notNull().defaultNow(),
  actorId: bigint("actor_id", { mode: "number" }),
  action: text().notNull(),
  subject: text().notNull().default(""),
  address: text().notNull().default(""),
});

/** A live sidecar that says it is alive; presences of one that has not said so lately count for nothing. */
export const relays = pgTable("relays", {
  id: uuid().primaryKey(),
  beatAt: moment("beat_at").notNull().defaultNow(),
});

/** Who is here, as each sidecar sees it. May be lost at any time: it is told anew when sockets return. */
export const presences = pgTable(
  "presences",
  {
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    relayId: uuid("relay_id")
      .notNull()
      .references(() => relays.id, { onDelete: "cascade" }),
    status: text({ enum: ["online", "away"] }).notNull(),
    changedAt: moment("changed_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.relayId] })],
);
