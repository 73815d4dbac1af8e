import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { SignJWT } from "jose";
import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, persons, sessions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { createInvitation } from "@/lib/invitations/mutations";
import { accessTokenSeconds, signInTriesPerAccount } from "@/lib/limits";
import { changeSettings } from "@/lib/workspace/mutations";
import { deactivate, person, signInAgain, type TestPerson } from "@/server/testing/world";
import { endSession } from "./closing";
import { cookieFromHeader, openSessionCookie, sealSessionCookie } from "./cookie";
import { changePassword, foundWorkspace, register, signIn, signOut, signOutEverywhere } from "./mutations";
import { hashPassword } from "./passwords";
import { foundInput, registerInput, signInInput } from "./schema";
import { listSessions, readSession } from "./sessions";
import { issueAccessToken, openAccessToken } from "./tokens";

/** What a company has that has set nothing else. */
const [sessionDays, sessionIdleDays, adminSessionHours, adminSessionIdleHours] = [30, 7, 12, 1];

const password = "four plain words here";
/** Attempts are counted by address: each test comes from its own. */
const device = () => ({ kind: "web" as const, userAgent: "test", address: randomUUID() });
const newcomer = (username: string, email = `${username}@example.com`) => ({ username, email, password });
const hours = (count: number) => count * 3_600_000;
const later = (from: Date, ms: number) => new Date(from.getTime() + ms);

let owner: Actor;

async function actorOf(sessionId: string): Promise<Actor> {
  const actor = await readSession(sessionId);
  if (!actor) throw new Error("the session lets nobody in");
  return actor;
}

/** What is told to whoever made the call. */
async function told(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error("no AppError was thrown");
  const { code, reason, message, fields, retryAfterSeconds } = error;
  return JSON.stringify({ code, reason, message, fields, retryAfterSeconds });
}

beforeAll(async () => {
  const before = foundInput.parse({ workspace_name: "Kranbau", ...newcomer("early") });
  await expect(register(before, device())).rejects.toMatchObject({ reason: "registrationClosed" });
  const founders = Array.from({ length: 20 }, (_, at) =>
    foundWorkspace({ workspace_name: `Kranbau ${at}`, ...newcomer(`founder${at}`) }, device()),
  );
  const settled = await Promise.allSettled(founders);
  const won = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const lost = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(won).toHaveLength(1);
  for (const reason of lost) expect(reason).toMatchObject({ code: "conflict", reason: "alreadyFounded" });
  owner = await actorOf(won[0]?.sessionId ?? "");
}, 60_000);

describe("founding", () => {
  test("of 20 at once one founds the company, and nothing is left of the others", async () => {
    expect(owner.role).toBe("owner");
    expect(await database().$count(persons, eq(persons.role, "owner"))).toBe(1);
    expect(await database().$count(auditEntries, eq(auditEntries.action, "workspace.founded"))).toBe(1);
  });

  test("afterwards nobody does", async () => {
    await expect(foundWorkspace({ workspace_name: "Again", ...newcomer("again") }, device())).rejects.toMatchObject({
      reason: "alreadyFounded",
    });
  });
});

describe("registration", () => {
  test("is closed without an invitation until an administrator opens it", async () => {
    const member = await person("member");
    await expect(register(newcomer("stranger"), device())).rejects.toMatchObject({
      code: "forbidden",
      reason: "registrationClosed",
    });
    await expect(changeSettings(member.actor, { registration: "open" })).rejects.toMatchObject({ code: "forbidden" });
    await changeSettings(owner, { registration: "open" });
    const begun = await register(newcomer("stranger"), device());
    expect((await actorOf(begun.sessionId)).role).toBe("member");
    await changeSettings(owner, { registration: "invited" });
    await expect(register(newcomer("stranger2"), device())).rejects.toMatchObject({ reason: "registrationClosed" });
  });

  test("a taken name, one that looks like it, and a taken address are told at their fields", async () => {
    await changeSettings(owner, { registration: "open" });
    await register(newcomer("bob.01"), device());
    const at = async (username: string, email?: string) => {
      const error = await register(newcomer(username, email), device()).catch((reason: unknown) => reason);
      return error instanceof AppError
        ? [error.code, ...error.fields.map((field) => `${field.path} ${field.reason}`)]
        : error;
    };
    expect(await at("bob.01")).toEqual(["conflict", "username usernameTaken"]);
    expect(await at("b0b.o1")).toEqual(["conflict", "username usernameTaken"]);
    expect(await at("bob.ol", "other@example.com")).toEqual(["conflict", "username usernameTaken"]);
    expect(await at("robert", "BOB.01@Example.com")).toEqual(["conflict", "email emailTaken"]);
    await changeSettings(owner, { registration: "invited" });
  });

  test("of 12 at once under one name one comes in", async () => {
    await changeSettings(owner, { registration: "open" });
    const tries = Array.from({ length: 12 }, (_, at) => register(newcomer("rush", `rush${at}@example.com`), device()));
    const settled = await Promise.allSettled(tries);
    expect(settled.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await changeSettings(owner, { registration: "invited" });
  });

  test("a weak password is told at its field, and nobody is made", async () => {
    await changeSettings(owner, { registration: "open" });
    for (const weak of ["short", "password1234", "weakling-2026"])
      await expect(register({ ...newcomer("weakling"), password: weak }, device())).rejects.toMatchObject({
        code: "invalid",
        fields: [{ path: "password" }],
      });
    expect(await database().$count(persons, eq(persons.username, "weakling"))).toBe(0);
    await changeSettings(owner, { registration: "invited" });
  });

  test("an open door lets in the company's e-mail domains alone: whole, in any case, and no look-alike", async () => {
    await changeSettings(owner, { registration: "open", registration_domains: ["kranbau.example", "crane.example"] });
    const at = (domain: string) =>
      register(newcomer(`d${randomUUID().slice(0, 8)}`, `x${randomUUID()}@${domain}`), device());
    for (const domain of [
      "evil.example",
      "sub.kranbau.example",
      "notkranbau.example",
      "kranbau.example.evil.example",
      "kranbau.exampl",
      "example",
    ])
      await expect(at(domain), domain).rejects.toMatchObject({
        code: "forbidden",
        fields: [{ path: "email", reason: "emailDomain" }],
      });
    for (const domain of ["kranbau.example", "KRANBAU.Example", "crane.example"])
      await expect(at(domain), domain).resolves.toBeDefined();
    const { token } = await createInvitation(owner, {}, "http://localhost");
    const invited = { ...newcomer("fromafar", "fromafar@elsewhere.example"), invite: token };
    await expect(register(invited, device())).resolves.toBeDefined();
    await changeSettings(owner, { registration: "invited", registration_domains: [] });
  });

  test("who is known here is told by no door to a stranger without an invitation", async () => {
    const answers = await Promise.all(
      [newcomer("vera"), newcomer("nobody-at-all"), newcomer("founder0", "founder0@example.com")].map((one) =>
        told(register({ ...one, invite: "made up" }, device())),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([answers[0]]));
    expect(answers[0]).toContain("invitationDead");
  });

  test("a password is as long as the company says, wherever one is chosen", async () => {
    await changeSettings(owner, { registration: "open", password_chars_min: 22 });
    await expect(register(newcomer("brief"), device())).rejects.toMatchObject({
      fields: [{ path: "password", reason: "passwordShort" }],
      params: { n: 22 },
    });
    const begun = await register({ ...newcomer("lengthy"), password: "six plain words are long enough" }, device());
    await expect(
      changePassword(await actorOf(begun.sessionId), { current: "six plain words are long enough", password }),
    ).rejects.toMatchObject({ fields: [{ path: "password", reason: "passwordShort" }] });
    await changeSettings(owner, { registration: "invited", password_chars_min: 12 });
  });

  test("names are folded, and odd ones refused", () => {
    expect(registerInput.parse(newcomer("  ANNA ", "Anna@Example.com "))).toMatchObject({
      username: "anna",
      email: "anna@example.com",
    });
    for (const name of [
      "a",
      "аnna",
      "an na",
      "-anna",
      "anna.",
      "a\0b",
      "a\u202eb",
      "@anna",
      "x".repeat(41),
      "ａｎｎａ",
    ])
      expect(registerInput.safeParse(newcomer(name, "x@example.com")).success, name).toBe(false);
    expect(registerInput.safeParse({ ...newcomer("anna"), role: "owner" }).success).toBe(false);
  });
});

describe("signing in", () => {
  beforeAll(async () => {
    await changeSettings(owner, { registration: "open" });
    await register(newcomer("vera"), device());
    await register(newcomer("gone"), device());
    await changeSettings(owner, { registration: "invited" });
    await database().update(persons).set({ active: false }).where(eq(persons.username, "gone"));
  });

  test("by user name or e-mail, in any case, each time with a new session", async () => {
    const names = ["vera", "VERA", " vera@EXAMPLE.com "];
    const begun = await Promise.all(names.map((username) => signIn({ username, password }, device())));
    expect(new Set(begun.map((one) => one.personId)).size).toBe(1);
    expect(new Set(begun.map((one) => one.sessionId)).size).toBe(3);
  });

  test("an unknown name, a wrong password, one who was deactivated, and odd names get one answer", async () => {
    const answers = await Promise.all(
      [
        ["vera", "wrong password"],
        ["nobody", password],
        ["gone", password],
        ["vera\0", "x"],
        ["\0", "x"],
        ["' or 1=1 --", "x"],
        ["\ud800", "x"],
        ["vera", ""],
      ].map(([username = "", typed = ""]) => told(signIn(signInInput.parse({ username, password: typed }), device()))),
    );
    expect(new Set(answers)).toEqual(new Set([answers[0]]));
    expect(answers[0]).toContain("wrongCredentials");
  });

  test("and it takes as long for one as for the other, counted in work, whoever else uses the machine", async () => {
    const took = async (username: string) => {
      const before = process.cpuUsage();
      await signIn({ username, password: "wrong password" }, device()).catch(() => {});
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      known.push(await took("vera"));
      unknown.push(await took(`nobody${round}`));
    }
    const ratio = median(known) / median(unknown);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test("mistakes slow down their own address, and lock nobody out", async () => {
    const from = device();
    const wrong = () => told(signIn({ username: "vera", password: "wrong password" }, from));
    const answers: string[] = [];
    for (let tries = 0; tries <= signInTriesPerAccount; tries += 1) answers.push(await wrong());
    expect(answers.slice(0, -1).every((answer) => answer.includes("wrongCredentials"))).toBe(true);
    expect(JSON.parse(answers.at(-1) ?? "")).toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: expect.any(Number),
    });
    await expect(signIn({ username: "vera", password }, from)).rejects.toMatchObject({ code: "rate_limited" });
    await expect(signIn({ username: "vera", password }, device())).resolves.toBeDefined();
  });
});

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe("a session", () => {
  test("ends at once when it is ended, and only its own person ends it", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    await expect(endSession(boris.actor, anna.sessionId)).rejects.toMatchObject({ code: "not_found" });
    await expect(endSession(boris.actor, randomUUID())).rejects.toMatchObject({ code: "not_found" });
    expect(await readSession(anna.sessionId)).not.toBeNull();
    await signOut(anna.actor);
    expect(await readSession(anna.sessionId)).toBeNull();
    await expect(signOut(anna.actor)).rejects.toMatchObject({ code: "not_found" });
  });

  test("all of one's devices are listed and can be ended together", async () => {
    const anna = await person("anna");
    const phone = await signInAgain(anna);
    const listed = await listSessions(phone.actor);
    expect(listed.map((one) => [one.id, one.current]).sort()).toEqual(
      [
        [anna.sessionId, false],
        [phone.sessionId, true],
      ].sort(),
    );
    expect(await signOutEverywhere(anna.actor)).toBe(2);
    expect(await listSessions(phone.actor)).toEqual([]);
  });

  test("each device is listed with what it is, where it signed in and when it was used last, and is ended alone", async () => {
    const anna = await person("anna");
    await database()
      .update(persons)
      .set({ passwordHash: await hashPassword(password) })
      .where(eq(persons.id, anna.id));
    const phone = { kind: "web" as const, userAgent: "Mozilla/5.0 (iPhone)", address: "203.0.113.7" };
    const at = new Date(Date.now() - 60 * 60_000);
    const { sessionId } = await signIn({ username: anna.actor.username, password }, phone, at);
    const listed = (await listSessions(anna.actor)).find((one) => one.id === sessionId);
    expect(listed).toMatchObject({
      user_agent: phone.userAgent,
      address: phone.address,
      created_at: at.toISOString(),
      last_used_at: at.toISOString(),
      current: false,
    });
    await endSession(anna.actor, sessionId);
    expect(await readSession(sessionId)).toBeNull();
    expect((await listSessions(anna.actor)).map((one) => one.id)).toEqual([anna.sessionId]);
  });

  test("one who was deactivated is let in by no session", async () => {
    const anna = await person("anna");
    await database().update(persons).set({ active: false }).where(eq(persons.id, anna.id));
    expect(await readSession(anna.sessionId)).toBeNull();
    await deactivate(anna);
  });

  const spans = [
    ["a member's", "member", hours(24 * sessionIdleDays), hours(24 * sessionDays)],
    ["a guest's", "guest", hours(24 * sessionIdleDays), hours(24 * sessionDays)],
    ["an administrator's", "admin", hours(adminSessionIdleHours), hours(adminSessionHours)],
  ] as const;
  test.each(spans)(
    "%s ends after its idle time, and after its whole time however it is used",
    async (_whose, role, idle, whole) => {
      const { actor, sessionId } = await person("worker", role);
      const [row] = await database()
        .select({ begun: sessions.createdAt })
        .from(sessions)
        .where(and(eq(sessions.personId, actor.personId), eq(sessions.id, sessionId)));
      const begun = row?.begun ?? new Date(0);
      expect(await readSession(sessionId, later(begun, idle + 1))).toBeNull();
      expect(await readSession(sessionId, later(begun, idle - 60_000))).not.toBeNull();
      expect(await readSession(sessionId, later(begun, 2 * idle - 120_000))).not.toBeNull();
      for (let used = 2 * idle; used < whole; used += idle / 2) await readSession(sessionId, later(begun, used));
      expect(await readSession(sessionId, later(begun, whole - 1_000))).not.toBeNull();
      expect(await readSession(sessionId, later(begun, whole + 1_000))).toBeNull();
    },
  );

  test("shorter lengths bite sessions that are there already, longer ones prolong none", async () => {
    const [anna, ada] = [await person("anna"), await person("ada", "admin")];
    const begun = new Date();
    const alive = async (who: TestPerson, after: number) => {
      await database()
        .update(sessions)
        .set({ lastUsedAt: later(begun, after) })
        .where(eq(sessions.id, who.sessionId));
      return (await readSession(who.sessionId, later(begun, after + 1_000))) !== null;
    };
    await changeSettings(owner, {
      session_days: 2,
      session_idle_days: 1,
      admin_session_hours: 2,
      admin_idle_minutes: 10,
    });
    expect([await alive(anna, hours(47)), await alive(anna, hours(48))]).toEqual([true, false]);
    expect([await alive(ada, hours(1.9)), await alive(ada, hours(2))]).toEqual([true, false]);
    expect(await readSession(anna.sessionId, later(begun, hours(72)))).toBeNull();
    await changeSettings(owner, { session_days: 60, session_idle_days: 60, admin_session_hours: 48 });
    expect([await alive(anna, hours(24 * 29)), await alive(anna, hours(24 * 30))]).toEqual([true, false]);
    expect([await alive(ada, hours(11)), await alive(ada, hours(12))]).toEqual([true, false]);
    await changeSettings(owner, {
      session_days: sessionDays,
      session_idle_days: sessionIdleDays,
      admin_session_hours: adminSessionHours,
      admin_idle_minutes: adminSessionIdleHours * 60,
    });
  });

  test("a session that was there before the sign-in is not the one after it", async () => {
    const anna = await person("anna");
    await database()
      .update(persons)
      .set({ passwordHash: await hashPassword(password) })
      .where(eq(persons.id, anna.id));
    const first = await signIn({ username: anna.actor.username, password }, device());
    await signOut(await actorOf(first.sessionId));
    const second = await signIn({ username: anna.actor.username, password }, device());
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(await readSession(first.sessionId)).toBeNull();
  });

  test("one who is made an administrator has an administrator's idle time at once", async () => {
    const anna = await person("anna");
    await database().update(persons).set({ role: "admin" }).where(eq(persons.id, anna.id));
    expect(await readSession(anna.sessionId, later(new Date(), hours(adminSessionIdleHours + 1)))).toBeNull();
  });
});

describe("a new password", () => {
  test("wants the old one, ends every other session, and is the only one from then on", async () => {
    await changeSettings(owner, { registration: "open" });
    const begun = await register(newcomer("dora"), device());
    await changeSettings(owner, { registration: "invited" });
    const dora = await actorOf(begun.sessionId);
    const other = await signIn({ username: "dora", password }, device());
    const fresh = "another four plain words";

    await expect(changePassword(dora, { current: "wrong", password: fresh })).rejects.toMatchObject({
      fields: [{ path: "current", reason: "wrongPassword" }],
    });
    await expect(changePassword(dora, { current: password, password: "short" })).rejects.toMatchObject({
      fields: [{ path: "password", reason: "passwordShort" }],
    });
    expect(await readSession(other.sessionId)).not.toBeNull();

    expect(await changePassword(dora, { current: password, password: fresh })).toBe(1);
    expect(await readSession(other.sessionId)).toBeNull();
    expect(await readSession(begun.sessionId)).not.toBeNull();
    await expect(signIn({ username: "dora", password }, device())).rejects.toMatchObject({
      reason: "wrongCredentials",
    });
    await expect(signIn({ username: "dora", password: fresh }, device())).resolves.toBeDefined();
  });
});

describe("what a client carries", () => {
  test("a cookie opens here alone, and only as it was sealed", async () => {
    const id = randomUUID();
    const sealed = await sealSessionCookie(id);
    expect(await openSessionCookie(sealed)).toBe(id);
    const foreign = await encode({ token: { sid: id }, secret: "another secret of thirty-two letters" });
    const half = Math.floor(sealed.length / 2);
    const bent = `${sealed.slice(0, half)}${sealed[half] === "A" ? "B" : "A"}${sealed.slice(half + 1)}`;
    for (const value of [undefined, "", "x", id, foreign, bent, sealed.slice(0, -1)])
      expect(await openSessionCookie(value)).toBeNull();
  });

  test("the cookie is found among others by its whole name", () => {
    expect(cookieFromHeader("a=1; staffroom-session=abc; b=2")).toBe("abc");
    expect(cookieFromHeader("__Host-staffroom-session=abc")).toBe("abc");
    for (const header of [undefined, "", "x-staffroom-session=abc", "staffroom-session2=abc", "staffroom-session"])
      expect(cookieFromHeader(header)).toBeUndefined();
  });

  test("a token is good for its time, from here alone, by one method alone", async () => {
    const [id, now] = [randomUUID(), new Date("2026-06-01T12:00:00Z")];
    const token = await issueAccessToken(id, now);
    expect(await openAccessToken(token, later(now, accessTokenSeconds * 1000 - 1_000))).toBe(id);
    expect(await openAccessToken(token, later(now, accessTokenSeconds * 1000 + 1_000))).toBeNull();
    const foreign = await new SignJWT({ sid: id })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode("another secret of thirty-two letters"));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${part({ alg: "none" })}.${part({ sid: id })}.`;
    for (const bad of ["", "x", "a.b.c", foreign, unsigned, token.slice(0, -2), await sealSessionCookie(id)])
      expect(await openAccessToken(bad)).toBeNull();
  });
});
