import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, citext, moment } from "./types";

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
    /** What came to the inbox until then has been seen. */
    inboxSeenAt: moment("inbox_seen_at").notNull().defaultNow(),
    createdAt: moment("created_at").notNull().defaultNow(),
    deactivatedAt: moment("deactivated_at"),
  },
  (table) => [
    uniqueIndex("persons_username").on(table.username),
    uniqueIndex("persons_username_skeleton").on(table.usernameSkeleton),
    uniqueIndex("persons_email").on(table.email),
    index("persons_by_name").on(sql`${table.displayName} collate "ru-x-icu"`, table.id),
    index("persons_owners").on(table.id).where(sql`${table.role} = 'owner' and ${table.active}`),
    index("persons_sought").using(
      "gin",
      sql`(${table.displayName} || ' ' || ${table.username}::text || ' ' || ${table.email}::text) gin_trgm_ops`,
    ),
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
    /** A browser, a program that signed in, or a personal access token. */
    kind: text({ enum: ["web", "api", "token"] }).notNull(),
    /** How they came in: whoever the company's provider vouches for is not asked for a second factor here. */
    via: text({ enum: ["password", "oidc"] })
      .notNull()
      .default("password"),
    /** SHA-256 of the one refresh token that is good now; a used one ends the session. */
    refreshHash: bytea("refresh_hash"),
    userAgent: text("user_agent").notNull().default(""),
    address: text().notNull().default(""),
    createdAt: moment("created_at").notNull().defaultNow(),
    lastUsedAt: moment("last_used_at").notNull().defaultNow(),
    /** When whoever sits there last proved who they are; sensitive acts ask again after a while. */
    provedAt: moment("proved_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    endedAt: moment("ended_at"),
  },
  (table) => [
    index("sessions_of_person").on(table.personId).where(sql`${table.endedAt} is null`),
    index("sessions_ended").on(table.endedAt).where(sql`${table.endedAt} is not null`),
  ],
);

/** A personal access token: the name and the bounds of a session that needs no sign-in. Only its SHA-256 is kept. */
export const personalTokens = pgTable(
  "personal_tokens",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    name: text().notNull(),
    scope: text({ enum: ["read", "write", "admin"] }).notNull(),
    tokenHash: bytea("token_hash").notNull(),
  },
  (table) => [
    uniqueIndex("personal_tokens_session").on(table.sessionId),
    uniqueIndex("personal_tokens_token").on(table.tokenHash),
  ],
);

/** A link that lets people in. Only the SHA-256 of its token is kept. */
export const invitations = pgTable(
  "invitations",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    tokenHash: bytea("token_hash").notNull(),
    role: text({ enum: ["admin", "member", "guest"] }).notNull(),
    /** Whom it was mailed to; it still lets in whoever holds the link. */
    email: citext(),
    /** The rooms that whoever comes by it is put into. */
    roomIds: bigint("room_ids", { mode: "number" }).array().notNull().default([]),
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

/** A time-based second factor (RFC 6238). Its secret is sealed with the installation's own, since it must be read again. */
export const secondFactors = pgTable("second_factors", {
  personId: bigint("person_id", { mode: "number" })
    .primaryKey()
    .references(() => persons.id, { onDelete: "cascade" }),
  sealedSecret: text("sealed_secret").notNull(),
  /** Null while it is being set up: such a one is asked of nobody. */
  confirmedAt: moment("confirmed_at"),
  /** The last time step that was used: a code is good once (RFC 6238, 5.2). */
  lastStep: bigint("last_step", { mode: "number" }).notNull().default(0),
});

export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    codeHash: bytea("code_hash").notNull(),
    usedAt: moment("used_at"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.codeHash] })],
);

/** A link by which a person sets their password, once. Only the SHA-256 of its token is kept. */
export const passwordLinks = pgTable(
  "password_links",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    tokenHash: bytea("token_hash").notNull(),
    createdBy: bigint("created_by", { mode: "number" }).references(() => persons.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    usedAt: moment("used_at"),
  },
  (table) => [
    uniqueIndex("password_links_token").on(table.tokenHash),
    index("password_links_of_person").on(table.personId),
  ],
);

/** Who a person is at the company's OpenID provider. */
export const externalIdentities = pgTable(
  "external_identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
    linkedAt: moment("linked_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    index("external_identities_of_person").on(table.personId),
  ],
);

/** On which days (UTC) a person used the chat: for the plot of the overview. The worker writes it. */
export const activeDays = pgTable(
  "active_days",
  {
    day: date({ mode: "string" }).notNull(),
    personId: bigint("person_id", { mode: "number" })
      .notNull()
      .references(() => persons.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.day, table.personId] })],
);
