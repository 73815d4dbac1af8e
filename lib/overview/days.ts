import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { milestones } from "@/db/schema";
import { env } from "@/lib/env";
import { fileFolders } from "@/lib/files/schema";
import { activeDaysKept, overviewDays } from "@/lib/limits";

/** The day of UTC that is so many days before a moment's, such as 2026-03-31. */
export const dayBack = (now: Date, days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);

/**
 * Writes down what the last two days brought, and what was missed while nobody counted. Two that count at once write the
 * same. Whispers are not counted: nobody else is to know of them.
 */
export async function countDays(now: Date): Promise<void> {
  const yesterday = dayBack(now, 1);
  const oldest = dayBack(now, overviewDays - 1);
  // No index serves it: the table of sessions holds a few rows a person.
  await database().execute(sql`
    insert into active_days (day, person_id)
    select distinct (s.last_used_at at time zone 'UTC')::date, s.person_id
    from sessions s join persons p on p.id = s.person_id and p.role <> 'bot'
    where s.kind <> 'token' and s.last_used_at >= ${yesterday}::date::timestamp at time zone 'UTC' and s.last_used_at <= ${now.toISOString()}::timestamptz
    on conflict do nothing`);
  // `messages_by_time` serves it.
  await database().execute(sql`
    insert into message_days (day, messages)
    select (created_at at time zone 'UTC')::date, count(*) from messages
    where to_id is null and created_at <= ${now.toISOString()}::timestamptz and created_at >= (
      select greatest(least(coalesce(max(day), ${oldest}::date), ${yesterday}::date), ${oldest}::date)::timestamp
      from message_days) at time zone 'UTC'
    group by 1
    on conflict (day) do update set messages = excluded.messages where message_days.messages <> excluded.messages`);
  await database().execute(sql`delete from active_days where day < ${dayBack(now, activeDaysKept)}::date`);
}

/** Measures the files of the data folder: pictures now, whatever is sent along later. */
export async function measureFiles(now: Date): Promise<void> {
  const sizes = await Promise.all(fileFolders.map((folder) => sizesIn(join(env().STAFFROOM_DATA, folder))));
  const all = sizes.flat();
  const row = { at: now, detail: { bytes: all.reduce((sum, bytes) => sum + bytes, 0), count: all.length } };
  await database()
    .insert(milestones)
    .values({ name: "files", ...row })
    .onConflictDoUpdate({ target: milestones.name, set: row });
}

/** The bytes of each file, one after the other: nobody waits for it. */
async function sizesIn(folder: string): Promise<number[]> {
  const sizes: number[] = [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    // It may be gone by now.
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null);
    if (found) sizes.push(found.size);
  }
  return sizes;
}
