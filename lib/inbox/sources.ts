import { type SQL, sql } from "drizzle-orm";
import { isCurrent } from "@/lib/access/membership";
import { unreadAfter } from "@/lib/rooms/standings";
import type { InboxKind } from "./schema";

/**
 * What was said to somebody, each kind from the table and the index where it stands anyway: rows of `at`, `kind`, `id`
 * (of the message), `room_id`, `from_seq`, `unread` (at its place) and `waiting`. What they may not see any more is left
 * out: of rooms that they are out of, from before they came, deleted, or whispered to others.
 * @param me whose inbox, as the query knows them
 * @param lately narrows what is looked at to what came after this moment
 */
export function sourceOf(kind: InboxKind, me: SQL, lately?: SQL): SQL {
  switch (kind) {
    case "mention":
      return mentions(me, lately);
    case "reply":
      return replies(me, lately);
    case "reaction":
      return reactions(me, lately);
    case "whisper":
      return whispers(me, lately);
    default:
      return kind satisfies never;
  }
}

const after = (column: string, lately: SQL | undefined): SQL =>
  lately ? sql`and ${sql.raw(column)} > ${lately}` : sql``;

/** Whether a message `m` is to be seen by the member `b`: as `seenBy` says, which is asked once more. */
const isVisible = sql`m.deleted_at is null and b.from_seq < case when m.thread_id is null
  then m.seq + (m.to_id is not null)::int else (select t.seq from messages t where t.id = m.thread_id) end`;

const member = (room: string, me: SQL) =>
  sql`join memberships b on b.room_id = ${sql.raw(room)} and b.person_id = ${me} and ${isCurrent("b")}`;

/** `mentions_received` serves it. Counting looks only at what is unread at its place. */
const mentions = (me: SQL, lately?: SQL) =>
  lately
    ? sql`${mentionsInStreams(me, lately)} union all ${mentionsAt(me, sql`n.thread_id is not null ${after("n.created_at", lately)}`)}`
    : mentionsAt(me, sql`true`);

const mentionsAt = (me: SQL, where: SQL) => sql`
  select n.created_at as at, 'mention'::text as kind, n.message_id as id, n.room_id, b.from_seq, 0::bigint as waiting,
    case when n.thread_id is null then n.seq > ${unreadAfter("d", "r")}
      else n.seq > coalesce((select f.last_read_seq from thread_places f where f.root_id = n.thread_id
        and f.person_id = n.person_id), 0) end as unread
  from mentions n join messages m on m.id = n.message_id join rooms r on r.id = n.room_id ${member("n.room_id", me)}
  left join readings d on d.room_id = n.room_id and d.person_id = n.person_id
  where n.person_id = ${me} and ${isVisible} and ${where}`;

/**
 * Who reads their rooms and never looks at their inbox has thousands of mentions behind them: of each of their rooms only
 * what follows their place there is looked at. `memberships_of_person` and `mentions_unread` serve it.
 */
const mentionsInStreams = (me: SQL, lately: SQL) => sql`
  select n.created_at as at, 'mention'::text as kind, n.message_id as id, n.room_id, b.from_seq, 0::bigint as waiting,
    true as unread
  from memberships b join rooms r on r.id = b.room_id
  join readings d on d.room_id = b.room_id and d.person_id = b.person_id
  join mentions n on n.person_id = ${me} and n.room_id = b.room_id and n.thread_id is null
    and n.seq > least(d.last_read_seq, d.marked_seq)
  join messages m on m.id = n.message_id
  where b.person_id = ${me} and ${isCurrent("b")} and least(d.last_read_seq, d.marked_seq) < r.last_seq
    and ${isVisible} ${after("n.created_at", lately)}`;

/**
 * Of each thread that they follow the latest reply of another that does not name them; `thread_places_followed` and
 * `messages_thread` serve it. Counting looks only into threads where something is unread.
 */
const replies = (me: SQL, lately?: SQL) => sql`
  select l.created_at as at, 'reply'::text as kind, l.id, f.room_id, b.from_seq,
    greatest(0, m.thread_last_seq - f.last_read_seq) as waiting, l.seq > f.last_read_seq as unread
  from thread_places f join messages m on m.id = f.root_id ${member("f.room_id", me)}
  cross join lateral (
    select l.id, l.seq, l.created_at from messages l
    where l.thread_id = f.root_id and l.author_id <> ${me} and l.deleted_at is null
      and not exists (select 1 from mentions n where n.message_id = l.id and n.person_id = ${me})
    order by l.seq desc limit 1) l
  where f.person_id = ${me} and f.following and m.seq > b.from_seq
    ${lately ? sql`and m.thread_last_seq > f.last_read_seq and m.last_reply_at > ${lately}` : sql``}`;

/**
 * The latest sign of others under each of their messages; `reactions_received` serves it. They are gathered by message
 * first: to ask of each sign whether there is a later one takes the square of those under one message.
 */
const reactions = (me: SQL, lately?: SQL) => sql`
  select x.at, 'reaction'::text as kind, m.id, m.room_id, b.from_seq, 0::bigint as waiting, true as unread
  from (select y.message_id, max(y.created_at) as at from reactions y
    where y.author_id = ${me} and y.person_id <> ${me} ${after("y.created_at", lately)} group by y.message_id) x
  join messages m on m.id = x.message_id ${member("m.room_id", me)}
  where ${isVisible}`;

/** `messages_whispers_received` serves it. */
const whispers = (me: SQL, lately?: SQL) => sql`
  select m.created_at as at, 'whisper'::text as kind, m.id, m.room_id, b.from_seq, 0::bigint as waiting,
    m.id > coalesce(d.whisper_read_id, 0) as unread
  from messages m ${member("m.room_id", me)}
  left join readings d on d.room_id = m.room_id and d.person_id = ${me}
  where m.to_id = ${me} and ${isVisible} ${after("m.created_at", lately)}`;
