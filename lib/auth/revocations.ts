import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { persons, sessions, workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { sessionTouchSeconds } from "@/lib/limits";
import { livingColumns, mustSecure, sessionIsAlive } from "./sessions";

/** Those of the given sessions that still let somebody in, with the person's role; the primary keys serve it. */
export async function aliveAmong(sessionIds: string[], now: Date): Promise<Map<string, Actor["role"]>> {
  if (sessionIds.length === 0) return new Map();
  const rows = await database()
    .select({ id: sessions.id, ...livingColumns })
    .from(sessions)
    .innerJoin(persons, eq(persons.id, sessions.personId))
    .innerJoin(workspace, eq(workspace.id, 1))
    .where(among(sessionIds));
  return new Map(rows.filter((row) => sessionIsAlive(row, now) && !mustSecure(row)).map((row) => [row.id, row.role]));
}

/** An open socket that somebody sits at is use. It prolongs no session that has ended or expired. */
export async function touchSessions(sessionIds: string[], now: Date): Promise<void> {
  if (sessionIds.length === 0) return;
  const touchedBefore = new Date(now.getTime() - sessionTouchSeconds * 1000);
  await database()
    .update(sessions)
    .set({ lastUsedAt: now })
    .where(
      and(
        among(sessionIds),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, now),
        lt(sessions.lastUsedAt, touchedBefore),
      ),
    );
}

const among = (ids: string[]) =>
  sql`${sessions.id} in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`;
