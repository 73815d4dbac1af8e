import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import { persons, sessions, workspace } from "@/db/schema";
import type { Actor, Scope } from "@/lib/access/actor";
import { isAdmin, requiresFactor, roleWithin } from "@/lib/access/policy";
import { sessionTouchSeconds } from "@/lib/limits";
import { avatarUrl } from "@/lib/people/data";
import type { BegunSession, Device, SessionView } from "./schema";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What a session's life hangs on; `readSession` and the sidecar's checks read the same. */
export const livingColumns = {
  kind: sessions.kind,
  /** Of a personal access token; `personal_tokens_session` serves it. */
  tokenScope: sql<Scope | null>`case when sessions.kind = 'token' then
    (select t.scope from personal_tokens t where t.session_id = sessions.id) end`,
  role: persons.role,
  active: persons.active,
  endedAt: sessions.endedAt,
  createdAt: sessions.createdAt,
  expiresAt: sessions.expiresAt,
  lastUsedAt: sessions.lastUsedAt,
  via: sessions.via,
  sessionDays: workspace.sessionDays,
  adminSessionHours: workspace.adminSessionHours,
  sessionIdleDays: workspace.sessionIdleDays,
  adminIdleMinutes: workspace.adminIdleMinutes,
  secondFactor: workspace.secondFactor,
  hasFactor: sql<boolean>`exists (
    select 1 from second_factors f where f.person_id = persons.id and f.confirmed_at is not null)`,
};

export interface LivingRow {
  kind: Actor["kind"];
  tokenScope: Scope | null;
  role: Actor["role"];
  active: boolean;
  endedAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date;
  via: "password" | "oidc";
  sessionDays: number;
  adminSessionHours: number;
  sessionIdleDays: number;
  adminIdleMinutes: number;
  secondFactor: "optional" | "admins" | "everyone";
  hasFactor: boolean;
}

/**
 * A session row lets its person in while it is not ended, not expired, not idle for too long, and they are active.
 * Its length is measured by the company's settings of now, too: shorter ones bite at once. A personal access token lasts
 * as long as it was made for: nobody sits at it who could leave it open.
 */
export const sessionIsAlive = (row: LivingRow, now: Date): boolean =>
  row.active &&
  row.endedAt === null &&
  row.expiresAt > now &&
  (row.kind === "token" ? row.tokenScope !== null : isRecent(row, now));

const isRecent = (row: LivingRow, now: Date): boolean =>
  now.getTime() - row.createdAt.getTime() < wholeMs(row) && now.getTime() - row.lastUsedAt.getTime() < idleMs(row);

const wholeMs = (row: Pick<LivingRow, "role" | "sessionDays" | "adminSessionHours">) =>
  isAdmin(row) ? row.adminSessionHours * hourMs : row.sessionDays * dayMs;
const idleMs = (row: LivingRow) => (isAdmin(row) ? row.adminIdleMinutes * minuteMs : row.sessionIdleDays * dayMs);

/** Whether the company asks for a second factor that the person does not have. Programs sign in as people do. */
export const mustSecure = (row: LivingRow): boolean =>
  !row.hasFactor && row.via === "password" && requiresFactor(row.secondFactor, row.role);

/** Whether this rule would leave the actor, in this very session, no door but the one to set up a second factor. */
export async function wouldShutOut(actor: Actor, secondFactor: LivingRow["secondFactor"]): Promise<boolean> {
  const row = await readLiving(actor.sessionId);
  return row !== undefined && mustSecure({ ...row, secondFactor });
}

async function readLiving(sessionId: string): Promise<LivingRow | undefined> {
  const [row] = await database()
    .select(livingColumns)
    .from(sessions)
    .innerJoin(persons, eq(persons.id, sessions.personId))
    .innerJoin(workspace, eq(workspace.id, 1))
    .where(eq(sessions.id, sessionId))
    .limit(1);
  return row;
}

/**
 * A new row at every sign-in, so that no identifier from before it is worth anything after.
 * @param how by what they came in, and when they last proved who they are: a password is typed now
 */
export async function beginSession(
  tx: Transaction,
  person: { id: number; role: Actor["role"] },
  device: Device,
  now: Date,
  how: { via: LivingRow["via"]; provedAt: Date } = { via: "password", provedAt: now },
): Promise<BegunSession> {
  const expiresAt = new Date(now.getTime() + (await wholeMsOf(tx, person.role)));
  const [row] = await tx
    .insert(sessions)
    .values({
      personId: person.id,
      kind: device.kind,
      via: how.via,
      userAgent: device.userAgent.slice(0, 400),
      address: device.address.slice(0, 60),
      createdAt: now,
      lastUsedAt: now,
      provedAt: how.provedAt,
      expiresAt,
    })
    .returning({ id: sessions.id });
  if (!row) throw new Error("a session was not written");
  return { sessionId: row.id, personId: person.id, expiresAt };
}

/** How long a session of this role lasts at most, by the company's settings. */
export async function wholeMsOf(tx: Transaction, role: Actor["role"]): Promise<number> {
  const [row] = await tx
    .select({ sessionDays: workspace.sessionDays, adminSessionHours: workspace.adminSessionHours })
    .from(workspace)
    .where(eq(workspace.id, 1))
    .limit(1);
  if (!row) throw new Error("there is no company to sign in to");
  return wholeMs({ ...row, role });
}

/** The actor behind a session's id, or null. Every door calls this; the primary keys serve it. */
export async function readSession(sessionId: string, now = new Date()): Promise<Actor | null> {
  const [row] = await database()
    .select({
      ...livingColumns,
      personId: persons.id,
      username: persons.username,
      displayName: persons.displayName,
      email: persons.email,
      locale: persons.locale,
      theme: persons.theme,
      timeZone: persons.timeZone,
      statusText: persons.statusText,
      avatarKey: persons.avatarKey,
      address: sessions.address,
      provedAt: sessions.provedAt,
    })
    .from(sessions)
    .innerJoin(persons, eq(persons.id, sessions.personId))
    .innerJoin(workspace, eq(workspace.id, 1))
    .where(eq(sessions.id, sessionId))
    .limit(1);
  if (!row || !sessionIsAlive(row, now)) return null;
  if (isToTouch(row, now)) await touchSession(sessionId, now);
  const scope = row.kind === "token" ? (row.tokenScope ?? "read") : "admin";
  return {
    personId: row.personId,
    sessionId,
    kind: row.kind,
    scope,
    username: row.username,
    displayName: row.displayName,
    email: row.email,
    role: roleWithin(scope, row.role),
    active: row.active,
    locale: row.locale,
    theme: row.theme,
    timeZone: row.timeZone,
    statusText: row.statusText,
    avatarUrl: avatarUrl(row.personId, row.avatarKey),
    address: row.address,
    provedAt: row.provedAt,
    mustSecure: mustSecure(row),
  };
}

/** The first use of a token is worth a word to whoever made it. */
const isToTouch = ({ kind, createdAt, lastUsedAt }: LivingRow, now: Date): boolean =>
  now.getTime() - lastUsedAt.getTime() > sessionTouchSeconds * 1000 ||
  (kind === "token" && lastUsedAt.getTime() === createdAt.getTime());

/** The program behind a webhook: it has no session, and no door but the webhook's own. Null for one that was shut off. */
export async function botActor(personId: number): Promise<Actor | null> {
  const [row] = await database()
    .select(botColumns)
    .from(persons)
    .where(and(eq(persons.id, personId), eq(persons.role, "bot"), eq(persons.active, true)))
    .limit(1);
  if (!row) return null;
  const nobodys = { sessionId: "", address: "", kind: "token", scope: "write", mustSecure: false } as const;
  return { ...row, ...nobodys, avatarUrl: null, provedAt: new Date(0) };
}

const botColumns = {
  personId: persons.id,
  username: persons.username,
  displayName: persons.displayName,
  email: persons.email,
  role: persons.role,
  active: persons.active,
  locale: persons.locale,
  theme: persons.theme,
  timeZone: persons.timeZone,
  statusText: persons.statusText,
};

export async function touchSession(sessionId: string, now: Date): Promise<void> {
  await database().update(sessions).set({ lastUsedAt: now }).where(eq(sessions.id, sessionId));
}

/** One's own signed-in devices, the last used first. */
export const listSessions = (actor: Actor): Promise<SessionView[]> => sessionsOf(actor, actor.personId);

/** A person's signed-in devices as the actor sees them, who has been asked already; `sessions_of_person` serves it. */
export async function sessionsOf(actor: Actor, personId: number): Promise<SessionView[]> {
  const rows = await database()
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.personId, personId),
        ne(sessions.kind, "token"),
        isNull(sessions.endedAt),
        sql`${sessions.expiresAt} > now()`,
      ),
    )
    .orderBy(desc(sessions.lastUsedAt))
    .limit(100);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind === "web" ? "web" : "api",
    user_agent: row.userAgent,
    address: row.address,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    current: row.id === actor.sessionId,
  }));
}
