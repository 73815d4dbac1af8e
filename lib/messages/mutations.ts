import { brokenConstraint, inTransaction, sqlState, type Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { type RoomGrant, requireRoom } from "@/lib/access/gate";
import { countAttempt } from "@/lib/auth/attempts";
import { count } from "@/lib/counts";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { publish } from "@/lib/events/bus";
import type { BusEvent } from "@/lib/events/schema";
import { attachFiles } from "@/lib/files/attaching";
import { findByClientId, findMessage } from "./data";
import { dropDraft } from "./drafts";
import { renderMarkdown } from "./markdown";
import { whoIsCalled } from "./mentions";
import { insertMessage } from "./posting";
import { type MessageView, type PostMessage, tooLongForMessage } from "./schema";
import { insertReply, rootOf } from "./threads";
import { insertWhisper } from "./whispers";

/** What is to be written, and what follows from its text. */
export interface Written extends PostMessage {
  html: string;
  /** Whom it counts as unread mention for. */
  calledIds: number[];
  /** Of a reply in a thread, what that hangs on. */
  root: MessageView | null;
  /** The name that a webhook's caller gave itself. */
  saidAs?: string;
}

/** What only a program's own door knows of what it says. */
interface ByProgram {
  saidAs?: string;
}

/** What was written, and where the others find it: by the room's version, or, of a whisper, by its two people. */
export interface Inserted {
  id: number;
  version: number;
  between: [number, number] | null;
  /** What else is to be told of it. */
  news?: BusEvent[];
}

/** With whether that very text had been kept as half written. */
type Said = Inserted & { wasDraft: boolean };

/**
 * Says something in a room, in a thread of it, or to one person there. The same `clientId` again answers with the first
 * message and says nothing new.
 * @throws AppError `not_found`, `forbidden` (archived), `too_large`, `conflict` (`clientIdReused`), `rate_limited`
 */
export async function postMessage(actor: Actor, input: PostMessage, by: ByProgram = {}): Promise<MessageView> {
  return (await postMessageOnce(actor, input, by)).message;
}

/** `postMessage` for doors that tell a new message from a repeated one. */
export async function postMessageOnce(
  actor: Actor,
  input: PostMessage,
  by: ByProgram = {},
): Promise<{ message: MessageView; isNew: boolean }> {
  if (tooLongForMessage(input.text)) throw new AppError("too_large", "messageTooLong");
  const grant = await requireRoom(actor, input.roomId, "post");
  await countAttempt("sends", String(actor.personId));
  const inserted = await write(grant, input, by).catch(async (error: unknown) => {
    // What was said once stays said, though to its like there is no way any more: to whom it was whispered has left.
    if (!(error instanceof AppError) || !(await firstOf(grant, input))) throw error;
    return null;
  });
  if (!inserted) return { message: await requireFirst(grant, input), isNew: false };
  count("messages_posted");
  await tellInserted(grant, input, inserted);
  const message = await findMessage(grant, inserted.id);
  if (!message) throw notFound();
  return { message, isNew: true };
}

/** @returns null where it had been said before */
async function write(grant: RoomGrant<"post">, input: PostMessage, by: ByProgram): Promise<Said | null> {
  await requireQuotable(grant, input);
  const root = input.threadId === undefined ? null : await rootOf(grant, input.threadId);
  const called = await whoIsCalled(grant, input.text);
  const html = renderMarkdown(input.text, called.names);
  // Nobody takes another name but a program, which is marked as one.
  const saidAs = grant.actor.role === "bot" ? by.saidAs : undefined;
  return insertUnlessRepeated(grant, { ...input, root, html, calledIds: called.personIds, saidAs });
}

/** A quote stands where what it quotes stands, or nobody else could look it up; and a whisper is quoted to its two people. */
async function requireQuotable(grant: RoomGrant<"post">, input: PostMessage): Promise<void> {
  if (input.replyToId === undefined) return;
  const quoted = await findMessage(grant, input.replyToId);
  if (!quoted) throw fieldError("reply_to", "quotedGone", "not_found");
  const isOfThread = quoted.thread_id === (input.threadId ?? null) || quoted.id === input.threadId;
  const others = quoted.to && [quoted.to.id, quoted.author.id].filter((id) => id !== grant.actor.personId);
  const isForThem = !others || (input.toId !== undefined && others.includes(input.toId));
  if (!isOfThread || !isForThem) throw fieldError("reply_to", "quotedGone");
}

async function insertUnlessRepeated(grant: RoomGrant<"post">, written: Written): Promise<Said | null> {
  try {
    return await inTransaction((tx) => insert(tx, grant, written));
  } catch (error) {
    if (sqlState(error) === "23505" && brokenConstraint(error) === "messages_client_id") return null;
    throw error;
  }
}

/** What was half written goes with the same commit, and by the same way to the database: it waits for no answer. */
async function insert(tx: Transaction, grant: RoomGrant<"post">, written: Written): Promise<Said> {
  const [inserted, wasDraft] = await Promise.all([
    insertWhere(tx, grant, written),
    dropDraft(tx, draftPlace(grant, written), written.text),
  ]);
  await attachFiles(tx, grant.actor, inserted.id, written.fileIds ?? []);
  return { ...inserted, wasDraft };
}

function insertWhere(tx: Transaction, grant: RoomGrant<"post">, written: Written): Promise<Inserted> {
  if (written.toId !== undefined) return insertWhisper(tx, grant, { ...written, toId: written.toId });
  if (written.root) return insertReply(tx, grant, written.root, written);
  return insertMessage(tx, grant, written);
}

/** The words of an edited message are other ones by now: a late repetition of it is known by its id alone. */
async function firstOf(grant: RoomGrant<"post">, input: PostMessage): Promise<MessageView | null> {
  const first = await findByClientId(grant, input.clientId);
  const isSame =
    first?.room_id === input.roomId &&
    first.thread_id === (input.threadId ?? null) &&
    (first.to?.id ?? null) === (input.toId ?? null) &&
    (first.text === input.text || first.deleted_at !== null || first.edited_at !== null);
  return isSame ? first : null;
}

async function requireFirst(grant: RoomGrant<"post">, input: PostMessage): Promise<MessageView> {
  const first = await firstOf(grant, input);
  if (!first) throw new AppError("conflict", "clientIdReused");
  return first;
}

const tellInserted = (grant: RoomGrant<"post">, input: PostMessage, said: Said): Promise<void> => {
  const { id, version, between } = said;
  const { roomId } = input;
  return publish(
    between
      ? { type: "whisper", roomId, messageId: id, personIds: between }
      : { type: "room_changed", roomId, version },
    ...(said.wasDraft ? [{ type: "draft" as const, ...draftPlace(grant, input) }] : []),
    ...(said.news ?? []),
  );
};

const draftPlace = ({ actor, room }: RoomGrant<"post">, { threadId }: PostMessage) => ({
  personId: actor.personId,
  roomId: room.id,
  threadId: threadId ?? 0,
});
