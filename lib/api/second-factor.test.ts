import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { database } from "@/db/client";
import { persons, workspace } from "@/db/schema";
import { hashPassword } from "@/lib/auth/passwords";
import { totpCode } from "@/lib/auth/totp";
import { en } from "@/lib/i18n/en";
import { person, type TestPerson, tokenOf } from "@/server/testing/world";
import { answerRequest } from "./answer";

const password = "four plain words here";
const origin = "https://chat.example.com";
let passwordHash: string;

async function call(method: string, path: string, body?: unknown, token?: string) {
  const headers = new Headers({ "content-type": "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  const request = new Request(`${origin}/api/v1/${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const device = { kind: "api" as const, userAgent: "test", address: randomUUID() };
  const answer = await answerRequest(request, path.split("/"), { visitor: async () => null, device, origin });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
}

async function withPassword(name: string, role: "admin" | "member" | "guest" = "member"): Promise<TestPerson> {
  const who = await person(name, role);
  await database().update(persons).set({ passwordHash }).where(eq(persons.id, who.id));
  return who;
}

/** Sets it up as a program would. */
async function secured(who: TestPerson) {
  const token = await tokenOf(who);
  const begun = await call("POST", "me/second-factor", undefined, token);
  expect(begun.status).toBe(201);
  const secret = z.string().parse(begun.body.secret);
  const now = Date.now();
  const confirmed = await call("PUT", "me/second-factor", { otp: totpCode(secret, new Date(now)) }, token);
  expect(confirmed.status).toBe(200);
  return { secret, codes: z.array(z.string()).parse(confirmed.body.recovery_codes), now };
}

const setRule = (secondFactor: "optional" | "everyone") =>
  database().update(workspace).set({ secondFactor }).where(eq(workspace.id, 1));

beforeAll(async () => {
  passwordHash = await hashPassword(password);
});
afterEach(() => setRule("optional"));

describe("a program signs in", () => {
  test("with a code beside the password; without one it is told that a code is needed", async () => {
    const anna = await withPassword("anna");
    const { secret, codes, now } = await secured(anna);
    const signIn = (more: object) => call("POST", "auth/token", { username: anna.actor.username, password, ...more });
    expect(await signIn({})).toMatchObject({ status: 401, body: { detail: en.errors.codeNeeded } });
    expect(await signIn({ otp: "000000" })).toMatchObject({ status: 401, body: { detail: en.errors.codeWrong } });
    expect(await signIn({ password: "wrong", otp: codes[0] })).toMatchObject({
      status: 401,
      body: { detail: en.errors.wrongCredentials },
    });
    expect(await signIn({ otp: totpCode(secret, new Date(now + 30_000)) })).toMatchObject({
      status: 200,
      body: { token_type: "bearer" },
    });
    expect((await signIn({ otp: codes[0] })).status).toBe(200);
    expect((await signIn({ otp: codes[0] })).status).toBe(401);
  });

  test("into an account that must have one and has none: every call is refused but those that make one", async () => {
    const boris = await withPassword("boris");
    await setRule("everyone");
    const signedIn = await call("POST", "auth/token", { username: boris.actor.username, password });
    const token = z.string().parse(signedIn.body.access_token);
    for (const [method, path] of [
      ["GET", "rooms"],
      ["GET", "users"],
      ["GET", "me/sessions"],
      ["DELETE", "me/second-factor"],
    ] as const)
      expect(await call(method, path, undefined, token), path).toMatchObject({
        status: 403,
        body: { detail: en.errors.secondFactorRequired },
      });
    expect((await call("GET", "me", undefined, token)).status).toBe(200);
    expect((await call("GET", "me/second-factor", undefined, token)).body).toEqual({
      since: null,
      recovery_codes_left: 0,
    });
    await secured(boris);
    expect((await call("GET", "rooms", undefined, token)).status).toBe(200);
  });
});

describe("an administrator's reset", () => {
  test("is for administrators: forbidden to members, nobody's to guests who do not know the person", async () => {
    const [anna, ada, boris] = [await withPassword("anna"), await withPassword("ada", "admin"), await person("boris")];
    const guest = await person("guest", "guest");
    await secured(anna);
    const reset = async (who: TestPerson) =>
      (await call("DELETE", `users/${anna.id}/second-factor`, undefined, await tokenOf(who))).status;
    expect([await reset(boris), await reset(anna), await reset(guest)]).toEqual([403, 403, 404]);
    expect(await reset(ada)).toBe(204);
    expect((await call("POST", "auth/token", { username: anna.actor.username, password })).status).toBe(200);
  });

  test("asks for the password again after a while, which `me/prove` takes", async () => {
    const [anna, ada] = [await withPassword("anna"), await withPassword("ada", "admin")];
    await secured(anna);
    const token = await tokenOf(ada);
    await database().execute(`update sessions set proved_at = now() - interval '1 hour' where person_id = ${ada.id}`);
    const reset = () => call("DELETE", `users/${anna.id}/second-factor`, undefined, token);
    expect(await reset()).toMatchObject({ status: 403, body: { detail: en.errors.proveAgain } });
    expect((await call("POST", "me/prove", { current: "wrong" }, token)).status).toBe(422);
    expect((await reset()).status).toBe(403);
    expect((await call("POST", "me/prove", { current: password }, token)).status).toBe(204);
    expect((await reset()).status).toBe(204);
  });
});
