import { expect, test } from "vitest";
import { addMember } from "@/lib/rooms/members";
import { onBothBuses } from "@/server/testing/stage";
import { person, roomOf, say, signInAgain, type TestPerson, withoutNews } from "@/server/testing/world";

const soon = { offlineAfterMs: 300, presenceTickMs: 40, relayBeatMs: 100, relaysReadMs: 150 };

const of = (who: TestPerson, status: "online" | "away" | "offline") => (frame: { user_id: number; status: string }) =>
  frame.user_id === who.id && frame.status === status;

onBothBuses(soon, (stage) => {
  test("colleagues see who comes, is away and goes, and when they were last seen", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const hers = await stage.connect(anna);
    const his = await stage.connect(boris);
    await hers.next("presence", of(boris, "online"));
    his.send({ type: "presence", status: "away" });
    await hers.next("presence", of(boris, "away"));
    const beforeMs = Date.now();
    await his.close();
    const { last_seen_at } = await hers.next("presence", of(boris, "offline"));
    expect(Math.abs(Date.parse(last_seen_at ?? "") - beforeMs)).toBeLessThan(1_000);
  });

  test("one is online where any device is, and away where all are", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const hers = await stage.connect(anna);
    const [desk, phone] = [await stage.connect(boris), await stage.connect(await signInAgain(boris))];
    await hers.next("presence", of(boris, "online"));
    desk.send({ type: "presence", status: "away" });
    await desk.received("pong");
    phone.send({ type: "presence", status: "away" });
    await hers.next("presence", of(boris, "away"));
    const statuses = hers.heard("presence").filter((frame) => frame.user_id === boris.id);
    expect(statuses.map((frame) => frame.status)).toEqual(["online", "away"]);
  });

  test("who comes back in time was never away", async () => {
    const [anna, boris, clara] = [await person("anna"), await person("boris"), await person("clara")];
    const hers = await stage.connect(anna);
    const his = await stage.connect(boris);
    await hers.next("presence", of(boris, "online"));
    await his.close();
    await stage.connect(boris);
    const third = await stage.connect(clara);
    await third.close();
    await hers.next("presence", of(clara, "offline"));
    const statuses = hers.heard("presence").filter((frame) => frame.user_id === boris.id);
    expect(statuses.map((frame) => frame.status)).toEqual(["online"]);
  });

  test("a newcomer is told who is here", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const hers = await stage.connect(anna);
    await hers.next("presence", of(anna, "online"));
    const his = await stage.connect(boris);
    await his.next("presence", of(anna, "online"));
    expect(his.frames[0]?.type).toBe("ready");
  });

  test("a guest hears only of those who share a room with them, from the moment that they do", async () => {
    const [anna, boris, guest] = [await person("anna"), await person("boris"), await person("gleb", "guest")];
    const [shared, later] = [await roomOf(anna, guest), await roomOf(boris)];
    const hers = await stage.connect(anna);
    const theirs = await stage.connect(guest);
    await stage.connect(boris);
    await hers.next("presence", of(boris, "online"));
    await theirs.next("presence", of(anna, "online"));
    expect(
      (await theirs.received("presence")).filter((frame) => "user_id" in frame && frame.user_id === boris.id),
    ).toEqual([]);
    await addMember(boris.actor, { roomId: later.id, personId: guest.id }).catch(() => {});
    await addMember(anna.actor, { roomId: shared.id, personId: boris.id });
    await theirs.next("presence", of(boris, "online"));
  });

  test("the people of a sidecar that has gone are offline a little later", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const other = await stage.start(soon);
    const hers = await stage.connect(anna);
    const his = await stage.connect(boris, { port: other.port });
    await hers.next("presence", of(boris, "online"));
    await other.close();
    expect(await his.closed).toBe(1012);
    await hers.next("presence", of(boris, "offline"));
  });

  test("presence comes to an open room of frames without disturbing it", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(anna, boris);
    const his = await stage.connect(boris);
    await stage.connect(anna);
    await his.next("presence", of(anna, "online"));
    await say(anna, room, "hello");
    expect((await his.next("message")).message.text).toBe("hello");
  });
});

const ways = [
  { how: "news", limits: { ...soon, relaysReadMs: 600_000 }, inWorld: <T>(work: () => Promise<T>) => work() },
  { how: "the table", limits: { ...soon, relaysReadMs: 100 }, inWorld: withoutNews },
];

for (const { how, limits, inWorld } of ways)
  onBothBuses(limits, (stage) => {
    test(`by ${how} sidecars know whom the others see: offline is whom all have lost`, () =>
      inWorld(async () => {
        const [anna, boris] = [await person("anna"), await person("boris")];
        const other = await stage.start(limits);
        const hers = await stage.connect(anna);
        const there = await stage.connect(boris, { port: other.port });
        await hers.next("presence", of(boris, "online"));
        const here = await stage.connect(boris);
        await there.close();
        await here.received("pong");
        here.send({ type: "presence", status: "away" });
        await hers.next("presence", of(boris, "away"));
        await here.close();
        await hers.next("presence", of(boris, "offline"));
      }));
  });
