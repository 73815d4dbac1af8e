import { randomBytes, randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { database, sqlClient } from "@/db/client";
import { invitations, jobs, persons, relays, sessions } from "@/db/schema";
import { keepHouse } from "./housekeeping";

const now = new Date("2026-06-01T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
let anna: number;

beforeEach(async () => {
  await sqlClient()`truncate persons, sessions, invitations, relays, jobs cascade`;
  const [row] = await database()
    .insert(persons)
    .values({
      username: "anna",
      usernameSkeleton: "anna",
      email: "anna@example.com",
      displayName: "Anna",
      role: "owner",
      locale: "en",
    })
    .returning({ id: persons.id });
  anna = row?.id ?? 0;
});

test("a session past its time is ended", async () => {
  await database()
    .insert(sessions)
    .values([
      { personId: anna, kind: "web", expiresAt: daysAgo(1) },
      { personId: anna, kind: "web", expiresAt: daysAgo(-1) },
    ]);

  expect(await keepHouse(now)).toMatchObject({ sessionsEnded: 1, sessionsForgotten: 0 });

  const rows = await database().select({ ended: sessions.endedAt }).from(sessions).orderBy(sessions.expiresAt);
  expect(rows.map((row) => row.ended)).toEqual([now, null]);
});

test("a session that ended 90 days ago is forgotten", async () => {
  await database()
    .insert(sessions)
    .values([
      { personId: anna, kind: "web", expiresAt: daysAgo(91), endedAt: daysAgo(91) },
      { personId: anna, kind: "web", expiresAt: daysAgo(89), endedAt: daysAgo(89) },
    ]);

  expect(await keepHouse(now)).toMatchObject({ sessionsForgotten: 1 });
});

test("a sidecar silent for an hour is forgotten", async () => {
  await database()
    .insert(relays)
    .values([
      { id: randomUUID(), beatAt: new Date(now.getTime() - 61 * 60_000) },
      { id: randomUUID(), beatAt: new Date(now.getTime() - 59 * 60_000) },
    ]);

  expect(await keepHouse(now)).toMatchObject({ relaysForgotten: 1 });
});

test("an old invitation is forgotten unless somebody came in by it", async () => {
  const invitation = (expiresAt: Date, uses: number) => ({
    tokenHash: randomBytes(32),
    role: "member" as const,
    createdBy: anna,
    expiresAt,
    uses,
  });
  await database()
    .insert(invitations)
    .values([invitation(daysAgo(91), 0), invitation(daysAgo(91), 1), invitation(daysAgo(89), 0)]);

  expect(await keepHouse(now)).toMatchObject({ invitationsForgotten: 1 });
});

test("a draft is forgotten after a day, finished work after a week, and what waits stays", async () => {
  const job = (state: "draft" | "queued" | "done" | "failed", days: number) => ({
    kind: "mail" as const,
    state,
    payload: {},
    createdAt: daysAgo(days),
    finishedAt: state === "done" || state === "failed" ? daysAgo(days) : null,
  });
  await database()
    .insert(jobs)
    .values([job("draft", 2), job("draft", 0.5), job("done", 8), job("done", 6), job("failed", 8), job("queued", 99)]);

  expect(await keepHouse(now)).toMatchObject({ jobsForgotten: 3 });

  const rows = await database().select({ state: jobs.state }).from(jobs).orderBy(jobs.id);
  expect(rows.map((row) => row.state)).toEqual(["draft", "done", "queued"]);
});

test("while another machine keeps house this one leaves it be", async () => {
  const other = await sqlClient().reserve();
  await other`begin`;
  await other`select pg_advisory_xact_lock(727002)`;

  expect(await keepHouse(now)).toBeNull();

  await other`rollback`;
  other.release();
});
