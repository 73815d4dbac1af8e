import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { inboxFacesMax, inboxSignsMax } from "@/lib/limits";
import { readPlaced } from "@/lib/messages/data";
import type { MessageView } from "@/lib/messages/schema";
import { type PlacedMessage, seenBy } from "@/lib/messages/sight";
import { presentPerson } from "@/lib/people/data";
import { roomsFor } from "@/lib/rooms/data";
import type { Line } from "./data";
import type { InboxEntry, Signs } from "./schema";

/** The lines with their rooms, messages and what stands around these; what one does not see is left out. */
export async function withSurroundings(personId: number, lines: Line[]): Promise<InboxEntry[]> {
  if (lines.length === 0) return [];
  const rooms = await roomsFor(personId, [...new Set(lines.map(({ roomId }) => roomId))]);
  const own = await messagesOf(lines.map(({ messageId }) => messageId));
  const [around, signs] = await Promise.all([
    Surroundings.of([...own.values()]),
    signsUnder(
      personId,
      lines.filter(({ kind }) => kind === "reaction").map(({ messageId }) => messageId),
    ),
  ]);
  return lines.flatMap((line) => {
    const reader = { personId, fromSeq: line.fromSeq };
    const see = (placed: PlacedMessage | undefined) => (placed ? seenBy(reader, placed) : null);
    const [room, message] = [rooms.get(line.roomId), see(own.get(line.messageId))];
    if (!room?.my_role || !message || message.deleted_at !== null) return [];
    const before = line.kind === "reaction" ? null : see(around.before(message));
    return {
      kind: line.kind,
      at: line.at,
      is_new: line.isNew,
      room: { id: room.id, kind: room.kind, name: room.name, visibility: room.visibility },
      message,
      before: before?.deleted_at === null ? before : null,
      root: see(around.rootOf(message)),
      waiting: line.waiting,
      signs: signs.get(message.id) ?? null,
    };
  });
}

async function messagesOf(ids: number[]): Promise<Map<number, PlacedMessage>> {
  if (ids.length === 0) return new Map();
  const placed = await readPlaced(sql`m.id in ${ids}`, sql`m.id`, ids.length);
  return new Map(placed.map((one) => [one.message.id, one]));
}

/** What stands before messages in their streams, and the roots of threads: by `messages_stream` and `messages_thread`. */
class Surroundings {
  private constructor(private readonly placed: Map<string, PlacedMessage>) {}

  static async of(messages: PlacedMessage[]): Promise<Surroundings> {
    const wanted = messages.map(({ message }) => ({
      room: message.room_id,
      thread: message.thread_id,
      seq: message.to ? message.seq : message.seq - 1,
    }));
    const found = await readPlaced(
      sql`m.id in (
        select x.id from json_to_recordset(${JSON.stringify(wanted)}::json) as w (room bigint, thread bigint, seq bigint)
          join messages x on x.room_id = w.room and x.seq = w.seq and x.thread_id is null and x.to_id is null
          where w.thread is null
        union all
        select x.id from json_to_recordset(${JSON.stringify(wanted)}::json) as w (room bigint, thread bigint, seq bigint)
          join messages x on x.thread_id = w.thread and (x.seq = w.seq or x.id = w.thread)
        union all
        select w.thread from json_to_recordset(${JSON.stringify(wanted)}::json) as w (thread bigint))`,
      sql`m.id`,
      wanted.length * 2,
    );
    return new Surroundings(new Map(found.flatMap((one) => [[`${one.message.id}`, one] as const, placeOf(one)])));
  }

  before({ room_id, thread_id, seq, to }: MessageView): PlacedMessage | undefined {
    return this.placed.get(`${room_id} ${thread_id} ${to ? seq : seq - 1}`);
  }

  rootOf({ thread_id }: MessageView): PlacedMessage | undefined {
    return thread_id === null ? undefined : this.placed.get(`${thread_id}`);
  }
}

const placeOf = (one: PlacedMessage) =>
  [`${one.message.room_id} ${one.message.thread_id} ${one.message.seq}`, one] as const;

interface SignsRow extends Record<string, unknown> {
  id: string;
  emoji: string[];
  faces: { id: number; username: string; name: string; avatar: string | null }[];
  count: string;
}

/** Who else put what under one's messages; the primary key of reactions serves it. */
async function signsUnder(personId: number, messageIds: number[]): Promise<Map<number, Signs>> {
  if (messageIds.length === 0) return new Map();
  const theirs = sql`from reactions x where x.message_id = m.id and x.person_id <> ${personId}`;
  const rows = await database().execute<SignsRow>(sql`
    select m.id, (select count(distinct x.person_id) ${theirs}) as count,
      (select json_agg(e.emoji order by e.at desc, e.emoji) from (select x.emoji, max(x.created_at) as at ${theirs}
        group by x.emoji order by 2 desc, 1 limit ${inboxSignsMax}) e) as emoji,
      (select json_agg(json_build_object('id', p.id, 'username', p.username, 'name', p.display_name,
          'avatar', p.avatar_key) order by l.at desc, p.id)
        from (select x.person_id, max(x.created_at) as at ${theirs} group by x.person_id order by 2 desc, 1
          limit ${inboxFacesMax}) l join persons p on p.id = l.person_id) as faces
    from messages m where m.id in ${messageIds}`);
  return new Map(
    [...rows]
      .filter(({ count }) => Number(count) > 0)
      .map((row) => [
        Number(row.id),
        { emoji: row.emoji, people: row.faces.map(presentFace), count: Number(row.count) },
      ]),
  );
}

const presentFace = ({ id, username, name, avatar }: SignsRow["faces"][number]) =>
  presentPerson({ id, username, displayName: name, avatarKey: avatar });
