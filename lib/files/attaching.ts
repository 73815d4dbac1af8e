import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { files } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { fieldError } from "@/lib/errors";
import { filesPerMessageMax } from "@/lib/limits";

/**
 * Lets a new message carry files, in their order: one's own, which no message carries yet. From then on they are for
 * whoever sees the message.
 * @throws AppError `invalid` (`fileGone`, `tooManyFiles`) that names `file_ids`
 */
export async function attachFiles(
  tx: Transaction,
  actor: Actor,
  messageId: number,
  fileIds: readonly number[],
): Promise<void> {
  if (fileIds.length === 0) return;
  if (fileIds.length > filesPerMessageMax) throw fieldError("file_ids", "tooManyFiles");
  await lockFiles(tx, actor, fileIds);
  const held = JSON.stringify(fileIds);
  // A statement of its own: it sees what others attached while the lock was waited for.
  const attached = await tx.execute(sql`
    insert into attachments (message_id, file_id, position)
    select ${messageId}::bigint, f.id, given.position - 1
    from json_array_elements_text(${held}::json) with ordinality as given (id, position)
    join files f on f.id = given.id::bigint and f.owner_id = ${actor.personId}
    where not exists (select 1 from attachments a where a.file_id = f.id)
    on conflict do nothing`);
  if (attached.count !== fileIds.length) throw fieldError("file_ids", "fileGone");
}

/** Neither another message nor the clearing away takes them meanwhile. In the order of their ids, so that nobody waits in a circle. */
const lockFiles = (tx: Transaction, actor: Actor, fileIds: readonly number[]) =>
  tx
    .select({ id: files.id })
    .from(files)
    .where(and(inArray(files.id, [...fileIds]), eq(files.ownerId, actor.personId)))
    .orderBy(files.id)
    .limit(filesPerMessageMax)
    .for("update");
