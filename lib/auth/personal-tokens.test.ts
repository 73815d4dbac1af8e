import { randomUUID } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, persons, workspace } from "@/db/schema";
import type { Scope } from "@/lib/access/actor";
import { answerRequest } from "@/lib/api/answer";
import { personalTokenDaysMax, personalTokensMax } from "@/lib/limits";
import { changePerson } from "@/lib/people/administration";
import { Stage } from "@/server/testing/stage";
import {
  deactivate,
  found,
  person,
  roomOf,
  say,
  signInAgain,
  type TestPerson,
  withoutNews,
} from "@/server/testing/world";
import { openCredential } from "./bearer";
import { endSession } from "./closing";
import { signOutPerson } from "./devices";
import { beginFactor, removeFactor } from "./factors";
import { changePassword, signOut, signOutEverywhere } from "./mutations";
import { resetPassword, setPasswordByLink } from "./password-links";
import { hashPassword } from "./passwords";
import { listTokens, mintToken, revokeToken } from "./personal-tokens";
import { prove } from "./proofs";
import { mintTokenInput } from "./schema";
import { listSessions, readSession } from "./sessions";

const dayMs = 24 * 3_600_000;
const later = (days: number) => new Date(Date.now() + days * dayMs);
const device = () => ({ kind: "api" as const, userAgent: "test", address: randomUUID() });

const mint = (who: TestPerson, scope: Scope = "write", days?: number) =>
  mintToken(who.actor, { name: `a ${scope} script`, scope, expires_in_days: days });

/** Whoever a token makes of its person; null where it opens nothing. */
async function enter(token: string, now?: Date) {
  const sessionId = await openCredential(token);
  return sessionId === null ? null : readSession(sessionId, now);
}

async function actorBy(who: TestPerson, scope?: Scope) {
  const actor = await enter((await mint(who, scope)).token);
  if (!actor) throw new Error("a new token opens nothing");
  return actor;
}

function knock(method: string, path: string, authorization: string, body?: unknown): Promise<Response> {
  const headers = { authorization, "content-type": "application/json" };
  const request = new Request(`http://localhost/api/v1/${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return answerRequest(request, path.split("?")[0]?.split("/") ?? [], {
    visitor: async () => null,
    device: device(),
    origin: "http://localhost",
  });
}

beforeAll(found);

describe("a token", () => {
  test("is shown once, begins in a way that is recognised, and only its hash is kept", async () => {
    const anna = await person("anna");
    const made = await mint(anna);
    expect(made.token).toMatch(/^staffroom_[A-Za-z0-9_-]{43}$/);
    const dump = await database().execute(
      `select t::text from personal_tokens t union all select s::text from sessions s union all select e::text from audit_entries e`,
    );
    expect(JSON.stringify([...dump])).not.toContain(made.token.slice(10));
    expect(JSON.stringify(await listTokens(anna.actor))).not.toContain(made.token.slice(10));
  });

  test("opens nothing when a sign is other or it is cut", async () => {
    const { token } = await mint(await person("anna"));
    for (const bad of [`${token}x`, token.slice(0, -1), token.slice(10), "staffroom_", token.toUpperCase()])
      expect(await enter(bad)).toBeNull();
  });

  test("reads and writes where no scope is named, and lasts as long as one may where no end is", async () => {
    const anna = await person("anna");
    const made = await mintToken(anna.actor, { name: "script" });
    expect(made).toMatchObject({ name: "script", scope: "write", last_used_at: null });
    expect(await enter(made.token, later(personalTokenDaysMax - 1))).not.toBeNull();
    expect(await enter(made.token, later(personalTokenDaysMax + 1))).toBeNull();
  });

  test("dies on its day, and not of the company's lengths of sessions", async () => {
    const anna = await person("anna", "admin");
    const { token } = await mint(anna, "admin", 90);
    expect((await enter(token, later(89)))?.personId).toBe(anna.id);
    expect(await enter(token, later(91))).toBeNull();
  });

  test("says when it was used, from the first time on", async () => {
    const anna = await person("anna");
    const made = await mint(anna);
    expect(made.last_used_at).toBeNull();
    await enter(made.token, new Date(Date.now() + 1_000));
    expect((await listTokens(anna.actor))[0]?.last_used_at).not.toBeNull();
  });

  test("is no signed-in device", async () => {
    const anna = await person("anna");
    await mint(anna);
    expect((await listSessions(anna.actor)).map(({ id }) => id)).toEqual([anna.sessionId]);
  });

  test("is made and revoked under the journal's eyes", async () => {
    const anna = await person("anna");
    const { id } = await mint(anna);
    await revokeToken(anna.actor, { id });
    const deeds = await database()
      .select({ action: auditEntries.action, subject: auditEntries.subject })
      .from(auditEntries)
      .where(eq(auditEntries.actorId, anna.id))
      .orderBy(auditEntries.id);
    expect(deeds).toEqual([
      { action: "token.created", subject: "a write script" },
      { action: "token.revoked", subject: "a write script" },
    ]);
  });

  test("needs a name, a scope that there is, and days within the bound", () => {
    const bad = [{}, { name: " " }, { name: "x".repeat(81) }, { name: "x", scope: "all" }, { name: "x", more: 1 }];
    const days = [0, -1, 1.5, personalTokenDaysMax + 1].map((expires_in_days) => ({ name: "x", expires_in_days }));
    for (const input of [...bad, ...days]) expect(mintTokenInput.safeParse(input).success).toBe(false);
  });

  test("is one of a bounded number", async () => {
    const anna = await person("anna");
    for (let at = 0; at < personalTokensMax; at += 1) await mint(anna, "read");
    await expect(mint(anna)).rejects.toMatchObject({ code: "conflict", reason: "tooManyTokens" });
    await revokeToken(anna.actor, { id: (await listTokens(anna.actor))[0]?.id ?? 0 });
    await mint(anna);
  });

  test("is not made at a screen where nobody has proved who they are for long", async () => {
    const anna = await person("anna");
    const work = mintToken({ ...anna.actor, provedAt: new Date(0) }, { name: "x" });
    await expect(work).rejects.toMatchObject({ code: "forbidden", reason: "proveAgain" });
  });

  test("is not made by a session that has ended, nor for somebody who was deactivated", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    await signOut(anna.actor);
    await deactivate(boris);
    for (const who of [anna, boris]) await expect(mint(who)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("is revoked by its owner alone, once", async () => {
    const [anna, boris] = [await person("anna"), await person("boris", "owner")];
    const { id, token } = await mint(anna);
    await expect(revokeToken(boris.actor, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await enter(token)).not.toBeNull();
    await revokeToken(anna.actor, { id });
    expect(await enter(token)).toBeNull();
    await expect(revokeToken(anna.actor, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await listTokens(anna.actor)).toEqual([]);
  });
});

describe("what ends sessions", () => {
  const ways: [string, boolean, (who: TestPerson, owner: TestPerson) => Promise<unknown>][] = [
    ["deactivation", true, (who, owner) => changePerson(owner.actor, { personId: who.id, active: false })],
    ["an administrator who signs them out", true, (who, owner) => signOutPerson(owner.actor, { personId: who.id })],
    [
      "a password by an administrator's link",
      true,
      async (who, owner) => {
        const { link } = await resetPassword(owner.actor, { personId: who.id }, "http://localhost");
        const token = link.url.split("/").at(-1) ?? "";
        await setPasswordByLink({ token, password: "four plain words here" }, device());
      },
    ],
    ["becoming an owner", true, (who, owner) => changePerson(owner.actor, { personId: who.id, role: "owner" })],
    ["their own signing out everywhere", false, (who) => signOutEverywhere(who.actor)],
    [
      "their own change of the password",
      false,
      async (who) => {
        const passwordHash = await hashPassword("the words before these");
        await database().update(persons).set({ passwordHash }).where(eq(persons.id, who.id));
        await changePassword(who.actor, { current: "the words before these", password: "four plain words here" });
      },
    ],
  ];
  test.each(ways)("%s: ends tokens, %s", async (_what, ends, end) => {
    const [anna, owner] = [await person("anna"), await person("owner", "owner")];
    const { token } = await mint(anna);
    expect(await enter(token)).not.toBeNull();
    await end(anna, owner);
    expect((await enter(token)) === null).toBe(ends);
  });

  test("a token that would rise with its person's role goes, one that would not stays", async () => {
    const [anna, owner] = [await person("anna"), await person("owner", "owner")];
    const [whole, some] = [await mint(anna, "admin"), await mint(anna, "write")];
    await changePerson(owner.actor, { personId: anna.id, role: "admin" });
    expect(await enter(whole.token)).toBeNull();
    expect((await enter(some.token))?.role).toBe("member");
  });

  test("a second factor that the company comes to require shuts the tokens of those who have none", async () => {
    const { token } = await mint(await person("anna"));
    await database().update(workspace).set({ secondFactor: "everyone" });
    expect((await enter(token))?.mustSecure).toBe(true);
    await database().update(workspace).set({ secondFactor: "optional" });
    expect((await enter(token))?.mustSecure).toBe(false);
  });
});

describe("by its scope", () => {
  test("whoever made it has an employee's powers below admin, and a guest no more than a guest's", async () => {
    const roles = async (who: TestPerson) => [
      (await actorBy(who, "read")).role,
      (await actorBy(who, "write")).role,
      (await actorBy(who, "admin")).role,
    ];
    expect(await roles(await person("owner", "owner"))).toEqual(["member", "member", "owner"]);
    expect(await roles(await person("admin", "admin"))).toEqual(["member", "member", "admin"]);
    expect(await roles(await person("member"))).toEqual(["member", "member", "member"]);
    expect(await roles(await person("guest", "guest"))).toEqual(["guest", "guest", "guest"]);
  });

  test("none makes tokens, proves anybody, touches password or second factor, or ends sessions", async () => {
    const owner = await person("owner", "owner");
    const { id } = await mint(owner);
    const other = await signInAgain(owner);
    const actor = await actorBy(owner, "admin");
    const password = "four plain words here";
    const refused: (() => Promise<unknown>)[] = [
      () => mintToken(actor, { name: "another" }),
      () => revokeToken(actor, { id }),
      () => changePassword(actor, { current: password, password }),
      () => prove(actor, { current: password }),
      () => beginFactor(actor),
      () => removeFactor(actor, { current: password }),
      () => endSession(actor, other.sessionId),
      () => endSession(actor, actor.sessionId),
      () => signOutEverywhere(actor),
      () => resetPassword(actor, { personId: owner.id }, "http://localhost"),
    ];
    for (const act of refused) await expect(act()).rejects.toMatchObject({ code: "forbidden", reason: "tokenMayNot" });
    expect(await readSession(other.sessionId)).not.toBeNull();
  });
});

describe("over REST", () => {
  test.each(["read", "write", "admin"] as const)(
    "one of scope %s signs out: it is revoked, and nothing else",
    async (scope) => {
      const owner = await person("owner", "owner");
      const [its, others] = [await mint(owner, scope), await mint(owner, scope)];
      const out = () => knock("POST", "auth/logout", `Bearer ${its.token}`);
      expect((await out()).status).toBe(204);
      expect((await out()).status).toBe(401);
      expect((await listTokens(owner.actor)).map(({ id }) => id)).toEqual([others.id]);
      expect(await readSession(owner.sessionId)).not.toBeNull();
      const [deed] = await database()
        .select({ action: auditEntries.action, subject: auditEntries.subject })
        .from(auditEntries)
        .where(eq(auditEntries.actorId, owner.id))
        .orderBy(desc(auditEntries.id))
        .limit(1);
      expect(deed).toEqual({ action: "token.revoked", subject: `a ${scope} script` });
    },
  );

  test("is taken as Bearer and as Token, until it is revoked, expired or its person deactivated", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [hers, his] = [await mint(anna), await mint(boris)];
    for (const word of ["Bearer", "Token", "bearer"])
      expect((await knock("GET", "me", `${word} ${hers.token}`)).status).toBe(200);
    await revokeToken(anna.actor, { id: hers.id });
    await deactivate(boris);
    for (const { token } of [hers, his]) expect((await knock("GET", "me", `Bearer ${token}`)).status).toBe(401);
  });

  test("one that reads changes nothing, and is told why", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const { token } = await mint(anna, "read");
    expect((await knock("GET", `rooms/${room.id}/messages`, `Bearer ${token}`)).status).toBe(200);
    const refused = await knock("POST", `rooms/${room.id}/messages`, `Bearer ${token}`, { text: "hello" });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "forbidden", detail: expect.stringContaining("only reads") });
    for (const [method, path] of [
      ["PATCH", "me"],
      ["PUT", `rooms/${room.id}/members/${anna.id}`],
      ["DELETE", `rooms/${room.id}`],
    ] as const)
      expect((await knock(method, path, `Bearer ${token}`, {})).status).toBe(403);
    expect((await knock("GET", `rooms/${room.id}`, `Bearer ${token}`)).status).toBe(200);
  });

  test("an owner's that writes says things and administers nothing; one of scope admin does", async () => {
    const owner = await person("owner", "owner");
    const room = await roomOf(owner);
    const [writes, administers] = [(await mint(owner, "write")).token, (await mint(owner, "admin")).token];
    const said = await knock("POST", `rooms/${room.id}/messages`, `Bearer ${writes}`, { text: "hello" });
    expect(said.status).toBe(201);
    for (const path of ["audit", "settings", "invites"]) {
      expect((await knock("GET", path, `Bearer ${writes}`)).status).toBe(403);
      expect((await knock("GET", path, `Bearer ${administers}`)).status).toBe(200);
    }
    const someone = await person("someone");
    const change = { display_name: "Other" };
    expect((await knock("PATCH", `users/${someone.id}`, `Bearer ${writes}`, change)).status).toBe(403);
    expect((await knock("PATCH", `users/${someone.id}`, `Bearer ${administers}`, change)).status).toBe(200);
  });
});

describe("over the socket", () => {
  const stage = new Stage();
  beforeAll(() => stage.start({ unreadTickMs: 600_000 }));
  afterEach(() => stage.hangUp());
  afterAll(() => stage.stop());

  test("is taken in the address and in the first frame", async () => {
    const { token } = await mint(await person("anna"), "read");
    await stage.open({ path: `?token=${token}` }).next("ready");
    const late = stage.open();
    await new Promise((resolve) => late.ws.once("open", resolve));
    late.send({ type: "auth", token });
    await late.next("ready");
  });

  test("one that was revoked, expired, or whose person was deactivated opens none", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [hers, his] = [await mint(anna), await mint(boris)];
    const old = await mintToken(
      { ...anna.actor, provedAt: later(-10) },
      { name: "old", expires_in_days: 1 },
      later(-10),
    );
    await revokeToken(anna.actor, { id: hers.id });
    await deactivate(boris);
    for (const { token } of [hers, his, old]) expect(await stage.open({ path: `?token=${token}` }).closed).toBe(4001);
  });

  test("its sockets go within a second when it is revoked, though the news was lost", async () => {
    const anna = await person("anna");
    const [made, other] = [await mint(anna), await mint(anna)];
    const [socket, stays] = [made, other].map(({ token }) => stage.open({ path: `?token=${token}` }));
    for (const one of [socket, stays]) await one?.next("ready");
    const startedAtMs = performance.now();
    await withoutNews(() => revokeToken(anna.actor, { id: made.id }));
    expect(await socket?.closed).toBe(4003);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    expect(await stays?.received()).toEqual([]);
  });

  test("its sockets go when it signs out, and no others", async () => {
    const anna = await person("anna");
    const [made, other] = [await mint(anna, "read"), await mint(anna)];
    const [socket, stays] = [made, other].map(({ token }) => stage.open({ path: `?token=${token}` }));
    for (const one of [socket, stays]) await one?.next("ready");
    expect((await knock("POST", "auth/logout", `Bearer ${made.token}`)).status).toBe(204);
    expect(await socket?.closed).toBe(4003);
    expect(await stays?.received()).toEqual([]);
  });

  test("one that reads hears what is said, and says, types and marks nothing", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const room = await roomOf(boris, anna);
    const socket = stage.open({ path: `?token=${(await mint(anna, "read")).token}` });
    await socket.next("ready");
    const { id } = await say(boris, room, "hello");
    await socket.next("message", (frame) => frame.message.id === id);
    socket.send({ type: "message", room_id: room.id, text: "hello back" });
    socket.send({ type: "draft", room_id: room.id, text: "half" });
    socket.send({ type: "read", room_id: room.id, message_id: id });
    socket.send({ type: "typing", room_id: room.id });
    await socket.received();
    expect(socket.heard("error").map(({ code }) => code)).toEqual(Array(4).fill("forbidden"));
    expect(socket.heard("message")).toHaveLength(1);
  });

  test("one that writes says things", async () => {
    const anna = await person("anna");
    const room = await roomOf(anna);
    const socket = stage.open({ path: `?token=${(await mint(anna)).token}` });
    await socket.next("ready");
    socket.send({ type: "message", room_id: room.id, text: "hello" });
    expect((await socket.next("ack")).message.text).toBe("hello");
  });
});
