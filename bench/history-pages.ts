import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { messagePageSize } from "@/lib/limits";
import { readMessages } from "@/lib/messages/pages";
import { deepRoomMessages, type Rooms } from "./history-rooms";
import type { Result } from "./result";
import { alternate } from "./rounds";
import { medians, shownMs, timeOf } from "./timing";

const depth = 50_000;
const rounds = 15;
const repeats = 20;
/** A page costs the same at any depth; the rest is noise. */
const depthRatioMax = 1.5;

/** The verb that reads a page, gate and presenter included, near the end of a long room and deep in it. */
export async function measurePages({ reader, deepId: roomId }: Rooms): Promise<Result[]> {
  const near = await messageAt(roomId, messagePageSize);
  const far = await messageAt(roomId, depth);
  const offset = () => pageByOffset(reader, roomId, depth);
  requireSamePage((await readMessages(reader, { roomId, before: far })).items, await offset());
  const samples = await alternate(rounds, {
    newest: () => timeOf(repeats, () => readMessages(reader, { roomId })),
    near: () => timeOf(repeats, () => readMessages(reader, { roomId, before: near })),
    far: () => timeOf(repeats, () => readMessages(reader, { roomId, before: far })),
    offset: () => timeOf(repeats, offset),
  });
  const ms = medians(samples);
  return [
    {
      name: "History 50,000 back, against 50 back",
      ratio: ms.far / ms.near,
      limit: depthRatioMax,
      detail: `${shownMs(ms.far)} against ${shownMs(ms.near)}; the newest page, which asks for no place, ${shownMs(ms.newest)}`,
    },
    {
      name: "History 50,000 back, against OFFSET 50,000",
      ratio: ms.far / ms.offset,
      detail: `${shownMs(ms.far)}, place and presenter included, against ${shownMs(ms.offset)}; both behind the gate`,
    },
  ];
}

/** The id of the message that so many newer ones follow. */
async function messageAt(roomId: number, newer: number): Promise<number> {
  const [row] = await database().execute<{ id: string }>(
    sql`select id from messages where room_id = ${roomId} and seq = ${deepRoomMessages - newer + 1}`,
  );
  return Number(row?.id);
}

/** The same rows behind the same gate, with OFFSET at its best: it passes over the index alone, and joins what it shows. */
async function pageByOffset(reader: Actor, roomId: number, skipped: number): Promise<{ id: string }[]> {
  await requireRoom(reader, roomId, "read");
  const rows = await database().execute<{ id: string }>(sql`
    select m.id, m.seq, m.version, m.text, m.html, m.created_at, m.edited_at, m.deleted_at, m.client_id,
      a.id as author_id, a.username, a.display_name, a.avatar_key,
      (select array_agg(n.person_id) from mentions n where n.message_id = m.id) as named,
      (select left(q.text, 200) from messages q where q.id = m.reply_to_id) as quoted
    from (select seq from messages where room_id = ${roomId} and thread_id is null and to_id is null
      order by seq desc limit ${messagePageSize} offset ${skipped}) page
    join messages m on m.room_id = ${roomId} and m.seq = page.seq and m.thread_id is null and m.to_id is null
    join persons a on a.id = m.author_id order by m.seq`);
  return [...rows];
}

function requireSamePage(ours: { id: number }[], theirs: { id: string }[]): void {
  const same = ours.length === messagePageSize && ours.every((message, at) => message.id === Number(theirs[at]?.id));
  if (!same) throw new Error("the two ways of paging do not show the same messages");
}
