import { sql } from "drizzle-orm";
import { database, inTransaction } from "@/db/client";
import type { Actor } from "@/lib/access/actor";
import { requireRoom } from "@/lib/access/gate";
import { isCurrent } from "@/lib/access/membership";
import { audit, theClock } from "@/lib/audit";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { endOfDay } from "@/lib/i18n/time";
import { endingsAtOnce, membershipYearsMax } from "@/lib/limits";
import { lockRoom } from "./joining";
import { type Left, takeAllOut, tellAllLeft } from "./leaving";
import type { MembershipEnd } from "./schema";

/**
 * Says until when somebody belongs to a room; null for no end. No door waits for the worker: once the time is up,
 * the membership lets nobody in.
 * @throws AppError `not_found`, `forbidden` (`roomForAll` for an employee in the room for all), `invalid` at `ends_at`
 */
export async function setMembershipEnd(actor: Actor, input: MembershipEnd, now = new Date()): Promise<void> {
  const { roomId, personId } = input;
  await requireRoom(actor, roomId, "removeMembers");
  const endsAt = endOf(actor, input.ends_at, now);
  await inTransaction(async (tx) => {
    await lockRoom(tx, roomId);
    const [row] = await tx.execute<{ ends_at: string | null; is_bound: boolean }>(sql`
      select m.ends_at, r.for_all and p.active and p.role in ('owner', 'admin', 'member') as is_bound
      from memberships m join persons p on p.id = m.person_id join rooms r on r.id = m.room_id
      where m.room_id = ${roomId} and m.person_id = ${personId} and ${isCurrent("m")}`);
    if (!row) throw notFound();
    if (endsAt && row.is_bound) throw new AppError("forbidden", "roomForAll");
    await tx.execute(sql`
      update memberships set ends_at = ${endsAt?.toISOString() ?? null}::timestamptz
      where room_id = ${roomId} and person_id = ${personId}`);
    const before = { ends_at: row.ends_at && new Date(row.ends_at).toISOString() };
    await audit(tx, actor, {
      action: "room.member_until",
      roomId,
      personId,
      before,
      after: { ends_at: endsAt?.toISOString() ?? null },
    });
  });
}

/**
 * When a membership ends: a moment, or a day, which lasts to its end where the actor is.
 * @throws AppError `invalid` at `ends_at` for what is past, or farther away than anybody plans
 */
export function endOf(actor: Pick<Actor, "timeZone">, wanted: string | null | undefined, now: Date): Date | null {
  if (!wanted) return null;
  const end = wanted.length === 10 ? endOfDay(actor.timeZone, wanted) : new Date(wanted);
  if (end <= now) throw fieldError("ends_at", "endPast");
  if (end.getTime() - now.getTime() > membershipYearsMax * 366 * 86_400_000) throw fieldError("ends_at", "endFar");
  return end;
}

/**
 * Carries out what has come to its end: every membership whose time is up leaves the room as if it had been removed.
 * Called by the worker again and again; `memberships_ending` serves it.
 * @returns how many memberships ended
 */
export async function endMemberships(now = new Date()): Promise<number> {
  const due = await database().execute<{ room_id: string; person_ids: string[] }>(sql`
    select room_id, json_agg(person_id) as person_ids from (
      select room_id, person_id from memberships where ends_at <= ${now.toISOString()}::timestamptz and left_at is null
      order by ends_at limit ${endingsAtOnce}) due
    group by room_id order by room_id`);
  let ended = 0;
  for (const { room_id, person_ids } of due) ended += await endIn(Number(room_id), person_ids.map(Number), now);
  return ended;
}

async function endIn(roomId: number, personIds: number[], now: Date): Promise<number> {
  const left = await inTransaction(async (tx): Promise<Left | null> => {
    await lockRoom(tx, roomId);
    // Somebody may have been given more time while we waited for the lock.
    const still = await tx.execute<{ person_id: string }>(sql`
      select person_id from memberships where room_id = ${roomId} and left_at is null
        and ends_at <= ${now.toISOString()}::timestamptz
        and person_id in (select value::bigint from json_array_elements_text(${JSON.stringify(personIds)}::json))`);
    const left = await takeAllOut(
      tx,
      roomId,
      [...still].map((row) => Number(row.person_id)),
    );
    const deeds = (left?.personIds ?? []).map(
      (personId) => ({ action: "room.member_ended", roomId, personId }) as const,
    );
    await audit(tx, theClock, ...deeds);
    return left;
  });
  if (left) await tellAllLeft([left]);
  return left?.personIds.length ?? 0;
}
