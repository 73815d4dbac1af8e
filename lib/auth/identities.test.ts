import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { externalIdentities, persons, sessions, workspace } from "@/db/schema";
import { provedMinutes } from "@/lib/limits";
import { changeSettings } from "@/lib/workspace/mutations";
import { deactivate, person, type TestPerson } from "@/server/testing/world";
import { connectProvider, enterByProvider, isConnected, proveByProvider, waysToProve } from "./identities";
import { register, signIn } from "./mutations";
import { usernamesFrom } from "./newcomers";
import type { ProviderClaims } from "./schema";
import { readSession } from "./sessions";

const iss = "https://login.kranbau.example";
const device = () => ({ kind: "web" as const, userAgent: "test", address: randomUUID() });
const claims = (over: Partial<ProviderClaims> = {}): ProviderClaims => ({
  iss,
  sub: randomUUID(),
  email: `${randomUUID()}@kranbau.example`,
  email_verified: true,
  ...over,
});
const setProvider = (over: Partial<typeof workspace.$inferInsert> = {}) =>
  database()
    .update(workspace)
    .set({ oidcIssuer: iss, oidcClientId: "staffroom", oidcCreates: false, registrationDomains: [], ...over })
    .where(eq(workspace.id, 1));
const enter = (over: Partial<ProviderClaims>) => enterByProvider(claims(over), device());
const count = () => database().$count(persons);

let owner: TestPerson;

beforeAll(async () => {
  owner = await person("olga", "owner");
});
beforeEach(() => setProvider());

describe("whom the provider vouches for", () => {
  test("the first time by a verified e-mail, in any case; then by who they are there, whatever their e-mail", async () => {
    const anna = await person("anna");
    const sub = randomUUID();
    const first = await enter({ sub, email: anna.actor.email.toUpperCase() });
    expect(first.personId).toBe(anna.id);
    expect(await readSession(first.sessionId)).toMatchObject({ personId: anna.id, mustSecure: false });
    const [row] = await database().select().from(sessions).where(eq(sessions.id, first.sessionId));
    expect(row?.via).toBe("oidc");
    const again = await enter({ sub, email: "renamed@elsewhere.example", email_verified: false });
    expect(again.personId).toBe(anna.id);
    expect(again.sessionId).not.toBe(first.sessionId);
    expect(await isConnected(anna.actor)).toBe(true);
  });

  test("an e-mail that is not verified, or absent, opens nothing", async () => {
    const anna = await person("anna");
    await setProvider({ oidcCreates: true });
    const before = await count();
    for (const over of [
      { email: anna.actor.email, email_verified: false },
      { email: anna.actor.email, email_verified: undefined },
      { email: undefined },
      { email_verified: false },
    ])
      await expect(enter(over)).rejects.toMatchObject({ code: "forbidden", reason: "providerEmail" });
    expect(await count()).toBe(before);
  });

  test("somebody who was deactivated does not get in, known or not", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const sub = randomUUID();
    await enter({ sub, email: anna.actor.email });
    await deactivate(anna);
    await deactivate(boris);
    await setProvider({ oidcCreates: true });
    await expect(enter({ sub })).rejects.toMatchObject({ reason: "providerDeactivated" });
    await expect(enter({ email: boris.actor.email })).rejects.toMatchObject({ reason: "providerDeactivated" });
  });

  test("who has no account gets none, unless the company says so", async () => {
    const before = await count();
    await expect(enter({})).rejects.toMatchObject({ reason: "providerUnknown" });
    expect(await count()).toBe(before);
  });

  test("another issuer's word is worth nothing, and none where there is no provider", async () => {
    const anna = await person("anna");
    const email = anna.actor.email;
    await expect(enter({ iss: `${iss}/`, email })).rejects.toMatchObject({ reason: "providerRefused" });
    await expect(enter({ iss: "https://evil.example", email })).rejects.toMatchObject({ reason: "providerRefused" });
    await setProvider({ oidcIssuer: "" });
    await expect(enter({ email })).rejects.toMatchObject({ reason: "providerOff" });
  });

  test("an e-mail that was handed to somebody else there does not bring them into the first one's account", async () => {
    const anna = await person("anna");
    await enter({ email: anna.actor.email });
    await expect(enter({ email: anna.actor.email })).rejects.toMatchObject({ reason: "providerOther" });
  });

  test("no administrator becomes an owner through a provider of their own", async () => {
    await expect(enter({ email: owner.actor.email })).rejects.toMatchObject({ reason: "providerOwner" });
    const sub = randomUUID();
    await connectProvider(owner.actor, claims({ sub }));
    await expect(enter({ sub })).resolves.toMatchObject({ personId: owner.id });
    await setProvider({ oidcIssuer: "https://evil.example" });
    await expect(enter({ iss: "https://evil.example", sub })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("whoever registered by the open door with an address that is not theirs loses the account to its owner", async () => {
    await changeSettings(owner.actor, { registration: "open" });
    const password = "four plain words here";
    const email = `${randomUUID()}@kranbau.example`;
    const squatter = await register({ username: `s${randomUUID().slice(0, 8)}`, email, password }, device());
    await changeSettings(owner.actor, { registration: "invited" });
    const begun = await enter({ email });
    expect(begun.personId).toBe(squatter.personId);
    expect(await readSession(squatter.sessionId)).toBeNull();
    expect(await readSession(begun.sessionId)).not.toBeNull();
    await expect(signIn({ username: email, password }, device())).rejects.toMatchObject({ reason: "wrongCredentials" });
  });

  test("of ten at once for one newcomer one account is made", async () => {
    await setProvider({ oidcCreates: true });
    const one = claims({ email: "rush@kranbau.example" });
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => enterByProvider(one, device())));
    const ids = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value.personId] : []));
    expect(new Set(ids).size).toBe(1);
    expect(await database().$count(persons, eq(persons.email, "rush@kranbau.example"))).toBe(1);
    expect(await database().$count(externalIdentities, eq(externalIdentities.subject, one.sub))).toBe(1);
    for (const result of settled)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ name: "AppError" });
  });
});

describe("newcomers", () => {
  beforeEach(() => setProvider({ oidcCreates: true }));

  test("get an account with the name they have there, as members, without a password", async () => {
    const begun = await enter({
      email: "vera@kranbau.example",
      preferred_username: "Véra Orlova",
      name: " Вера\u202e Орлова ",
      locale: "ru-RU",
    });
    const [row] = await database().select().from(persons).where(eq(persons.id, begun.personId));
    expect(row).toMatchObject({
      username: "vera-orlova",
      displayName: "Вера Орлова",
      locale: "ru",
      role: "member",
      passwordHash: null,
    });
  });

  test("a name that is taken, or looks like one that is, gets a number", async () => {
    const names: string[] = [];
    for (let at = 0; at < 3; at += 1) {
      const { personId } = await enter({ preferred_username: "bob" });
      const [row] = await database().select({ name: persons.username }).from(persons).where(eq(persons.id, personId));
      names.push(row?.name ?? "");
    }
    expect(names).toEqual(["bob", "bob2", "bob3"]);
    const { personId } = await enter({ preferred_username: "b0b" });
    const [row] = await database().select({ name: persons.username }).from(persons).where(eq(persons.id, personId));
    expect(row?.name).toBe("b0b4");
  });

  test("come from the company's e-mail domains alone", async () => {
    await setProvider({ oidcCreates: true, registrationDomains: ["kranbau.example"] });
    const before = await count();
    for (const email of ["x@evil.example", "x@sub.kranbau.example", "x@kranbau.example.evil.example"])
      await expect(enter({ email })).rejects.toMatchObject({ reason: "emailDomain" });
    expect(await count()).toBe(before);
    await expect(enter({ email: "x@KRANBAU.example" })).resolves.toBeDefined();
  });

  test.each([
    ["anna@corp.example", "a@x.example", "anna"],
    ["", "Anna.Maria+chat@x.example", "anna.maria-chat"],
    ["Анна", "анна@x.example", "user"],
    ["--a--", "b@x.example", "user"],
    ["x".repeat(99), "b@x.example", "x".repeat(32)],
    ["\0\u202e..", "ok@x.example", "ok"],
  ])("%j with %s wishes to be called %s", (preferred_username, email, name) => {
    expect(usernamesFrom({ preferred_username, email }).next().value).toBe(name);
  });
});

describe("proving oneself again at the provider", () => {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

  test("counts where the same person typed the password there after the question was put", async () => {
    const anna = await person("anna");
    const sub = randomUUID();
    await enter({ sub, email: anna.actor.email });
    expect(await waysToProve(anna.actor)).toEqual({ password: false, provider: true });
    const late = new Date(Date.now() + 2 * provedMinutes * 60_000);
    await proveByProvider(anna.actor, claims({ sub, auth_time: seconds(late) }), late, late);
    expect((await readSession(anna.sessionId))?.provedAt).toEqual(late);
  });

  test("not where an old sign-in was shown again, no time was said, or somebody else answered", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const [sub, other] = [randomUUID(), randomUUID()];
    await enter({ sub, email: anna.actor.email });
    await enter({ sub: other, email: boris.actor.email });
    const now = new Date();
    const old = seconds(new Date(now.getTime() - 10 * 60_000));
    for (const [over, reason] of [
      [{ sub, auth_time: old }, "providerStale"],
      [{ sub }, "providerStale"],
      [{ sub: other, auth_time: seconds(now) }, "providerOther"],
      [{ auth_time: seconds(now) }, "providerOther"],
    ] as const)
      await expect(proveByProvider(anna.actor, claims(over), now, now)).rejects.toMatchObject({ reason });
    expect((await readSession(anna.sessionId))?.provedAt).toEqual(anna.actor.provedAt);
  });

  test("a sign-in there is a proof of when the password was typed there, and of nothing where that is not said", async () => {
    const anna = await person("anna");
    const sub = randomUUID();
    const now = new Date();
    const hour = 3600;
    const provedAt = async (over: Partial<ProviderClaims>) => {
      const { sessionId } = await enterByProvider(claims({ sub, email: anna.actor.email, ...over }), device(), now);
      return (await readSession(sessionId))?.provedAt;
    };
    expect(await provedAt({})).toEqual(new Date(0));
    expect(await provedAt({})).toEqual(new Date(0));
    expect(await provedAt({ auth_time: seconds(now) - hour })).toEqual(new Date((seconds(now) - hour) * 1000));
    expect(await provedAt({ auth_time: seconds(now) + hour })).toEqual(now);
    expect(await provedAt({ auth_time: Number.MAX_VALUE })).toEqual(now);
    expect(await provedAt({ auth_time: -Number.MAX_VALUE })).toEqual(new Date(0));
    await setProvider({ oidcCreates: true });
    expect((await readSession((await enter({})).sessionId))?.provedAt).toEqual(new Date(0));
  });

  test("one connects only oneself, not at an open screen, and nobody who is somebody else's already", async () => {
    const [anna, boris] = [await person("anna"), await person("boris")];
    const sub = randomUUID();
    await enter({ sub, email: anna.actor.email });
    await expect(connectProvider(boris.actor, claims({ sub }))).rejects.toMatchObject({ reason: "providerOther" });
    const left = { ...boris.actor, provedAt: new Date(0) };
    await expect(connectProvider(left, claims())).rejects.toMatchObject({ reason: "proveAgain" });
    expect(await isConnected(boris.actor)).toBe(false);
  });
});
