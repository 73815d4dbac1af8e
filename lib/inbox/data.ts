import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { momentText } from "@/db/moments";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { openMoment, sealCursor, strangeCursor } from "@/lib/cursor";
import { inboxCountMax, inboxPageSize } from "@/lib/limits";
import type { MessageView } from "@/lib/messages/schema";
import type { Page } from "@/lib/people/schema";
import { withSurroundings } from "./entries";
import { type InboxKind, type InboxPage, type InboxState, inboxKinds, type ListInbox } from "./schema";
import { sourceOf } from "./sources";

/** A line of somebody's inbox, before what stands around it is read. */
export interface Line {
  at: string;
  kind: InboxKind;
  messageId: number;
  roomId: number;
  fromSeq: number;
  isNew: boolean;
  waiting: number;
}

/**
 * What was said to one, the newest first, read where it stands: nothing is kept twice. A page may hold fewer than it
 * could where something of it went while it was read.
 * @throws AppError `invalid` for a cursor that was not given out here
 */
export async function listInbox(actor: Actor, input: ListInbox = {}): Promise<InboxPage> {
  const limit = input.limit ?? inboxPageSize;
  const kinds = input.kind ? [input.kind] : inboxKinds;
  const lines = await readLines(actor.personId, kinds, input.cursor ? openLine(input.cursor) : null, limit + 1);
  const last = lines.length > limit ? lines[limit - 1] : undefined;
  return {
    items: await withSurroundings(actor.personId, lines.slice(0, limit)),
    next_cursor: last ? sealCursor({ name: `${last.at} ${last.kind}`, id: last.messageId }) : null,
    seen_at: await seenAt(actor.personId),
  };
}

/** The messages that name one, the latest first. @throws AppError `invalid` */
export async function listMentions(
  actor: Actor,
  input: { cursor?: string; limit?: number } = {},
): Promise<Page<MessageView>> {
  const { items, next_cursor } = await listInbox(actor, { ...input, kind: "mention" });
  return { items: items.map(({ message }) => message), next_cursor };
}

export async function inboxState(actor: Actor): Promise<InboxState> {
  return (await inboxStates([actor.personId])).get(actor.personId) ?? { count: 0, whisper_rooms: [] };
}

/** What waits for each of several people: for the sidecar, which tells each their own. */
export async function inboxStates(personIds: number[]): Promise<Map<number, InboxState>> {
  if (personIds.length === 0) return new Map();
  const me = sql`p.id`;
  const rows = await database().execute<{ id: string; count: string; rooms: number[] | null }>(sql`
    select p.id, least(${inboxCountMax}, ${sql.join(
      inboxKinds.map((kind) => waitingOf(kind, me)),
      sql` + `,
    )}) as count, (${whisperRooms(me)}) as rooms
    from persons p where p.id in ${personIds}`);
  return new Map(
    [...rows].map((row) => [Number(row.id), { count: Number(row.count), whisper_rooms: row.rooms ?? [] }]),
  );
}

const waitingOf = (kind: InboxKind, me: SQL) =>
  sql`(select count(*) from (select 1 from (${sourceOf(kind, me, sql`p.inbox_seen_at`)}) w
    where w.unread and w.at > p.inbox_seen_at limit ${inboxCountMax}) c)`;

/** Of each room of theirs it is looked for one; `messages_whispers_to` serves it. */
const whisperRooms = (me: SQL) => sql`
  select json_agg(b.room_id order by b.room_id) from memberships b
  left join readings d on d.room_id = b.room_id and d.person_id = b.person_id
  where b.person_id = ${me} and ${isCurrent("b")} and exists (
    select 1 from messages m where m.to_id = ${me} and m.room_id = b.room_id and m.seq >= b.from_seq
      and m.id > coalesce(d.whisper_read_id, 0) and m.deleted_at is null)`;

interface LineRow extends Record<string, unknown> {
  at: string;
  kind: InboxKind;
  id: string;
  room_id: string;
  from_seq: string;
  is_new: boolean;
  waiting: string;
}

type Place = Pick<Line, "at" | "kind" | "messageId">;

/** From each source the next few by its own index; of these the first few. */
async function readLines(
  personId: number,
  kinds: readonly InboxKind[],
  before: Place | null,
  limit: number,
): Promise<Line[]> {
  const me = sql`${personId}::bigint`;
  const further = before
    ? sql`where s.at <= ${before.at}::timestamptz
        and (s.at, s.kind, s.id) < (${before.at}::timestamptz, ${before.kind}, ${before.messageId}::bigint)`
    : sql``;
  const nearest = kinds.map(
    (kind) => sql`(select s.* from (${sourceOf(kind, me)}) s ${further} order by s.at desc, s.id desc limit ${limit})`,
  );
  const rows = await database().execute<LineRow>(sql`
    select ${momentText(sql`l.at`)} as at, l.kind, l.id, l.room_id, l.from_seq,
      l.waiting, l.unread and l.at > p.inbox_seen_at as is_new
    from (${sql.join(nearest, sql` union all `)}) l join persons p on p.id = ${me}
    order by l.at desc, l.kind desc, l.id desc limit ${limit}`);
  return [...rows].map((row) => ({
    at: row.at,
    kind: row.kind,
    messageId: Number(row.id),
    roomId: Number(row.room_id),
    fromSeq: Number(row.from_seq),
    isNew: row.is_new,
    waiting: Number(row.waiting),
  }));
}

/** @throws AppError `invalid` */
function openLine(cursor: string): Place {
  const { at, id, rest } = openMoment(cursor);
  const kind = inboxKinds.find((one) => one === rest);
  if (!kind) throw strangeCursor();
  return { at, kind, messageId: id };
}

async function seenAt(personId: number): Promise<string> {
  const [row] = await database().execute<{ at: string }>(sql`
    select inbox_seen_at as at from persons where id = ${personId}`);
  return new Date(row?.at ?? 0).toISOString();
}
