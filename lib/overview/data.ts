import { statfs } from "node:fs/promises";
import { and, count, eq, gte, inArray, isNotNull, notExists, or, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { activeDays, externalIdentities, messageDays, milestones, persons, secondFactors } from "@/db/schema";
import type { Actor, Role } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { env } from "@/lib/env";
import { forbidden } from "@/lib/errors";
import { countWaitingInvitations } from "@/lib/invitations/data";
import { countFailedJobs, listFailedJobs } from "@/lib/jobs/data";
import { lastCheck } from "@/lib/journal/data";
import { backupDaysMax, facesShownMax, freeBytesMin, overviewDays, relayLeaseMs } from "@/lib/limits";
import { presentPerson } from "@/lib/people/data";
import { readWorkspace } from "@/lib/workspace/data";
import { dayBack } from "./days";
import type { DayView, Overview } from "./schema";

const dayMs = 86_400_000;

/** How the chat is doing. @throws AppError `forbidden` */
export async function readOverview(actor: Actor, now = new Date()): Promise<Overview> {
  if (!mayAdminister(actor)) throw forbidden();
  const [here, waiting, days, storage, attention] = await Promise.all([
    whoIsHere(),
    countWaitingInvitations(actor, now),
    lastDays(now),
    measureStorage(),
    whatNeedsAttention(actor, now),
  ]);
  const isDiskFull = storage.free_bytes < freeBytesMin;
  return { here, waiting_invitations: waiting, days, storage, attention: { ...attention, is_disk_full: isDiskFull } };
}

/** As living sidecars have told it; the table holds a row for each person who is here. */
async function whoIsHere(): Promise<Overview["here"]> {
  const rows = await database().execute<{ status: "online" | "away"; n: string; first: unknown }>(sql`
    with here as (
      select p.person_id as id, max(p.status) as status from presences p join relays r on r.id = p.relay_id
      where r.beat_at > now() - ${`${relayLeaseMs} milliseconds`}::interval group by p.person_id
    )
    select status, count(*) as n, (array_agg(persons.id order by display_name collate "ru-x-icu", persons.id))[1:${sql.raw(String(facesShownMax))}] as first
    from here join persons using (id) where persons.active group by status`);
  const online = rows.find(({ status }) => status === "online");
  return {
    online: Number(online?.n ?? 0),
    away: Number(rows.find(({ status }) => status === "away")?.n ?? 0),
    people: await namesOf(idList.parse(online?.first ?? [])),
  };
}

const idList = z.array(z.coerce.number());

/** In the order of the ids; the primary key serves it. */
async function namesOf(ids: number[]) {
  if (ids.length === 0) return [];
  const rows = await database()
    .select({
      id: persons.id,
      username: persons.username,
      displayName: persons.displayName,
      avatarKey: persons.avatarKey,
    })
    .from(persons)
    .where(inArray(persons.id, ids));
  const byId = new Map(rows.map((row) => [row.id, presentPerson(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Primary keys serve the days. One that brought nothing has no row and is a zero here. */
async function lastDays(now: Date): Promise<DayView[]> {
  const from = dayBack(now, overviewDays - 1);
  const [peopleToday, people, messages] = await Promise.all([
    countPeopleToday(now),
    database()
      .select({ day: activeDays.day, n: count() })
      .from(activeDays)
      .where(gte(activeDays.day, from))
      .groupBy(activeDays.day),
    database()
      .select({ day: messageDays.day, n: messageDays.messages })
      .from(messageDays)
      .where(gte(messageDays.day, from)),
  ]);
  const peopleOf = new Map(people.map(({ day, n }) => [day, n])).set(dayBack(now, 0), peopleToday);
  const messagesOf = new Map(messages.map(({ day, n }) => [day, n]));
  return Array.from({ length: overviewDays }, (_, back) => dayBack(now, overviewDays - 1 - back)).map((day) => ({
    day,
    people: peopleOf.get(day) ?? 0,
    messages: messagesOf.get(day) ?? 0,
  }));
}

/** Today's is counted anew: whoever looks is here. No index serves it; the table of sessions holds a few rows a person. */
async function countPeopleToday(now: Date): Promise<number> {
  const today = dayBack(now, 0);
  const [row] = await database().execute<{ n: string }>(sql`
    select count(*) as n from (
      select person_id from active_days where day = ${today}::date
      union
      select s.person_id from sessions s join persons p on p.id = s.person_id and p.role <> 'bot'
      where s.kind <> 'token' and s.last_used_at >= ${today}::date::timestamp at time zone 'UTC' and s.last_used_at <= ${now.toISOString()}::timestamptz
    ) today`);
  return Number(row?.n ?? 0);
}

async function measureStorage(): Promise<Overview["storage"]> {
  const [row] = await database().execute<{ bytes: string }>(sql`select pg_database_size(current_database()) as bytes`);
  const { bavail, bsize } = await statfs(env().STAFFROOM_DATA);
  const files = filesDetail.safeParse((await milestone("files"))?.detail);
  return { database_bytes: Number(row?.bytes ?? 0), files: files.data ?? null, free_bytes: bavail * bsize };
}

const filesDetail = z.object({ bytes: z.number(), count: z.number() });

async function whatNeedsAttention(actor: Actor, now: Date) {
  const [backup, failedJobs, failedCount, withoutFactor, journal] = await Promise.all([
    milestone("backup"),
    listFailedJobs(actor),
    countFailedJobs(actor),
    countWithoutFactor(),
    lastCheck(actor),
  ]);
  return {
    last_backup: backup?.at.toISOString() ?? null,
    is_backup_old: !backup || now.getTime() - backup.at.getTime() > backupDaysMax * dayMs,
    failed_jobs: failedJobs,
    failed_job_count: failedCount,
    without_factor: withoutFactor,
    journal,
  };
}

async function milestone(name: "backup" | "files") {
  const [row] = await database()
    .select({ at: milestones.at, detail: milestones.detail })
    .from(milestones)
    .where(eq(milestones.name, name))
    .limit(1);
  return row;
}

/** Whoever comes by the company's provider alone proves it there. The table of people holds 20,000 rows at most. */
async function countWithoutFactor(): Promise<number> {
  const company = await readWorkspace();
  const roles = company ? rolesAsked[company.second_factor] : [];
  if (roles.length === 0) return 0;
  const factor = database()
    .select({ one: sql`1` })
    .from(secondFactors)
    .where(and(eq(secondFactors.personId, persons.id), isNotNull(secondFactors.confirmedAt)));
  const provider = database()
    .select({ one: sql`1` })
    .from(externalIdentities)
    .where(eq(externalIdentities.personId, persons.id));
  const hasPassword = or(isNotNull(persons.passwordHash), notExists(provider));
  return database().$count(
    persons,
    and(eq(persons.active, true), inArray(persons.role, roles), notExists(factor), hasPassword),
  );
}

const rolesAsked: Record<"optional" | "admins" | "everyone", Role[]> = {
  optional: [],
  admins: ["owner", "admin"],
  everyone: ["owner", "admin", "member", "guest"],
};
