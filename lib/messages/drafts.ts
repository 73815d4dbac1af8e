import { type SQL, sql } from "drizzle-orm";
import { database, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { countAttempt } from "@/lib/auth/attempts";
import { AppError, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import { draftsListedMax } from "@/lib/limits";
import { findMessage } from "./data";
import { type DraftView, type SaveDraft, tooLongForMessage } from "./schema";

/** Where something is half written: in a room, or in a thread of it; 0 is the room's own. */
interface DraftPlace {
  personId: number;
  roomId: number;
  threadId: number;
}

/**
 * Keeps what is half written, for all of one's devices; no text takes it away. What comes last stands.
 * A draft that is gone leaves an empty row for a while, so that of two devices' news the later is known.
 * @throws AppError `not_found` outside the room or for a thread that is not seen there, `too_large`
 */
export async function saveDraft(actor: Actor, input: SaveDraft): Promise<DraftView> {
  const { roomId, threadId = 0, text } = input;
  if (tooLongForMessage(text)) throw new AppError("too_large", "messageTooLong");
  await countAttempt("ownChanges", String(actor.personId));
  await requirePlace(actor, roomId, threadId);
  const place = { personId: actor.personId, roomId, threadId };
  const [row] = await database().execute<{ updated_at: string }>(text === "" ? emptied(place) : written(place, text));
  if (row) await publish({ type: "draft", ...place });
  return presentDraft({ room_id: roomId, thread_id: threadId, text, updated_at: row?.updated_at ?? null });
}

/** A moment of its own for each change, whatever the clock says. */
const nextMoment = sql`greatest(clock_timestamp(), drafts.updated_at + interval '1 millisecond')`;

const written = ({ personId, roomId, threadId }: DraftPlace, text: string): SQL => sql`
  insert into drafts (person_id, room_id, thread_id, text, updated_at)
  values (${personId}, ${roomId}, ${threadId}, ${text}, clock_timestamp())
  on conflict (person_id, room_id, thread_id) do update set text = excluded.text, updated_at = ${nextMoment}
  returning updated_at`;

const emptied = ({ personId, roomId, threadId }: DraftPlace): SQL => sql`
  update drafts set text = '', updated_at = ${nextMoment}
  where person_id = ${personId} and room_id = ${roomId} and thread_id = ${threadId} and text <> '' returning updated_at`;

/**
 * In the transaction that says a text: what was kept of that very text is kept no more. Its primary key serves it.
 * @returns whether there was something; then its writer's devices are to be told
 */
export async function dropDraft(
  tx: Transaction,
  { personId, roomId, threadId }: DraftPlace,
  text: string,
): Promise<boolean> {
  const gone = await tx.execute(sql`
    update drafts set text = '', updated_at = ${nextMoment}
    where person_id = ${personId} and room_id = ${roomId} and thread_id = ${threadId} and text <> '' and text = ${text}
    returning room_id`);
  return gone.length > 0;
}

/** One's draft in one place, empty where there is none. @throws AppError `not_found` */
export async function getDraft(actor: Actor, input: { roomId: number; threadId?: number }): Promise<DraftView> {
  const { roomId, threadId = 0 } = input;
  await requirePlace(actor, roomId, threadId);
  return draftIn({ personId: actor.personId, roomId, threadId });
}

/** For whoever knows that they may; the primary key serves it. */
export async function draftIn({ personId, roomId, threadId }: DraftPlace): Promise<DraftView> {
  const [row] = await database().execute<DraftRow>(sql`
    select room_id, thread_id, text, updated_at from drafts
    where person_id = ${personId} and room_id = ${roomId} and thread_id = ${threadId}`);
  return presentDraft(row ?? { room_id: roomId, thread_id: threadId, text: "", updated_at: null });
}

/** One's drafts in the rooms that one is in, the newest first; the primary key of drafts serves it. */
export async function draftsOf(actor: Pick<Actor, "personId">): Promise<DraftView[]> {
  const rows = await database().execute<DraftRow>(sql`
    select d.room_id, d.thread_id, d.text, d.updated_at
    from drafts d join memberships m on m.room_id = d.room_id and m.person_id = d.person_id and ${isCurrent("m")}
    where d.person_id = ${actor.personId} and d.text <> '' order by d.updated_at desc limit ${draftsListedMax}`);
  return [...rows].map(presentDraft);
}

/** The places alone, without what is written there. */
export async function draftPlacesOf(personId: number): Promise<Omit<DraftView, "text">[]> {
  const rows = await database().execute<DraftRow>(sql`
    select d.room_id, d.thread_id, '' as text, d.updated_at
    from drafts d join memberships m on m.room_id = d.room_id and m.person_id = d.person_id and ${isCurrent("m")}
    where d.person_id = ${personId} and d.text <> '' order by d.updated_at desc limit ${draftsListedMax}`);
  return [...rows].map((row) => {
    const { room_id, thread_id, updated_at } = presentDraft(row);
    return { room_id, thread_id, updated_at };
  });
}

interface DraftRow extends Record<string, unknown> {
  room_id: string | number;
  thread_id: string | number;
  text: string;
  updated_at: string | null;
}

const presentDraft = (row: DraftRow): DraftView => ({
  room_id: Number(row.room_id),
  thread_id: Number(row.thread_id) || null,
  text: row.text,
  updated_at: row.updated_at === null ? null : new Date(row.updated_at).toISOString(),
});

async function requirePlace(actor: Actor, roomId: number, threadId: number): Promise<void> {
  const grant = await requireRoom(actor, roomId, "read");
  if (threadId === 0) return;
  const root = await findMessage(grant, threadId);
  if (!root || root.thread_id !== null || root.to !== null) throw notFound();
}
