import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { mayAdminister } from "@/lib/access/policy";
import { openCursor, sealCursor, strangeCursor } from "@/lib/cursor";
import { forbidden } from "@/lib/errors";
import { administeredPageSize, roomAdminsShownMax } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { Page } from "@/lib/people/schema";
import type { AdministeredRoom, ListAdministered } from "./schema";

interface Row extends Record<string, unknown> {
  id: string;
  name: string;
  topic: string;
  visibility: AdministeredRoom["visibility"];
  history: AdministeredRoom["history"];
  archived: boolean;
  for_all: boolean;
  member_count: number;
  last_message_at: string;
  created_at: string;
  admin_count: string;
  admins: { id: number; username: string; name: string; avatar: string | null }[] | null;
  place: string;
}

/** By what the list is sorted: its expression, which way it runs, and how a cursor's word becomes its value again. */
const sorts: Record<NonNullable<ListAdministered["sort"]>, { by: SQL; down: boolean; open: (word: string) => SQL }> = {
  name: { by: sql`(r.name collate "ru-x-icu")`, down: false, open: (word) => sql`(${word} collate "ru-x-icu")` },
  size: { by: sql`r.member_count`, down: true, open: (word) => sql`${whole(word)}::bigint` },
  talk: {
    by: sql`(extract(epoch from r.last_message_at) * 1000000)::bigint`,
    down: true,
    open: (word) => sql`${whole(word)}::bigint`,
  },
};

/**
 * All rooms that have a name, for administrators: how large and how lively they are, never what is said. No index serves
 * the order: of rooms there are thousands where there are millions of messages.
 * @throws AppError `forbidden`, `invalid` for a cursor that was not made here
 */
export async function listAdministered(actor: Actor, input: ListAdministered): Promise<Page<AdministeredRoom>> {
  if (!mayAdminister(actor)) throw forbidden();
  const limit = input.limit ?? administeredPageSize;
  const { by, down, open } = sorts[input.sort ?? "name"];
  const rows = await readRows(
    sql`r.kind = 'room' and ${matching(input)} and ${after(input.cursor, by, down, open)}`,
    down ? sql`${by} desc, r.id desc` : sql`${by}, r.id`,
    by,
    limit + 1,
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(present),
    next_cursor: last ? sealCursor({ name: last.place, id: Number(last.id) }) : null,
  };
}

/** One of them, for whoever may manage it. @throws AppError `not_found`, `forbidden` */
export async function administeredRoom(actor: Actor, roomId: number): Promise<AdministeredRoom> {
  const grant = await requireRoom(actor, roomId, "manage");
  const [row] = await readRows(sql`r.id = ${grant.room.id}`, sql`r.id`, sql`r.id`, 1);
  if (!row) throw new Error("a room that was granted is gone");
  return present(row);
}

/** The primary key of memberships serves the people of each room. */
const readRows = async (where: SQL, order: SQL, place: SQL, limit: number): Promise<Row[]> => [
  ...(await database().execute<Row>(sql`
    select r.id, r.name, r.topic, r.visibility, r.history, r.archived_at is not null as archived, r.for_all,
      r.member_count, r.last_message_at, r.created_at, ${place}::text as place,
      (select count(*) from memberships m where m.room_id = r.id and m.role = 'admin' and ${isCurrent("m")}) as admin_count,
      (select json_agg(json_build_object('id', a.id, 'username', a.username, 'name', a.display_name, 'avatar', a.avatar_key))
        from (select p.id, p.username, p.display_name, p.avatar_key from memberships m join persons p on p.id = m.person_id
          where m.room_id = r.id and m.role = 'admin' and ${isCurrent("m")}
          order by m.joined_at, p.id limit ${roomAdminsShownMax}) a) as admins
    from rooms r where ${where} order by ${order} limit ${limit}`)),
];

function matching({ q, state, visibility }: ListAdministered): SQL {
  const pattern = `%${(q ?? "").trim().replace(/[\\%_]/g, "\\$&")}%`;
  return sql.join(
    [
      q ? sql`(r.name ilike ${pattern} or r.topic ilike ${pattern})` : sql`true`,
      state === "archived" ? sql`r.archived_at is not null` : sql`true`,
      state === "active" ? sql`r.archived_at is null` : sql`true`,
      state === "headless"
        ? sql`not exists (select 1 from memberships m where m.room_id = r.id and m.role = 'admin' and ${isCurrent("m")})`
        : sql`true`,
      visibility ? sql`r.visibility = ${visibility}` : sql`true`,
    ],
    sql` and `,
  );
}

function after(cursor: string | undefined, by: SQL, down: boolean, open: (word: string) => SQL): SQL {
  if (!cursor) return sql`true`;
  const { name, id } = openCursor(cursor);
  return down ? sql`(${by}, r.id) < (${open(name)}, ${id})` : sql`(${by}, r.id) > (${open(name)}, ${id})`;
}

function whole(word: string): number {
  if (!/^-?\d{1,15}$|^\d{16}$/.test(word)) throw strangeCursor();
  return Number(word);
}

const present = (row: Row): AdministeredRoom => ({
  id: Number(row.id),
  name: row.name,
  topic: row.topic,
  visibility: row.visibility,
  history: row.history,
  archived: row.archived,
  for_all: row.for_all,
  member_count: row.member_count,
  last_message_at: new Date(row.last_message_at).toISOString(),
  created_at: new Date(row.created_at).toISOString(),
  admin_count: Number(row.admin_count),
  admins: (row.admins ?? []).map(({ id, username, name, avatar }) =>
    presentPerson({ id, username, displayName: name, avatarKey: avatar }),
  ),
});
