import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { createRoom } from "@/lib/rooms/mutations";
import { foundCompany, hire } from "./company";

export const deepRoomMessages = 100_000;
export const roomCount = 200;
export const roomMessages = 500;

export interface Rooms {
  reader: Actor;
  /** The room of 100,000 messages. */
  deepId: number;
  /** The others, with 500 each. */
  shallowIds: number[];
}

/** One reader's rooms, in which somebody else has talked. Rows lie in the order of their times, rooms mixed, as in life. */
export async function makeRooms(): Promise<Rooms> {
  const reader = await foundCompany();
  const author = await hire("boris", "Boris Lind");
  const make = async (name: string) => (await createRoom(reader, { name, member_ids: [author.personId] })).id;
  const deepId = await make("deep");
  const shallowIds: number[] = [];
  for (let made = 0; made < roomCount; made++) shallowIds.push(await make(`room ${made}`));
  await talk([deepId], author, deepRoomMessages);
  await talk(shallowIds, author, roomMessages);
  await database().execute(sql`vacuum analyze`);
  return { reader, deepId, shallowIds };
}

async function talk(roomIds: number[], author: Actor, count: number): Promise<void> {
  const ids = sql`(select value::bigint as id from json_array_elements_text(${JSON.stringify(roomIds)}::json))`;
  await database().execute(sql`
    insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html, created_at)
    select r.id, ${author.personId}::bigint, n, r.version + n, r.version + n, gen_random_uuid(), t.text,
      '<p>' || t.text || '</p>', now() - (${count}::int - n) * interval '1 minute'
    from generate_series(1, ${count}::int) n cross join rooms r join ${ids} wanted using (id),
      lateral (select 'Message ' || n || ' of a long talk: ' || repeat('word ', (n % 30)::int) as text) t
    order by n, r.id`);
  await database().execute(sql`
    update rooms set last_seq = ${count}, version = version + ${count} where id in (select id from ${ids} wanted)`);
}
