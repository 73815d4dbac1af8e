import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { database, sqlClient } from "@/db/client";
import {
  activeDays,
  messageDays,
  messages,
  milestones,
  presences,
  relays,
  secondFactors,
  sessions,
  workspace,
} from "@/db/schema";
import type { Role } from "@/lib/access/actor";
import { facesShownMax, overviewDays } from "@/lib/limits";
import { deactivate, person, roomOf, say, type TestPerson } from "@/server/testing/world";
import { readOverview } from "./data";
import { countDays, dayBack, measureFiles } from "./days";

const data = vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  const folder = `${process.env.TMPDIR ?? "/tmp"}/staffroom-overview-${process.pid}-${process.hrtime.bigint()}`;
  process.env.STAFFROOM_DATA = folder;
  return folder;
});

const now = new Date("2026-06-15T12:00:00Z");
const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
let owner: TestPerson;

beforeAll(() => mkdirSync(join(data, "avatars"), { recursive: true }));
afterAll(() => rmSync(data, { recursive: true, force: true }));
beforeEach(async () => {
  await sqlClient()`truncate workspace, persons, rooms, relays, active_days, message_days, milestones, jobs cascade`;
  owner = await person("olga", "owner");
});

test("a company of which nothing is known yet has its overview", async () => {
  await sqlClient()`delete from sessions`;
  const overview = await readOverview(owner.actor, now);
  expect(overview).toMatchObject({
    here: { online: 0, away: 0, people: [] },
    waiting_invitations: 0,
    storage: { files: null },
    attention: {
      last_backup: null,
      is_backup_old: true,
      failed_jobs: [],
      failed_job_count: 0,
      without_factor: 0,
      journal: null,
    },
  });
  expect(overview.days).toHaveLength(overviewDays);
  expect(overview.days.every(({ people, messages }) => people === 0 && messages === 0)).toBe(true);
  expect(overview.days.at(-1)?.day).toBe("2026-06-15");
  expect(overview.days[0]?.day).toBe("2026-05-17");
  expect(overview.storage.database_bytes).toBeGreaterThan(1_000_000);
  expect(overview.storage.free_bytes).toBeGreaterThan(0);
});

test.each(["member", "guest", "bot"] as Role[])("is not for a %s", async (role) => {
  const other = await person("other", role);
  await expect(readOverview(other.actor, now)).rejects.toMatchObject({ code: "forbidden" });
});

test("is not for an administrator who was deactivated", async () => {
  const gone = await person("gone", "admin");
  await deactivate(gone);
  await expect(readOverview({ ...gone.actor, active: false }, now)).rejects.toMatchObject({ code: "forbidden" });
});

describe("who is here", () => {
  const relay = async (silentMs: number) => {
    const id = randomUUID();
    await database()
      .insert(relays)
      .values({ id, beatAt: new Date(Date.now() - silentMs) });
    return id;
  };
  const sees = (relayId: string, who: TestPerson, status: "online" | "away") =>
    database().insert(presences).values({ relayId, personId: who.id, status });

  test("is counted once, by the best that a living sidecar says", async () => {
    const [here, there, dead] = [await relay(0), await relay(100), await relay(3_600_000)];
    const [anna, boris, vera, gone] = [
      await person("anna"),
      await person("boris"),
      await person("vera"),
      await person("gone"),
    ];
    await sees(here, anna, "away");
    await sees(there, anna, "online");
    await sees(here, boris, "away");
    await sees(dead, vera, "online");
    await sees(here, gone, "online");
    await deactivate(gone);
    const { here: found } = await readOverview(owner.actor, now);
    expect(found).toMatchObject({ online: 1, away: 1, people: [{ id: anna.id, display_name: "anna" }] });
  });

  test("is named by name, the first few of many", async () => {
    const here = await relay(0);
    await sqlClient()`
      insert into persons (username, username_skeleton, email, display_name, role, locale)
      select 'u' || n, 'u' || n, 'u' || n || '@example.com', case when n = 40 then 'Анна' else 'Яков ' || n end, 'member', 'ru'
      from generate_series(1, 40) n`;
    await sqlClient()`insert into presences (person_id, relay_id, status) select id, ${here}, 'online' from persons where username like 'u%'`;
    const { here: found } = await readOverview(owner.actor, now);
    expect(found.online).toBe(40);
    expect(found.people).toHaveLength(facesShownMax);
    expect(found.people[0]?.display_name).toBe("Анна");
  });
});

describe("days", () => {
  const dayOf = async (back: number) => (await readOverview(owner.actor, now)).days.at(-1 - back);
  const used = (who: TestPerson, at: Date) =>
    database().update(sessions).set({ lastUsedAt: at }).where(eq(sessions.personId, who.id));

  test("count a person once a day, and keep the day when they come again", async () => {
    const [anna, bot] = [await person("anna"), await person("helper", "bot")];
    await used(owner, daysAgo(40));
    await used(anna, daysAgo(1));
    await used(bot, daysAgo(1));
    await countDays(daysAgo(1));
    await countDays(daysAgo(1));
    await used(anna, now);
    await countDays(now);
    expect(await dayOf(0)).toEqual({ day: "2026-06-15", people: 1, messages: 0 });
    expect(await dayOf(1)).toEqual({ day: "2026-06-14", people: 1, messages: 0 });
  });

  test("turn at midnight of UTC", async () => {
    await used(owner, new Date("2026-06-14T23:59:59.999Z"));
    await countDays(now);
    expect([(await dayOf(1))?.people, (await dayOf(0))?.people]).toEqual([1, 0]);
  });

  test("count messages, not whispers, and what is written later too", async () => {
    const anna = await person("anna");
    const room = await roomOf(owner, anna);
    for (const text of ["one", "two", "three"]) await say(owner, room, text);
    const whisper = await say(owner, room, "between us");
    await database().update(messages).set({ toId: anna.id }).where(eq(messages.id, whisper.id));
    await database()
      .update(messages)
      .set({ createdAt: daysAgo(0.1) });
    await countDays(now);
    expect((await dayOf(0))?.messages).toBe(3);
    await say(owner, room, "four");
    await database()
      .update(messages)
      .set({ createdAt: daysAgo(0.1) });
    await countDays(now);
    expect((await dayOf(0))?.messages).toBe(4);
  });

  test("that nobody counted are made up for, as far as the plot goes", async () => {
    const room = await roomOf(owner);
    for (const [text, back] of [
      ["old", 45],
      ["first", 29],
      ["then", 5],
      ["last", 0],
    ] as const) {
      const { id } = await say(owner, room, text);
      await database()
        .update(messages)
        .set({ createdAt: daysAgo(back) })
        .where(eq(messages.id, id));
    }
    await countDays(now);
    const { days } = await readOverview(owner.actor, now);
    expect(days.filter((day) => day.messages > 0).map((day) => day.day)).toEqual([
      dayBack(now, 29),
      dayBack(now, 5),
      dayBack(now, 0),
    ]);
    await database()
      .delete(messageDays)
      .where(eq(messageDays.day, dayBack(now, 0)));
    await countDays(now);
    expect((await dayOf(0))?.messages).toBe(1);
  });

  test("are forgotten after a while", async () => {
    await database()
      .insert(activeDays)
      .values([91, 89].map((back) => ({ day: dayBack(now, back), personId: owner.id })));
    await countDays(now);
    const kept = await database()
      .select({ day: activeDays.day })
      .from(activeDays)
      .where(eq(activeDays.personId, owner.id));
    expect(kept.map(({ day }) => day)).toContain(dayBack(now, 89));
    expect(kept.map(({ day }) => day)).not.toContain(dayBack(now, 91));
  });
});

test("files are measured, whatever lies beside them", async () => {
  writeFileSync(join(data, "avatars", "a.webp"), Buffer.alloc(1_000));
  writeFileSync(join(data, "avatars", "b.webp"), Buffer.alloc(500));
  writeFileSync(join(data, "secret"), Buffer.alloc(64));
  await measureFiles(now);
  expect((await readOverview(owner.actor, now)).storage.files).toEqual({ bytes: 1_500, count: 2 });
});

describe("what needs attention", () => {
  const attention = async () => (await readOverview(owner.actor, now)).attention;

  test("a backup that is older than a week", async () => {
    await database()
      .insert(milestones)
      .values({ name: "backup", at: daysAgo(6.9) });
    expect(await attention()).toMatchObject({ last_backup: daysAgo(6.9).toISOString(), is_backup_old: false });
    await database()
      .update(milestones)
      .set({ at: daysAgo(7.1) });
    expect(await attention()).toMatchObject({ is_backup_old: true });
  });

  test("people without the second factor that is asked of them", async () => {
    const [anna] = [await person("anna"), await person("alla", "admin"), await person("helper", "bot")];
    await deactivate(await person("gone", "admin"));
    expect(await attention()).toMatchObject({ without_factor: 0 });
    await database().update(workspace).set({ secondFactor: "admins" });
    expect(await attention()).toMatchObject({ without_factor: 2 });
    await database().update(workspace).set({ secondFactor: "everyone" });
    expect(await attention()).toMatchObject({ without_factor: 3 });
    await database().insert(secondFactors).values({ personId: anna.id, sealedSecret: "x" });
    expect(await attention(), "one that is not confirmed is none").toMatchObject({ without_factor: 3 });
    await database().update(secondFactors).set({ confirmedAt: now });
    expect(await attention()).toMatchObject({ without_factor: 2 });
  });

  test("a journal that somebody has changed", async () => {
    await database()
      .insert(milestones)
      .values({ name: "journal", at: now, detail: { sound: false, entries: 7, broken_at: 8 } });
    expect(await attention()).toMatchObject({ journal: { sound: false, broken_at: 8 } });
  });
});
