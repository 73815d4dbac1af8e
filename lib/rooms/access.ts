import { stringify } from "csv-stringify/sync";
import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor, Role } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { isAdmin } from "@/lib/access/policy";
import { openCursor, sealCursor } from "@/lib/cursor";
import { catalogue } from "@/lib/i18n";
import { momentInZone } from "@/lib/i18n/time";
import { accessPageSize, accessRowsMax } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import type { Page } from "@/lib/people/schema";
import type { AccessRow, ListAccess } from "./schema";

/**
 * Who can see a room, and since when: its members, or those who were. For whoever manages the room; e-mail addresses for
 * administrators. The primary key of memberships and `persons_by_name` serve it.
 * @throws AppError `not_found`, `forbidden`, `invalid` for a cursor that was not made here
 */
export async function listAccess(actor: Actor, input: ListAccess): Promise<Page<AccessRow>> {
  const limit = input.limit ?? accessPageSize;
  const rows = await readAccess(actor, input, limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit),
    next_cursor: last ? sealCursor({ name: last.person.display_name, id: last.person.id }) : null,
  };
}

/**
 * The same as a file for spreadsheets: UTF-8 with its mark, so that Excel reads Russian; columns as the reader's language
 * separates them; no cell is a formula. First who can see the room, then who could.
 * @throws AppError `not_found`, `forbidden`
 */
export async function accessAsCsv(actor: Actor, roomId: number): Promise<{ name: string; text: string }> {
  const [members, former] = [
    await readAccess(actor, { roomId }, accessRowsMax),
    await readAccess(actor, { roomId, was: "former" }, accessRowsMax),
  ];
  const { admin, live, pages } = catalogue(actor.locale);
  const { columns, roles, history } = admin.rooms.access;
  const clock = { locale: actor.locale, timeZone: actor.timeZone, words: live.time };
  const when = (at: string | null) => (at === null ? "" : momentInZone(clock, new Date(at)));
  const rows = [...members, ...former].map((row) => [
    row.person.display_name,
    row.person.username,
    row.email ?? "",
    pages.people.roles[row.company_role],
    roles[row.role],
    when(row.since),
    when(row.until),
    when(row.left_at),
    row.added_by?.display_name ?? "",
    row.from_seq === 0 ? history.all : history.joined,
  ]);
  const delimiter = actor.locale === "ru" ? ";" : ",";
  const header = Object.values(columns);
  return {
    name: `room-${roomId}-access.csv`,
    text: stringify([header, ...rows], { bom: true, delimiter, escape_formulas: true, record_delimiter: "windows" }),
  };
}

interface Row extends Record<string, unknown> {
  id: string;
  username: string;
  display_name: string;
  avatar_key: string | null;
  email: string;
  company_role: Role;
  active: boolean;
  role: AccessRow["role"];
  joined_at: string;
  ends_at: string | null;
  left_at: string | null;
  from_seq: string;
  adder: { id: number; username: string; name: string; avatar: string | null } | null;
}

async function readAccess(actor: Actor, input: ListAccess, limit: number): Promise<AccessRow[]> {
  const grant = await requireRoom(actor, input.roomId, "manage");
  const byName = sql`(p.display_name collate "ru-x-icu")`;
  const place = input.cursor ? openCursor(input.cursor) : null;
  const rows = await database().execute<Row>(sql`
    select p.id, p.username, p.display_name, p.avatar_key, p.email, p.role as company_role, p.active, m.role, m.joined_at,
      m.ends_at, coalesce(m.left_at, case when m.ends_at <= now() then m.ends_at end) as left_at, m.from_seq,
      (select json_build_object('id', a.id, 'username', a.username, 'name', a.display_name, 'avatar', a.avatar_key)
        from persons a where a.id = m.added_by) as adder
    from memberships m join persons p on p.id = m.person_id
    where m.room_id = ${grant.room.id} and ${input.was === "former" ? sql`not ${isCurrent("m")}` : isCurrent("m")}
      and ${input.q ? named(input.q) : sql`true`}
      and ${input.ids ? sql`p.id in (select value::bigint from json_array_elements_text(${JSON.stringify(input.ids)}::json))` : sql`true`}
      and ${place ? sql`(${byName}, p.id) > (${place.name} collate "ru-x-icu", ${place.id})` : sql`true`}
    order by ${byName}, p.id limit ${limit}`);
  return [...rows].map((row) => present(row, isAdmin(actor)));
}

const named = (q: string) => {
  const pattern = `%${q.trim().replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(p.display_name ilike ${pattern} or p.username ilike ${pattern})`;
};

const present = (row: Row, withEmail: boolean): AccessRow => ({
  person: presentPerson({
    id: Number(row.id),
    username: row.username,
    displayName: row.display_name,
    avatarKey: row.avatar_key,
  }),
  email: withEmail ? row.email : null,
  company_role: row.company_role,
  active: row.active,
  role: row.role,
  since: new Date(row.joined_at).toISOString(),
  until: row.left_at === null && row.ends_at !== null ? new Date(row.ends_at).toISOString() : null,
  left_at: row.left_at === null ? null : new Date(row.left_at).toISOString(),
  added_by: row.adder && presentPerson({ ...row.adder, displayName: row.adder.name, avatarKey: row.adder.avatar }),
  from_seq: Number(row.from_seq),
});
