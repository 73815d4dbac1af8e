import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { isAdmin, mayAdminister, mayListEveryone } from "@/lib/access/policy";
import { openCursor, sealCursor } from "@/lib/cursor";
import { forbidden, notFound } from "@/lib/errors";
import { contactsPageSize, relayLeaseMs } from "@/lib/limits";
import type { ListPeople, MeView, Page, PersonRef, Presence, UserView } from "./schema";

/**
 * The best status that a living sidecar has told; the primary key of presences serves it.
 * The table is named in full: a lone table's columns come without it, and inside the subquery would mean another's.
 */
const presenceColumn = sql<Presence>`coalesce((
  select max(p.status) from presences p join relays r on r.id = p.relay_id
  where p.person_id = persons.id and r.beat_at > now() - ${`${relayLeaseMs} milliseconds`}::interval
), 'offline')`;

export const userColumns = {
  id: persons.id,
  username: persons.username,
  displayName: persons.displayName,
  email: persons.email,
  role: persons.role,
  active: persons.active,
  lastSeenAt: persons.lastSeenAt,
  statusText: persons.statusText,
  avatarKey: persons.avatarKey,
  presence: presenceColumn,
};

export type UserRow = Pick<
  typeof persons.$inferSelect,
  "id" | "username" | "displayName" | "email" | "role" | "active" | "lastSeenAt" | "statusText" | "avatarKey"
> & { presence: Presence };

export const avatarUrl = (personId: number, key: string | null): string | null =>
  key === null ? null : `/avatars/${personId}?v=${key.slice(0, 8)}`;

export const presentPerson = (row: {
  id: number;
  username: string;
  displayName: string;
  avatarKey: string | null;
  role?: string;
}): PersonRef => ({
  id: row.id,
  username: row.username,
  display_name: row.displayName,
  avatar_url: avatarUrl(row.id, row.avatarKey),
  ...(row.role === "bot" && { bot: true }),
});

export const presentUser = (row: UserRow, viewer: Pick<Actor, "personId" | "role">): UserView => ({
  ...presentPerson(row),
  role: row.role,
  active: row.active,
  presence: row.active ? row.presence : "offline",
  last_seen_at: row.lastSeenAt?.toISOString() ?? null,
  status_text: row.statusText,
  ...(row.id === viewer.personId || isAdmin(viewer) ? { email: row.email } : {}),
});

/** Names sort as Russian sorts them, which sorts Latin ones as English does. */
export const byName = sql`${persons.displayName} collate "ru-x-icu"`;

/** Everybody for employees; for a guest only those who share a room with them. */
const visibleTo = (actor: Actor): SQL | undefined =>
  mayListEveryone(actor)
    ? undefined
    : sql`(persons.id = ${actor.personId} or exists (
        select 1 from memberships mine join memberships theirs on theirs.room_id = mine.room_id
        where mine.person_id = ${actor.personId} and ${isCurrent("mine")}
          and theirs.person_id = persons.id and ${isCurrent("theirs")}))`;

/**
 * A page of the contact list, by name in Russian collation; `persons_by_name` serves it. Those who were deactivated are
 * no secret: what they said stands, and each is shown by id.
 * @throws AppError `not_found` or `forbidden` for a room whose members one may not list
 */
export async function listPeople(actor: Actor, input: ListPeople): Promise<Page<UserView>> {
  // Who is left out tells who is in.
  if (input.not_in !== undefined) await requireRoom(actor, input.not_in, "listMembers");
  const limit = input.limit ?? contactsPageSize;
  const after = input.cursor ? openCursor(input.cursor) : null;
  const rows = await database()
    .select(userColumns)
    .from(persons)
    .where(
      and(
        eq(persons.active, input.active !== "false"),
        visibleTo(actor),
        // A program is nobody to write to: it is listed where it is asked for.
        input.role ? eq(persons.role, input.role) : ne(persons.role, "bot"),
        input.q ? (isAdmin(actor) ? soughtBy(input.q) : matches(input.q)) : undefined,
        input.not_in === undefined ? undefined : outside(input.not_in),
        after ? sql`(${byName}, ${persons.id}) > (${after.name} collate "ru-x-icu", ${after.id})` : undefined,
      ),
    )
    .orderBy(byName, persons.id)
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => presentUser(row, actor)),
    next_cursor: last ? sealCursor({ name: last.displayName, id: last.id }) : null,
  };
}

/** @throws AppError `not_found`, also for those whom a guest may not know */
export async function getPerson(actor: Actor, personId: number): Promise<UserView> {
  const [row] = await database()
    .select(userColumns)
    .from(persons)
    .where(and(eq(persons.id, personId), visibleTo(actor)))
    .limit(1);
  if (!row) throw notFound();
  return presentUser(row, actor);
}

/** The caller, with what they have set for themselves. */
export async function getMe(actor: Actor): Promise<MeView> {
  const [row] = await database()
    .select({ ...userColumns, locale: persons.locale, theme: persons.theme, timeZone: persons.timeZone })
    .from(persons)
    .where(eq(persons.id, actor.personId))
    .limit(1);
  if (!row) throw notFound();
  return { ...presentUser(row, actor), locale: row.locale, theme: row.theme, time_zone: row.timeZone };
}

/** Who of the given people is here now, as pairs; the primary key of presences serves it. */
export async function presenceOf(personIds: number[]): Promise<[number, Presence][]> {
  if (personIds.length === 0) return [];
  const rows = await database()
    .select({ id: persons.id, presence: presenceColumn })
    .from(persons)
    .where(and(inArray(persons.id, personIds), eq(persons.active, true)))
    .limit(personIds.length);
  return rows.map((row) => [row.id, row.presence]);
}

/** Those of the given people whom the actor may see and who are active. */
export async function findActivePeople(actor: Actor, personIds: number[]): Promise<PersonRef[]> {
  if (personIds.length === 0) return [];
  const rows = await database()
    .select(userColumns)
    .from(persons)
    .where(and(inArray(persons.id, personIds), eq(persons.active, true), visibleTo(actor)))
    .limit(personIds.length);
  return rows.map(presentPerson);
}

/** The active person of that user name whom the actor may see; `persons_username` serves it. */
export async function findByUsername(actor: Actor, username: string): Promise<PersonRef | null> {
  const [row] = await database()
    .select(userColumns)
    .from(persons)
    .where(and(eq(persons.username, username), eq(persons.active, true), visibleTo(actor)))
    .limit(1);
  return row ? presentPerson(row) : null;
}

/**
 * Whom a list of user names and addresses means, among those who are active, and what it means nobody by;
 * `persons_username` and `persons_email` serve it.
 * @throws AppError `forbidden` for all but administrators, to whom alone addresses are known
 */
export async function findByNames(actor: Actor, names: string[]): Promise<{ ids: number[]; unknown: string[] }> {
  if (!mayAdminister(actor)) throw forbidden();
  const wanted = sql`array(select json_array_elements_text(${JSON.stringify(names)}::json))::citext[]`;
  const rows = await database()
    .select({ id: persons.id, username: persons.username, email: persons.email })
    .from(persons)
    .where(
      and(eq(persons.active, true), sql`(${persons.username} = any(${wanted}) or ${persons.email} = any(${wanted}))`),
    )
    .limit(names.length * 2);
  const found = new Set(rows.flatMap((row) => [row.username.toLowerCase(), row.email.toLowerCase()]));
  return {
    ids: rows.map((row) => row.id),
    unknown: names.filter((name) => !found.has(name.toLowerCase())),
  };
}

const outside = (roomId: number): SQL =>
  sql`not exists (select 1 from memberships i where i.room_id = ${roomId} and i.person_id = persons.id and ${isCurrent("i")})`;

const matches = (query: string): SQL => {
  const pattern = patternOf(query.trim());
  return sql`(${persons.displayName} ilike ${pattern} or ${persons.username} ilike ${pattern})`;
};

/** Every word stands somewhere in the name, the user name or the e-mail, in any order; `persons_sought` serves it. */
export const soughtBy = (query: string): SQL | undefined =>
  and(
    ...query
      .trim()
      .split(/\s+/)
      .map(
        (word) =>
          sql`(persons.display_name || ' ' || persons.username::text || ' ' || persons.email::text) ilike ${patternOf(word)}`,
      ),
  );

/** What was typed, as a pattern in which its own signs are letters; `ё` and `е` are one, and an @ may stand before a name. */
const patternOf = (text: string): string =>
  `%${text
    .replace(/^@(?=.)/, "")
    .replace(/[\\%_]/g, "\\$&")
    .replace(/[еёЕЁ]/g, "_")}%`;
