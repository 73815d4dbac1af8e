import { and, eq, sql } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import { persons, presences, relays } from "@/db/schema";
import { offlineAfterMs } from "@/lib/limits";
import type { Presence } from "./schema";

export interface PresenceChange {
  personId: number;
  status: Presence;
}

export interface LastSeen {
  personId: number;
  at: Date;
}

/** A sidecar as the table shows it: how long ago it gave a sign of life, and whom it sees. */
export interface RelayRow {
  relayId: string;
  silentMs: number;
  people: { personId: number; status: "online" | "away" }[];
}

/** A sign of life. @returns true where the table did not know the sidecar (any more), nor whom it sees */
export async function beatRelay(relayId: string): Promise<boolean> {
  const [row] = await database().execute<{ is_new: boolean }>(sql`
    insert into relays (id) values (${relayId}) on conflict (id) do update set beat_at = now()
    returning xmax = 0 as is_new`);
  return row?.is_new ?? true;
}

export async function forgetRelay(relayId: string): Promise<void> {
  await database().delete(relays).where(eq(relays.id, relayId));
}

/** Writes what changed among those whom a sidecar sees; primary keys serve it. */
export async function savePresences(relayId: string, changes: PresenceChange[], seen: LastSeen[]): Promise<void> {
  const here = changes.filter((change) => change.status !== "offline");
  const gone = changes.filter((change) => change.status === "offline").map((change) => change.personId);
  await inTransaction(async (tx) => {
    if (here.length > 0)
      await tx.execute(sql`
        insert into presences (person_id, relay_id, status)
        select (value->>'personId')::bigint, ${relayId}::uuid, value->>'status' from json_array_elements(${JSON.stringify(here)}::json)
        on conflict (person_id, relay_id) do update set status = excluded.status, changed_at = now()`);
    if (gone.length > 0)
      await tx.delete(presences).where(and(eq(presences.relayId, relayId), idIn(presences.personId, gone)));
    if (seen.length > 0)
      await tx.execute(sql`
        update persons set last_seen_at = greatest(last_seen_at, seen.at)
        from (select (value->>'personId')::bigint as id, (value->>'at')::timestamptz as at
          from json_array_elements(${JSON.stringify(seen)}::json)) seen
        where persons.id = seen.id`);
  });
}

/** The other sidecars that were alive within `offlineAfterMs`; the table holds a row for each sidecar. */
export async function otherRelays(relayId: string): Promise<RelayRow[]> {
  const rows = await database().execute<{
    id: string;
    silent_ms: string;
    people: RelayRow["people"] | null;
  }>(sql`
    select r.id, extract(epoch from now() - r.beat_at) * 1000 as silent_ms,
      (select json_agg(json_build_object('personId', p.person_id, 'status', p.status))
        from presences p where p.relay_id = r.id) as people
    from relays r where r.id <> ${relayId} and r.beat_at > now() - ${`${offlineAfterMs} milliseconds`}::interval`);
  return [...rows].map((row) => ({ relayId: row.id, silentMs: Number(row.silent_ms), people: row.people ?? [] }));
}

/** When people who are not here were last seen. */
export async function lastSeenOf(personIds: number[]): Promise<Map<number, string | null>> {
  if (personIds.length === 0) return new Map();
  const rows = await database()
    .select({ id: persons.id, at: persons.lastSeenAt })
    .from(persons)
    .where(idIn(persons.id, personIds));
  return new Map(rows.map((row) => [row.id, row.at?.toISOString() ?? null]));
}

const idIn = (column: typeof persons.id | typeof presences.personId, ids: number[]) =>
  sql`${column} in (select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::json))`;
