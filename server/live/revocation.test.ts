import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { database } from "@/db/client";
import { signOut } from "@/lib/auth/mutations";
import { removeMember } from "@/lib/rooms/members";
import { onBothBuses } from "@/server/testing/stage";
import { deactivate, person, roomOf, say, signInAgain, type TestPerson, withoutNews } from "@/server/testing/world";

const endings: [string, (who: TestPerson) => Promise<void>][] = [
  ["signed out", (who) => signOut(who.actor)],
  ["deactivated", deactivate],
];

const never = 600_000;

onBothBuses({ versionSweepMs: never, sessionsCheckMs: never, unreadTickMs: never }, (stage) => {
  for (const [what, end] of endings) {
    test(`who was ${what} goes within a second though the news was lost`, async () => {
      const anna = await person("anna");
      const socket = await stage.connect(anna);
      const startedAtMs = performance.now();
      await withoutNews(() => end(anna));
      expect(await socket.closed).toBe(4003);
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    });
  }

  test("who was removed hears nothing more within a second though the news was lost", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
    const before = await say(anna, room, "hello");
    for (const socket of [hers, his]) await socket.next("message", (frame) => frame.message.id === before.id);
    const startedAtMs = performance.now();
    await withoutNews(() => removeMember(anna.actor, { roomId: room.id, personId: boris.id }));
    expect(await his.next("removed")).toEqual({ type: "removed", room_id: room.id });
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    const said = await say(anna, room, "still there?");
    await hers.next("message", (frame) => frame.message.id === said.id);
    expect(await his.received("message", "membership")).toHaveLength(1);
  });
});

onBothBuses(
  { revocationSweepMs: never, unverifiedMsMax: never, sessionsCheckMs: never, versionSweepMs: never, actorFreshMs: 0 },
  (stage) => {
    for (const [what, end] of endings) {
      test(`who was ${what} goes as soon as the news comes`, async () => {
        const anna = await person("anna");
        const socket = await stage.connect(anna);
        await end(anna);
        expect(await socket.closed).toBe(4003);
      });
    }

    test("what is said with a session that has ended is not said", async () => {
      const [anna, boris] = [await person("anna"), await person("boris")];
      const room = await roomOf(anna, boris);
      const [hers, his] = [await stage.connect(anna), await stage.connect(boris)];
      await withoutNews(() => signOut(anna.actor));
      hers.send({ type: "message", room_id: room.id, text: "one more" });
      expect(await hers.closed).toBe(4003);
      const said = await say(boris, room, "hello");
      expect((await his.next("message")).message.id).toBe(said.id);
    });
  },
);

onBothBuses({ sessionsCheckMs: 300 }, (stage) => {
  test("signing out on one device leaves the others", async () => {
    const anna = await person("anna");
    const [here, there] = [await stage.connect(anna), await stage.connect(await signInAgain(anna))];
    await signOut(anna.actor);
    expect(await here.closed).toBe(4003);
    expect(await there.received("error")).toEqual([]);
  });

  test.each([
    ["expired", sql`expires_at = now() - interval '1 second'`],
    ["idle for too long", sql`last_used_at = now() - interval '8 days'`],
  ])("a session that is %s takes its sockets with it", async (_, change) => {
    const anna = await person("anna");
    const socket = await stage.connect(anna);
    socket.send({ type: "presence", status: "away" });
    await database().execute(sql`update sessions set ${change} where id = ${anna.sessionId}`);
    expect(await socket.closed).toBe(4003);
  });

  test("an open socket that somebody sits at is use of the session; one that is away is not", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [, his] = [await stage.connect(anna), await stage.connect(boris)];
    his.send({ type: "presence", status: "away" });
    await his.received("pong");
    const ids = [anna.sessionId, boris.sessionId];
    await database().execute(
      sql`update sessions set last_used_at = now() - interval '1 hour' where id in (${ids[0]}, ${ids[1]})`,
    );
    await expect.poll(() => idleSeconds(anna), { timeout: 5_000 }).toBeLessThan(60);
    expect(await idleSeconds(boris)).toBeGreaterThan(3_000);
  });
});

onBothBuses({ unverifiedMsMax: 700, revocationSweepMs: 100 }, (stage) => {
  test("while the database does not say who may be here, nobody is", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const socket = await stage.connect(boris);
    await say(anna, room, "hello");
    await socket.next("message");
    await database().transaction(async (tx) => {
      await tx.execute(sql`lock table sessions in access exclusive mode`);
      expect(await socket.closed).toBe(1012);
    });
  });
});

async function idleSeconds(who: TestPerson): Promise<number> {
  const [row] = await database().execute<{ idle: string }>(
    sql`select extract(epoch from now() - last_used_at) as idle from sessions where id = ${who.sessionId}`,
  );
  return Number(row?.idle);
}
