import { eq } from "drizzle-orm";
import type { z } from "zod";
import { database, inTransaction, sqlState, type Transaction } from "@/db/client";
import { persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { audit, type Deed } from "@/lib/audit";
import { makePasswordLinks } from "@/lib/auth/password-links";
import { seal } from "@/lib/auth/sealing";
import { failJob, finishJob, tellProgress } from "@/lib/jobs/queue";
import { JobProblem, type TakenJob } from "@/lib/jobs/schema";
import { importLinkHours, importPeopleAtOnce } from "@/lib/limits";
import { mailIsConfigured, queueMail } from "@/lib/mail/mutations";
import { enterRoomsForAll } from "@/lib/rooms/for-all";
import { type Joined, putAllInto, tellAllJoined } from "@/lib/rooms/joining";
import { usernameSkeleton } from "@/lib/text";
import { readWorkspace } from "@/lib/workspace/data";
import { checkAgain } from "./checks";
import { readFacts } from "./facts";
import { type LinkRow, linksPurpose } from "./mutations";
import { type BadLine, confirmedPayload, type NewPerson } from "./schema";

/**
 * Takes a whole list or nothing of it: one transaction, which says itself that the job is done. Whoever dies in the
 * middle leaves nothing behind, and the next worker begins anew.
 * @throws JobProblem, or whatever went wrong
 */
export async function carryImport(job: TakenJob, signal: AbortSignal): Promise<void> {
  const payload = confirmedPayload.parse(job.payload);
  const who = await maker(job.createdBy);
  if (!who) throw new JobProblem("forbidden", "", true);
  try {
    const joined = await inTransaction((tx) => takeAll(tx, job, payload, who, signal));
    await tellAllJoined(joined);
  } catch (error) {
    const overtaken = await overtakenBy(error, payload, who);
    if (overtaken.length === 0) throw error;
    // Told with the lines to blame, so that they can be mended.
    await failJob(job, new JobProblem("clash", "", true), { people: 0, letters: 0, bad: overtaken });
  }
}

type Confirmed = z.infer<typeof confirmedPayload>;
type Maker = Pick<Actor, "personId" | "role" | "active">;

async function takeAll(tx: Transaction, job: TakenJob, payload: Confirmed, who: Maker, signal: AbortSignal) {
  const { good: people, confirmed } = payload;
  const clashes = await check(people, who, tx);
  if (clashes.length > 0) throw new Overtaken(clashes);
  const company = await readWorkspace();
  const locale = company?.locale ?? confirmed.locale;
  const ids = await insertAll(tx, job, people, { locale, timeZone: confirmed.timeZone }, signal);
  const joined = await seatAll(tx, people, ids, who.personId);
  const now = new Date();
  const expiresAt = new Date(now.getTime() + importLinkHours * 3_600_000);
  const urls = await makePasswordLinks(tx, ids, who.personId, { origin: confirmed.origin, expiresAt }, now);
  const welcomes = people.map(({ name, username, email }, at) => ({ name, username, email, url: urls[at] ?? "" }));
  const result = await handOver(tx, job, welcomes, { locale, timeZone: confirmed.timeZone, expiresAt });
  // Whoever took the job meanwhile, after this worker was given up for dead, is the one who does it.
  if (!(await finishJob(job, result, tx))) throw new JobProblem("lost");
  const deeds = people.map((person, at) => deedOf(person, ids[at] ?? 0));
  await audit(tx, { personId: who.personId, address: confirmed.address }, ...deeds, {
    action: "import.done",
    subject: String(job.id),
    after: { people: people.length },
  });
  return joined;
}

/** By mail where there is any, else sealed until whoever gave the word takes them. */
async function handOver(
  tx: Transaction,
  job: TakenJob,
  welcomes: { name: string; username: string; email: string; url: string }[],
  { locale, timeZone, expiresAt }: { locale: "en" | "ru"; timeZone: string; expiresAt: Date },
) {
  const people = welcomes.length;
  if (!mailIsConfigured()) {
    const links: LinkRow[] = welcomes.map(({ name, username, url }) => ({ name, login: username, link: url }));
    return { people, letters: 0, sealedLinks: seal(linksPurpose(job.id), JSON.stringify(links)) };
  }
  const letters = welcomes.map(({ email, ...params }) => ({
    to: email,
    locale,
    kind: "welcome" as const,
    params: { ...params, expiresAt: expiresAt.toISOString(), timeZone },
  }));
  await queueMail(tx, ...letters);
  return { people, letters: people };
}

/** @returns their ids, in the order of the people */
async function insertAll(
  tx: Transaction,
  job: TakenJob,
  people: NewPerson[],
  settings: { locale: "en" | "ru"; timeZone: string },
  signal: AbortSignal,
): Promise<number[]> {
  const ids = new Map<string, number>();
  for (let from = 0; from < people.length; from += importPeopleAtOnce) {
    signal.throwIfAborted();
    const rows = await tx
      .insert(persons)
      .values(
        people.slice(from, from + importPeopleAtOnce).map(({ name, username, email, role }) => ({
          ...settings,
          username,
          usernameSkeleton: usernameSkeleton(username),
          email,
          displayName: name,
          role,
        })),
      )
      .returning({ id: persons.id, username: persons.username });
    for (const { id, username } of rows) ids.set(username, id);
    // By another connection: those who look on see it before all is done.
    await tellProgress(job, Math.min(from + importPeopleAtOnce, people.length));
  }
  return people.map(({ username }) => ids.get(username) ?? 0);
}

/** Rooms come last and in one order, since their rows are locked from here to the end: who talks there waits. */
async function seatAll(tx: Transaction, people: NewPerson[], ids: number[], addedBy: number): Promise<Joined[]> {
  const byRoom = new Map<number, number[]>();
  for (const [at, { roomIds }] of people.entries())
    for (const roomId of roomIds) {
      const members = byRoom.get(roomId) ?? [];
      members.push(ids[at] ?? 0);
      byRoom.set(roomId, members);
    }
  const joined = await enterRoomsForAll(tx, ids);
  for (const [roomId, members] of [...byRoom].sort(([a], [b]) => a - b)) {
    const came = await putAllInto(tx, roomId, members, "member", { addedBy });
    if (came) joined.push(came);
  }
  return joined;
}

const deedOf = ({ username, email, role, roomIds }: NewPerson, personId: number): Deed => ({
  action: "person.created",
  personId,
  after: { username, email, role, rooms: roomIds },
});

/** The rights of whoever gave the word, as they are now. */
async function maker(personId: number | null): Promise<Maker | null> {
  if (personId === null) return null;
  const [row] = await database()
    .select({ personId: persons.id, role: persons.role, active: persons.active })
    .from(persons)
    .where(eq(persons.id, personId))
    .limit(1);
  return row && mayAdminister(row) ? row : null;
}

class Overtaken extends Error {
  constructor(readonly lines: BadLine[]) {
    super("the list was overtaken");
  }
}

/** A name that was taken in the very moment breaks a unique index: then the lines are looked at once more. */
async function overtakenBy(error: unknown, { good }: Confirmed, who: Maker): Promise<BadLine[]> {
  if (error instanceof Overtaken) return error.lines;
  return sqlState(error) === "23505" ? check(good, who) : [];
}

async function check(people: NewPerson[], who: Maker, tx?: Transaction): Promise<BadLine[]> {
  const skeletons = people.map(({ username }) => usernameSkeleton(username));
  const emails = people.map(({ email }) => email);
  return checkAgain(people, await readFacts(skeletons, emails, tx), who);
}
