import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { persons } from "./people";
import { bytea, moment } from "./types";

/** One row: the company and its rules. Its existence means that the company has been founded. */
export const workspace = pgTable(
  "workspace",
  {
    id: smallint().primaryKey().default(1),
    name: text().notNull(),
    /** The company's picture, stored like an avatar. */
    markKey: text("mark_key"),
    locale: text({ enum: ["en", "ru"] }).notNull(),
    registration: text({ enum: ["invited", "open"] })
      .notNull()
      .default("invited"),
    /** E-mail domains that open registration lets in; none means any. */
    registrationDomains: text("registration_domains").array().notNull().default([]),
    membership: text({ enum: ["admins", "room_admins", "members"] })
      .notNull()
      .default("room_admins"),
    roomCreation: text("room_creation", { enum: ["admins", "members", "guests"] })
      .notNull()
      .default("members"),
    /** What a new room is unless its maker says otherwise. */
    roomVisibility: text("room_visibility", { enum: ["open", "private"] })
      .notNull()
      .default("private"),
    roomHistory: text("room_history", { enum: ["all", "joined"] })
      .notNull()
      .default("all"),
    secondFactor: text("second_factor", { enum: ["optional", "admins", "everyone"] })
      .notNull()
      .default("optional"),
    passwordCharsMin: integer("password_chars_min").notNull().default(12),
    sessionDays: integer("session_days").notNull().default(30),
    sessionIdleDays: integer("session_idle_days").notNull().default(7),
    adminSessionHours: integer("admin_session_hours").notNull().default(12),
    adminIdleMinutes: integer("admin_idle_minutes").notNull().default(60),
    /** The company's OpenID provider; an empty issuer means that there is none. */
    oidcIssuer: text("oidc_issuer").notNull().default(""),
    oidcClientId: text("oidc_client_id").notNull().default(""),
    /** Sealed with the installation's secret. */
    oidcSealedSecret: text("oidc_sealed_secret").notNull().default(""),
    oidcLabel: text("oidc_label").notNull().default(""),
    /** Whether somebody whom the provider knows and the company does not gets an account. */
    oidcCreates: boolean("oidc_creates").notNull().default(false),
    /** How large a file may be that somebody sends. */
    fileBytesMax: bigint("file_bytes_max", { mode: "number" })
      .notNull()
      .default(100 * 1024 * 1024),
    foundedAt: moment("founded_at").notNull().defaultNow(),
  },
  (table) => [check("workspace_one_row", sql`${table.id} = 1`)],
);

/**
 * Append-only and chained: each row's hash covers its content and the hash before it. Who did what to what, from where,
 * and what it was before and after. Never a message's text, never a secret.
 */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment("at").notNull().defaultNow(),
    actorId: bigint("actor_id", { mode: "number" }),
    action: text().notNull(),
    subject: text().notNull().default(""),
    address: text().notNull().default(""),
    personId: bigint("person_id", { mode: "number" }),
    roomId: bigint("room_id", { mode: "number" }),
    before: jsonb(),
    after: jsonb(),
    outcome: text({ enum: ["done", "refused"] })
      .notNull()
      .default("done"),
    /** Counts the chain from 1 without gaps. Null for what was written before the chain began. */
    number: bigint({ mode: "number" }),
    hash: bytea(),
  },
  (table) => [
    uniqueIndex("audit_entries_number").on(table.number),
    index("audit_entries_of_actor").on(table.actorId, table.id),
    index("audit_entries_of_person").on(table.personId, table.id),
    index("audit_entries_of_room").on(table.roomId, table.id),
    index("audit_entries_by_action").on(table.action, table.id),
    index("audit_entries_by_time").on(table.at),
  ],
);

/** Work for the worker, taken with FOR UPDATE SKIP LOCKED. */
export const jobs = pgTable(
  "jobs",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text({ enum: ["import", "mail"] }).notNull(),
    /** A draft waits for its maker's word. */
    state: text({ enum: ["draft", "queued", "running", "done", "failed"] }).notNull(),
    payload: jsonb().notNull(),
    result: jsonb(),
    doneCount: integer("done_count").notNull().default(0),
    totalCount: integer("total_count").notNull().default(0),
    attempts: integer().notNull().default(0),
    problem: text().notNull().default(""),
    createdBy: bigint("created_by", { mode: "number" }).references(() => persons.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    runAt: moment("run_at").notNull().defaultNow(),
    finishedAt: moment("finished_at"),
  },
  (table) => [
    index("jobs_waiting").on(table.runAt).where(sql`${table.state} in ('queued', 'running')`),
    index("jobs_failed").on(table.finishedAt).where(sql`${table.state} = 'failed'`),
  ],
);

/** When something that the overview tells of last happened. */
export const milestones = pgTable("milestones", {
  name: text({ enum: ["backup", "journal", "files", "words"] }).primaryKey(),
  at: moment("at").notNull(),
  detail: jsonb(),
});

/** How many messages a day (UTC) brought: for the plot of the overview. The worker writes it. */
export const messageDays = pgTable("message_days", {
  day: date({ mode: "string" }).primaryKey(),
  messages: integer().notNull(),
});
