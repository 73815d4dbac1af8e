import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { openCursor, sealCursor } from "@/lib/cursor";
import { readsPageSize } from "@/lib/limits";
import { byName, presentUser, userColumns } from "@/lib/people/data";
import type { Page } from "@/lib/people/schema";
import { requireMessage } from "./data";
import type { ListReads, MessageView, ReadView } from "./schema";
import type { PlacedMessage } from "./sight";

/** A page of one of the two lists, with how many are on it in all. */
type ReadsPage = Page<ReadView> & { total: number };

/**
 * Who has read a message, and who has not: those for whom it was when it was said. Its author is in neither list, nor is
 * whoever came later. Of a reply in a thread those count who have a part in it, of a whisper its recipient.
 * @throws AppError `not_found` for a message that the actor does not see
 */
export async function readsOf(
  actor: Actor,
  { messageId }: { messageId: number },
): Promise<{ read: ReadsPage; unread: ReadsPage }> {
  const { message, placed } = await requireMessage(actor, messageId, "read");
  const [totals, read, unread] = await Promise.all([
    countReads(message, placed),
    pageOf(actor, message, placed, { who: "read" }),
    pageOf(actor, message, placed, { who: "unread" }),
  ]);
  return { read: { ...read, total: totals.read }, unread: { ...unread, total: totals.unread } };
}

/** One of the two lists, page by page, by name in Russian collation. @throws AppError `not_found`, `invalid` (cursor) */
export async function listReads(actor: Actor, input: ListReads & { messageId: number }): Promise<ReadsPage> {
  const { message, placed } = await requireMessage(actor, input.messageId, "read");
  const [totals, page] = await Promise.all([countReads(message, placed), pageOf(actor, message, placed, input)]);
  return { ...page, total: totals[input.who ?? "read"] };
}

async function pageOf(
  actor: Actor,
  message: MessageView,
  placed: PlacedMessage,
  { who = "read", cursor, limit = readsPageSize }: ListReads,
): Promise<Page<ReadView>> {
  const after = cursor ? openCursor(cursor) : null;
  const rows = await database()
    .select({ ...userColumns, readAt: sql<string | null>`audience.read_at` })
    .from(persons)
    .innerJoin(sql`(${audienceOf(message, placed)}) as audience`, sql`audience.person_id = ${persons.id}`)
    .where(
      and(
        isAsked(message),
        sql`audience.has_read = ${who === "read"}`,
        after ? sql`(${byName}, ${persons.id}) > (${after.name} collate "ru-x-icu", ${after.id})` : undefined,
      ),
    )
    .orderBy(byName, persons.id)
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(({ readAt, ...row }) => ({
      user: presentUser(row, actor),
      read_at: who === "read" && readAt !== null ? new Date(readAt).toISOString() : null,
    })),
    next_cursor: last ? sealCursor({ name: last.displayName, id: last.id }) : null,
  };
}

async function countReads(message: MessageView, placed: PlacedMessage): Promise<{ read: number; unread: number }> {
  const [row] = await database()
    .select({
      read: sql<string>`count(*) filter (where audience.has_read)`,
      unread: sql<string>`count(*) filter (where not audience.has_read)`,
    })
    .from(persons)
    .innerJoin(sql`(${audienceOf(message, placed)}) as audience`, sql`audience.person_id = ${persons.id}`)
    .where(isAsked(message));
  return { read: Number(row?.read ?? 0), unread: Number(row?.unread ?? 0) };
}

/** Whoever was deactivated will not read it, nor does a program. */
const isAsked = ({ author }: MessageView): SQL | undefined =>
  and(ne(persons.id, author.id), eq(persons.active, true), ne(persons.role, "bot"));

/**
 * Rows of (person_id, has_read, read_at). How far somebody has read is one place in the room: `read_at` is when that
 * moved last, so that they have read the message then or before. Primary keys serve it.
 */
function audienceOf(message: MessageView, { streamSeq }: PlacedMessage): SQL {
  const member = sql`m.room_id = ${message.room_id} and ${isCurrent("m")} and m.from_seq < ${streamSeq}`;
  if (message.to !== null)
    return sql`
      select m.person_id, coalesce(d.whisper_read_id, 0) >= ${message.id} as has_read, d.read_at
      from memberships m left join readings d on d.room_id = m.room_id and d.person_id = m.person_id
      where ${member} and m.person_id = ${message.to.id}`;
  if (message.thread_id !== null)
    return sql`
      select m.person_id, t.last_read_seq >= ${message.seq} as has_read, t.read_at
      from thread_places t join memberships m on m.person_id = t.person_id
      where ${member} and t.root_id = ${message.thread_id}`;
  return sql`
    select m.person_id, coalesce(d.last_read_seq, 0) >= ${message.seq} as has_read, d.read_at
    from memberships m left join readings d on d.room_id = m.room_id and d.person_id = m.person_id
    where ${member} and m.joined_at <= ${message.created_at}`;
}
