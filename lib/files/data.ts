import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { isCurrent } from "@/lib/access/membership";
import { notFound } from "@/lib/errors";
import type { FileView } from "./schema";

/** What a view of a file is made of, as a query builds it with `fileJson`. */
export interface FileRow {
  id: number;
  name: string;
  bytes: number;
  content_type: string;
  width: number | null;
  height: number | null;
  has_preview: boolean;
}

export const presentFile = (row: FileRow): FileView => ({
  id: row.id,
  name: row.name,
  size: row.bytes,
  content_type: row.content_type,
  width: row.width,
  height: row.height,
  url: `/api/v1/files/${row.id}`,
  preview_url: row.has_preview ? `/api/v1/files/${row.id}/preview` : null,
});

/** @param file how the query calls the row of `files` */
const fileJson = (file: string): SQL =>
  sql.raw(
    `json_build_object('id', ${file}.id, 'name', ${file}.name, 'bytes', ${file}.bytes, 'content_type', ${file}.content_type, 'width', ${file}.width_pixels, 'height', ${file}.height_pixels, 'has_preview', ${file}.has_preview)`,
  );

/**
 * A column of a query of messages: `FileRow[]` in their order, or null where the message carries none or was deleted.
 * Primary keys of attachments and files serve it.
 * @param message how the query calls the row of `messages`
 */
export const attachmentsOf = (message: string): SQL => sql`case when ${sql.raw(message)}.deleted_at is null then
  (select json_agg(${fileJson("carried")} order by held.position)
    from attachments held join files carried on carried.id = held.file_id
    where held.message_id = ${sql.raw(message)}.id) end`;

/** A file that the actor may fetch, and where its bytes lie. */
export interface StoredFile {
  file: FileView;
  storageKey: string;
}

/**
 * The file, for whoever may see a message that carries it; until one does, for its owner alone. It goes with its message,
 * for its owner too. `files`' primary key, `attachments_of_file` and the primary keys of messages and memberships serve it.
 * @throws AppError `not_found`
 */
export async function findFile(actor: Actor, fileId: number): Promise<StoredFile> {
  const [row] = await database().execute<{ file: FileRow; storage_key: string }>(sql`
    select ${fileJson("f")} as file, f.storage_key from files f where f.id = ${fileId} and ${mayFetch(actor.personId)}`);
  if (!row) throw notFound();
  return { file: presentFile(row.file), storageKey: row.storage_key };
}

/**
 * What one has sent up and may fetch, in the order of its coming; the primary key serves it.
 * @returns with the last id that was looked at, null where there is nothing more
 */
export async function filesOf(
  actor: Actor,
  after: number,
  limit: number,
): Promise<{ items: (FileView & { created_at: string })[]; next: number | null }> {
  const rows = await database().execute<{ file: FileRow; created_at: string; open: boolean }>(sql`
    select ${fileJson("f")} as file, f.created_at, ${mayFetch(actor.personId)} as open from files f
    where f.owner_id = ${actor.personId} and f.id > ${after} order by f.id limit ${limit}`);
  return {
    items: [...rows].flatMap(({ file, created_at, open }) =>
      open ? [{ ...presentFile(file), created_at: new Date(created_at).toISOString() }] : [],
    ),
    next: rows.at(-1)?.file.id ?? null,
  };
}

/** @returns a condition on the row `f` of `files` */
const mayFetch = (me: number): SQL => sql`(
  (f.owner_id = ${me} and not exists (select 1 from attachments a where a.file_id = f.id))
  or exists (select 1 from attachments a join messages m on m.id = a.message_id
    join memberships p on p.room_id = m.room_id and p.person_id = ${me} and ${isCurrent("p")}
    where a.file_id = f.id and m.deleted_at is null and ${isForMe(me)}))`;

/**
 * A whisper is for its two people, and bears the number of the message before it; what was said before one came is not
 * for them, nor is a thread that began then.
 */
const isForMe = (me: number): SQL => sql`case
  when m.to_id is not null then ${me} in (m.to_id, m.author_id) and m.seq >= p.from_seq
  when m.thread_id is not null then (select t.seq from messages t where t.id = m.thread_id) > p.from_seq
  else m.seq > p.from_seq end`;
