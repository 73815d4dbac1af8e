import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { inArray, sql } from "drizzle-orm";
import { inTransaction, type Transaction } from "@/db/client";
import { attachments, files } from "@/db/schema";
import { looseFileHours, looseFilesAtOnce } from "@/lib/limits";
import { previewOf } from "./mutations";
import { spoolFolder } from "./spooling";
import { storage } from "./storage";

/**
 * Clears away, bytes and rows, what no message that stands has carried for a day. Of several machines each takes others.
 * @returns how many files went
 */
export async function clearFiles(now: Date): Promise<number> {
  const before = new Date(now.getTime() - looseFileHours * 3_600_000);
  await clearSpool(before);
  let cleared = 0;
  for (let last = looseFilesAtOnce; last === looseFilesAtOnce; cleared += last) last = await clearSome(before);
  return cleared;
}

/** Bytes first: where that fails the row stays, and they are found again. */
function clearSome(before: Date): Promise<number> {
  return inTransaction(async (tx) => {
    const loose = await lockLoose(tx, before);
    for (const file of loose) {
      await storage().remove(file.storage_key);
      if (file.has_preview) await storage().remove(previewOf(file.storage_key));
    }
    const ids = loose.map((file) => Number(file.id));
    if (ids.length === 0) return 0;
    await tx.delete(attachments).where(inArray(attachments.fileId, ids));
    await tx.delete(files).where(inArray(files.id, ids));
    return ids.length;
  });
}

/** While a row is locked nobody attaches its file; whoever did while the lock was taken is seen by looking once more. */
async function lockLoose(tx: Transaction, before: Date): Promise<LooseFile[]> {
  // No index serves it: once an hour files and attachments are walked through side by side.
  const locked = await tx.execute<LooseFile>(sql`
    select f.id, f.storage_key, f.has_preview from files f
    where f.created_at < ${before.toISOString()}::timestamptz and ${isLoose}
    order by f.id limit ${looseFilesAtOnce} for update of f skip locked`);
  if (locked.length === 0) return [];
  return tx.execute<LooseFile>(
    sql`select f.id, f.storage_key, f.has_preview from files f where f.id in ${locked.map(({ id }) => id)} and ${isLoose}`,
  );
}

interface LooseFile extends Record<string, unknown> {
  id: string;
  storage_key: string;
  has_preview: boolean;
}

const isLoose = sql`not exists (select 1 from attachments a join messages m on m.id = a.message_id
  where a.file_id = f.id and m.deleted_at is null)`;

/** What a process that died was receiving. */
async function clearSpool(before: Date): Promise<void> {
  for (const name of await readdir(spoolFolder()).catch(() => [])) {
    const path = join(spoolFolder(), name);
    const found = await stat(path).catch(() => null);
    if (found && found.mtime < before) await rm(path, { force: true });
  }
}
