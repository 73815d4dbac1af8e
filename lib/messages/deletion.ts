import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { mayDeleteMessage } from "@/lib/access/policy";
import { audit } from "@/lib/audit";
import { AppError } from "@/lib/errors";
import { changeMessage } from "./changing";
import { requireMessage } from "./data";

/**
 * Takes back what was said: a mark stays in its place, and the words, earlier versions and signs go; its files are
 * nobody's any more. One's own, or as an admin of the room or of the company anybody's but a whisper; the latter is
 * written down in the journal. Saying it twice, also at one time, does nothing more.
 * @throws AppError `not_found`, `forbidden` (`notYours`)
 */
export async function deleteMessage(actor: Actor, input: { messageId: number }): Promise<void> {
  const found = await requireMessage(actor, input.messageId, "post");
  const { grant, message } = found;
  if (!mayDeleteMessage(actor, grant.room, { authorId: message.author.id, isWhisper: message.to !== null }))
    throw new AppError("forbidden", "notYours");
  if (message.deleted_at !== null) return;
  await changeMessage(found, {
    takesBack: true,
    set: async (tx) => {
      await clear(tx, message.id);
      return sql`text = '', html = '', pinned = false, pinned_at = null, pinned_by = null,
        deleted_at = clock_timestamp(), deleted_by = ${actor.personId}`;
    },
    follow: async (tx, nextVersion) => {
      if (message.thread_id !== null) await uncount(tx, message.thread_id, await nextVersion());
      if (message.author.id !== actor.personId)
        await audit(tx, actor, {
          action: "message.deleted",
          roomId: message.room_id,
          personId: message.author.id,
          subject: String(message.id),
        });
    },
  });
}

async function clear(tx: Transaction, id: number): Promise<void> {
  await tx.execute(sql`delete from message_versions where message_id = ${id}`);
  await tx.execute(sql`delete from mentions where message_id = ${id}`);
  await tx.execute(sql`delete from reactions where message_id = ${id}`);
}

/** The root counts the replies that stand. */
async function uncount(tx: Transaction, rootId: number, version: number): Promise<void> {
  await tx.execute(sql`
    update messages set reply_count = reply_count - 1, version = ${version}, revision = revision + 1
    where id = ${rootId}`);
}
