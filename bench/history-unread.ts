import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { standingsOf } from "@/lib/rooms/standings";
import { deepRoomMessages, type Rooms, roomMessages } from "./history-rooms";
import type { Result } from "./result";
import { alternate } from "./rounds";
import { medians, shownMs, timeOf } from "./timing";

const rounds = 15;
const repeats = 10;

/** One's unread counts in 200 rooms, with little unread and with everything. */
export async function measureUnread(rooms: Rooms): Promise<Result[]> {
  const little = await measure(rooms, (at) => (at % 2 === 0 ? 0 : at % 40));
  const all = await measure(rooms, () => roomMessages);
  const detail = (ms: Record<"stored" | "counted", number>) =>
    `${shownMs(ms.stored)} against ${shownMs(ms.counted)}, mentions and first unread included in both`;
  return [
    {
      name: "Unread in 200 rooms, against counting, some unread",
      ratio: little.stored / little.counted,
      detail: `${detail(little)}; half of the rooms read, up to 39 unread in the others`,
    },
    {
      name: "Unread in 200 rooms, against counting, all unread",
      ratio: all.stored / all.counted,
      detail: `${detail(all)}; ${roomMessages} unread in each`,
    },
  ];
}

async function measure(rooms: Rooms, unreadIn: (at: number) => number) {
  await setRead(rooms, unreadIn);
  const personId = rooms.reader.personId;
  await requireSameCounts(personId);
  const samples = await alternate(rounds, {
    stored: () => timeOf(repeats, () => standingsOf(personId)),
    counted: () => timeOf(repeats, () => countUnread(personId)),
  });
  return medians(samples);
}

/** The deep room is read to its end: one room of 100,000 would hide the 200. */
async function setRead({ reader, deepId, shallowIds }: Rooms, unreadIn: (at: number) => number): Promise<void> {
  const shallow = shallowIds.map((room, at) => ({ room, seq: roomMessages - unreadIn(at) }));
  const rows = [{ room: deepId, seq: deepRoomMessages }, ...shallow];
  await database().execute(sql`
    insert into readings (room_id, person_id, last_read_seq)
    select t.room, ${reader.personId}, t.seq from json_to_recordset(${JSON.stringify(rows)}::json) as t(room bigint, seq bigint)
    on conflict (room_id, person_id) do update set last_read_seq = excluded.last_read_seq`);
  await database().execute(sql`vacuum analyze readings`);
}

/** The usual way to the same answer: each room's messages after the last one read are counted, from the index alone. */
async function countUnread(personId: number): Promise<{ room_id: string; count: string }[]> {
  const rows = await database().execute<{ room_id: string; count: string }>(sql`
    select m.room_id, d.last_read_seq,
      (select count(*) from messages u where u.room_id = m.room_id
        and u.thread_id is null and u.to_id is null and u.seq > d.last_read_seq) as count,
      (select count(*) from mentions n where n.person_id = m.person_id
        and n.room_id = m.room_id and n.seq > d.last_read_seq) as mentions,
      (select f.id from messages f where f.room_id = m.room_id and f.thread_id is null and f.to_id is null
        and f.seq > d.last_read_seq order by f.seq limit 1) as first_unread_id
    from memberships m join readings d on d.room_id = m.room_id and d.person_id = m.person_id
    where m.person_id = ${personId} and m.left_at is null`);
  return [...rows];
}

async function requireSameCounts(personId: number): Promise<void> {
  const counted = new Map((await countUnread(personId)).map((row) => [Number(row.room_id), Number(row.count)]));
  const stored = (await standingsOf(personId)).filter((standing) => counted.has(standing.roomId));
  const same = stored.length === counted.size && stored.every((one) => one.unread.count === counted.get(one.roomId));
  if (!same || counted.size === 0) throw new Error("the two ways of counting do not agree");
}
