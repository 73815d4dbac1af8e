import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { sessions } from "@/db/schema";
import { refreshRepeatSeconds } from "@/lib/limits";
import { refresh } from "@/server/client";
import { openDoor, type RestDoor } from "@/server/testing/door";
import { deactivate, found, person, type TestPerson } from "@/server/testing/world";
import { firstTokens, refreshTokens } from "./refresh";
import { touchSessions } from "./revocations";
import { readSession } from "./sessions";

let anna: TestPerson;
let token: string;
const attempt_id = "9f0d8a4e-5a1c-4c7e-9b53-0c6f0f6a2b11";
const started = new Date();
const later = (seconds: number) => new Date(started.getTime() + seconds * 1_000);
const isOver = async () => (await readSession(anna.sessionId)) === null;
const refused = { code: "unauthenticated" };

beforeAll(found);
beforeEach(async () => {
  anna = await person("anna");
  token = (await firstTokens(anna.sessionId, started)).refresh_token;
});

describe("the same attempt, made again", () => {
  const trade = (at: Date, attempt: string | undefined = attempt_id, of = token) =>
    refreshTokens({ refresh_token: of, attempt_id: attempt }, at);

  test("brings the same refresh token for a minute, which is good once as ever", async () => {
    const first = await trade(later(1));
    for (const seconds of [1, 5, refreshRepeatSeconds]) {
      const again = await trade(later(seconds), attempt_id.toUpperCase());
      expect(again.refresh_token).toBe(first.refresh_token);
    }
    const next = await trade(later(62), randomUUID(), first.refresh_token);
    expect(next.refresh_token).not.toBe(first.refresh_token);
    expect(await isOver()).toBe(false);
  });

  test("brings one token to all who make it at once", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, (_, at) => trade(later(at))));
    expect(new Set(all.map(({ refresh_token }) => refresh_token)).size).toBe(1);
  });

  test("is no reuse only while the session is alive: not after a deactivation", async () => {
    await trade(later(1));
    await deactivate(anna);
    await expect(trade(later(2))).rejects.toMatchObject(refused);
  });

  const thefts: [string, (first: string) => Promise<unknown>][] = [
    ["without the attempt's name", () => refreshTokens({ refresh_token: token }, later(2))],
    ["under another name", () => trade(later(2), randomUUID())],
    ["after more than a minute", () => trade(later(refreshRepeatSeconds + 2))],
    [
      "after a minute in which the session was used",
      async () => {
        await touchSessions([anna.sessionId], later(refreshRepeatSeconds + 2));
        return trade(later(refreshRepeatSeconds + 3));
      },
    ],
    [
      "after what it brought was used",
      async (first) => {
        await trade(later(2), randomUUID(), first);
        return trade(later(3));
      },
    ],
  ];
  test.each(thefts)("a used token that comes %s ends the session", async (_name, steal) => {
    const first = await trade(later(1));
    await expect(steal(first.refresh_token)).rejects.toMatchObject(refused);
    expect(await isOver()).toBe(true);
    await expect(trade(later(4), randomUUID(), first.refresh_token)).rejects.toMatchObject(refused);
  });

  test("a used token of an unnamed attempt is no one's to name afterwards", async () => {
    await refreshTokens({ refresh_token: token }, later(1));
    await expect(trade(later(2))).rejects.toMatchObject(refused);
    expect(await isOver()).toBe(true);
  });

  test("what it brings is made of the installation's secret, and only its hash is kept", async () => {
    const { refresh_token } = await trade(later(1));
    const [row] = await database().select().from(sessions).where(eq(sessions.id, anna.sessionId));
    expect(JSON.stringify(row)).not.toContain(refresh_token.split(".")[1]);
    expect(refresh_token.split(".")[1]).toHaveLength(43);
  });
});

describe("a refresh whose answer is lost on the wire", () => {
  let door: RestDoor;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  test("is made again by the client library, and the session goes on", async () => {
    let lost = 0;
    door.loses = () => ++lost <= 2;
    const tokens = await refresh({ url: door.url, refreshToken: token });
    expect(door.asked.filter((call) => call === "POST /api/v1/auth/refresh")).toHaveLength(3);
    expect(await isOver()).toBe(false);
    door.loses = undefined;
    expect((await refresh({ url: door.url, refreshToken: tokens.refresh_token })).user.id).toBe(anna.id);
  });
});
