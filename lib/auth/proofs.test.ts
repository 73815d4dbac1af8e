import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { database } from "@/db/client";
import { persons } from "@/db/schema";
import { provedMinutes, signInTriesPerAccount } from "@/lib/limits";
import { person, signInAgain, type TestPerson } from "@/server/testing/world";
import { hashPassword } from "./passwords";
import { prove, requireProved } from "./proofs";
import { readSession } from "./sessions";

const password = "four plain words here";
const span = provedMinutes * 60_000;
let anna: TestPerson;

beforeAll(async () => {
  anna = await person("anna");
  await database()
    .update(persons)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(persons.id, anna.id));
});

test("a sign-in vouches for sensitive acts for a while, whatever is done in between", async () => {
  const { provedAt } = anna.actor;
  expect(() => requireProved(anna.actor, new Date(provedAt.getTime() + span - 1))).not.toThrow();
  const late = new Date(provedAt.getTime() + span);
  await readSession(anna.sessionId, late);
  expect(() => requireProved(anna.actor, late)).toThrow("proveAgain");
});

test("the password typed again vouches for this session alone", async () => {
  const other = await signInAgain(anna);
  const later = new Date(Date.now() + 2 * span);
  await prove(anna.actor, { current: password }, later);
  expect((await readSession(anna.sessionId))?.provedAt).toEqual(later);
  expect((await readSession(other.sessionId))?.provedAt).toEqual(other.actor.provedAt);
});

test("a wrong password vouches for nothing, and many are slowed", async () => {
  const boris = await person("boris");
  for (let tries = 0; tries < signInTriesPerAccount; tries += 1)
    await expect(prove(boris.actor, { current: "wrong" })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "current", reason: "wrongPassword" }],
    });
  await expect(prove(boris.actor, { current: "wrong" })).rejects.toMatchObject({ code: "rate_limited" });
  expect((await readSession(boris.sessionId))?.provedAt).toEqual(boris.actor.provedAt);
});
