import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { mayAdminister } from "@/lib/access/policy";
import { openCursor, sealCursor, strangeCursor } from "@/lib/cursor";
import { forbidden, notFound } from "@/lib/errors";
import { relayLeaseMs, rosterPageSize, rosterRoomsShown } from "@/lib/limits";
import { byName, presentUser, soughtBy, type UserRow, userColumns } from "./data";
import type { AskRoster, Page, RoomName, RosterCounts, RosterRow } from "./schema";

/** Whoever some living sidecar sees now; asked once a query, not once a person. */
const hereNow = sql`(select p.person_id from presences p join relays r on r.id = p.relay_id
  where r.beat_at > now() - ${`${relayLeaseMs} milliseconds`}::interval)`;

const rosterColumns = {
  ...userColumns,
  createdAt: persons.createdAt,
  sessions: sql<number>`(select count(*) from sessions s
    where s.person_id = persons.id and s.kind <> 'token' and s.ended_at is null and s.expires_at > now())`.mapWith(
    Number,
  ),
  /** `memberships_of_person` serves it. Tables of a subquery are named in full, see `presenceColumn`. */
  rooms: sql<{ count: number; first: RoomName[] | null }>`(
    select json_build_object('count', count(*), 'first',
      json_agg(json_build_object('id', f.id, 'name', f.name) order by f.at) filter (where f.at <= ${rosterRoomsShown}))
    from (
      select r.id, r.name, row_number() over (order by r.for_all desc, r.name collate "ru-x-icu", r.id) as at
      from memberships m join rooms r on r.id = m.room_id
      where m.person_id = persons.id and ${isCurrent("m")} and r.kind = 'room'
    ) f)`,
};

type RosterDbRow = UserRow & {
  createdAt: Date;
  sessions: number;
  rooms: { count: number; first: RoomName[] | null };
};

/**
 * A page of all people for administrators. By name `persons_by_name` serves it, with words to look for `persons_sought`;
 * the other orders read everybody's row, of which there are at most some tens of thousands.
 * @throws AppError `forbidden` for everybody else
 */
export async function roster(actor: Actor, input: AskRoster): Promise<Page<RosterRow>> {
  if (!mayAdminister(actor)) throw forbidden();
  const limit = input.limit ?? rosterPageSize;
  const order = orders[input.sort ?? "name"];
  const rows = await database()
    .select(rosterColumns)
    .from(persons)
    .where(and(wanted(input), input.cursor ? order.after(openPlace(input)) : undefined))
    .orderBy(...order.by)
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => presentRosterRow(row, actor)),
    next_cursor: last ? sealCursor({ name: `${input.sort ?? "name"} ${order.key(last)}`, id: last.id }) : null,
  };
}

/** One person as the list shows them. @throws AppError `not_found`, also for all but administrators */
export async function rosterEntry(actor: Actor, personId: number): Promise<RosterRow> {
  if (!mayAdminister(actor)) throw notFound();
  const [row] = await database().select(rosterColumns).from(persons).where(eq(persons.id, personId)).limit(1);
  if (!row) throw notFound();
  return presentRosterRow(row, actor);
}

/** Several people as the list shows them, by name; those who are not there are left out. @throws AppError `forbidden` */
export async function rosterEntries(actor: Actor, personIds: number[]): Promise<RosterRow[]> {
  if (!mayAdminister(actor)) throw forbidden();
  const rows = await database()
    .select(rosterColumns)
    .from(persons)
    .where(sql`persons.id in (select value::bigint from json_array_elements_text(${JSON.stringify(personIds)}::json))`)
    .orderBy(byName, persons.id)
    .limit(personIds.length);
  return rows.map((row) => presentRosterRow(row, actor));
}

/** One reading of the people and one of the presences. @throws AppError `forbidden` for all but administrators */
export async function rosterCounts(actor: Actor): Promise<RosterCounts> {
  if (!mayAdminister(actor)) throw forbidden();
  const [row] = await database()
    .select({
      working: sql<number>`count(*) filter (where ${persons.active} and ${persons.role} <> 'bot')`.mapWith(Number),
      online: sql<number>`count(*) filter (where ${persons.active} and ${persons.id} in ${hereNow})`.mapWith(Number),
      deactivated: sql<number>`count(*) filter (where not ${persons.active} and ${persons.role} <> 'bot')`.mapWith(
        Number,
      ),
    })
    .from(persons);
  return row ?? { working: 0, online: 0, deactivated: 0 };
}

/** Whoever is here now comes first of all, whoever was never here last. */
const seen = sql`case when persons.id in ${hereNow} then 'infinity' else coalesce(persons.last_seen_at, '-infinity') end`;

const rank = sql`array_position(array['owner', 'admin', 'member', 'guest', 'bot'], ${persons.role})`;
const ranks = ["owner", "admin", "member", "guest", "bot"];

interface Place {
  key: string;
  id: number;
}

interface Order {
  by: SQL[] | [SQL, typeof persons.id] | [SQL, SQL, typeof persons.id];
  after: (place: Place) => SQL;
  /** What a cursor remembers of a row beside its id. */
  key: (row: RosterDbRow) => string;
  /** Whether such a memory can have been given out here. */
  isKey: (key: string) => boolean;
}

const isMoment = (key: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(key) && !Number.isNaN(Date.parse(key));

const orders: Record<NonNullable<AskRoster["sort"]>, Order> = {
  name: {
    by: [byName, persons.id],
    after: ({ key, id }) => sql`(${byName}, ${persons.id}) > (${key} collate "ru-x-icu", ${id})`,
    key: (row) => row.displayName,
    isKey: () => true,
  },
  role: {
    by: [rank, byName, persons.id],
    after: ({ key, id }) =>
      sql`(${rank}, ${byName}, ${persons.id}) > (${Number(key[0])}::int, ${key.slice(1)} collate "ru-x-icu", ${id})`,
    key: (row) => `${ranks.indexOf(row.role) + 1}${row.displayName}`,
    isKey: (key) => /^[1-5]/.test(key),
  },
  seen: {
    by: [sql`${seen} desc`, desc(persons.id)],
    after: ({ key, id }) => sql`(${seen}, ${persons.id}) < (${key}::timestamptz, ${id})`,
    key: (row) => (row.presence === "offline" ? (row.lastSeenAt?.toISOString() ?? "-infinity") : "infinity"),
    isKey: (key) => /^-?infinity$/.test(key) || isMoment(key),
  },
  created: {
    by: [desc(persons.createdAt), desc(persons.id)],
    after: ({ key, id }) => sql`(${persons.createdAt}, ${persons.id}) < (${key}::timestamptz, ${id})`,
    key: (row) => row.createdAt.toISOString(),
    isKey: isMoment,
  },
};

/** @throws AppError `invalid` for a cursor of another order, or one that was not given out */
function openPlace(input: AskRoster): Place {
  const sort = input.sort ?? "name";
  const { name, id } = openCursor(input.cursor ?? "");
  const key = name.slice(sort.length + 1);
  if (!name.startsWith(`${sort} `) || !orders[sort].isKey(key)) throw strangeCursor();
  return { key, id };
}

const wanted = (input: AskRoster): SQL | undefined =>
  and(
    input.state === "all" ? undefined : eq(persons.active, input.state !== "deactivated"),
    input.role ? eq(persons.role, input.role) : undefined,
    input.q ? soughtBy(input.q) : undefined,
    input.room === undefined
      ? undefined
      : sql`exists (select 1 from memberships m join rooms r on r.id = m.room_id and r.kind = 'room'
          where m.room_id = ${input.room} and m.person_id = persons.id and ${isCurrent("m")})`,
  );

const presentRosterRow = (row: RosterDbRow, actor: Actor): RosterRow => ({
  ...presentUser(row, actor),
  email: row.email,
  created_at: row.createdAt.toISOString(),
  sessions: row.active ? row.sessions : 0,
  rooms: row.rooms.first ?? [],
  room_count: row.rooms.count,
});
