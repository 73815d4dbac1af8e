import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { database, inTransaction } from "@/db/client";
import { auditEntries, persons, recoveryCodes, secondFactors, workspace } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { challengeSeconds, codesPerAccount, codesPerAddress, provedMinutes, recoveryCodesMade } from "@/lib/limits";
import { changeSettings } from "@/lib/workspace/mutations";
import { deactivate, person, signInAgain, type TestPerson } from "@/server/testing/world";
import {
  acceptCode,
  beginFactor,
  confirmFactor,
  forgetUnconfirmedFactor,
  readFactor,
  removeFactor,
  renewRecoveryCodes,
  resetSecondFactor,
} from "./factors";
import { beginSignIn, finishSignIn, signIn } from "./mutations";
import { hashPassword } from "./passwords";
import { readSession } from "./sessions";
import { totpCode } from "./totp";

const password = "four plain words here";
const device = (address: string = randomUUID()) => ({ kind: "web" as const, userAgent: "test", address });
let passwordHash: string;

interface Secured extends TestPerson {
  username: string;
  secret: string;
  codes: string[];
}

const half = 30_000;
/** Each code is good once, so that every use needs a half minute of its own. */
let clock = Math.floor(Date.now() / half) * half;
const next = () => {
  clock += 2 * half;
  return new Date(clock);
};
const proved = (who: TestPerson, at: Date): Actor => ({ ...who.actor, provedAt: at });

async function withPassword(name: string, role: "owner" | "admin" | "member" = "member"): Promise<TestPerson> {
  const who = await person(name, role);
  await database().update(persons).set({ passwordHash }).where(eq(persons.id, who.id));
  return who;
}

async function secured(name: string, role: "owner" | "admin" | "member" = "member"): Promise<Secured> {
  const who = await withPassword(name, role);
  const now = next();
  const { secret } = await beginFactor(proved(who, now), now);
  const codes = await confirmFactor(proved(who, now), { otp: totpCode(secret, now) }, now);
  return { ...who, username: who.actor.username, secret, codes };
}

const rule = (secondFactor: "optional" | "admins" | "everyone") =>
  database().update(workspace).set({ secondFactor }).where(eq(workspace.id, 1));

beforeAll(async () => {
  passwordHash = await hashPassword(password);
});
afterEach(() => rule("optional"));

describe("setting up", () => {
  test("nothing is asked for until a first code has shown that the key arrived", async () => {
    const anna = await withPassword("anna");
    const { secret } = await beginFactor(anna.actor);
    expect((await beginFactor(anna.actor)).secret).toBe(secret);
    await expect(signIn({ username: anna.actor.username, password }, device())).resolves.toBeDefined();
    await expect(confirmFactor(anna.actor, { otp: "000000" })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "otp", reason: "codeWrong" }],
    });
    const now = new Date();
    const codes = await confirmFactor(anna.actor, { otp: ` ${totpCode(secret, now)} ` }, now);
    expect(new Set(codes).size).toBe(recoveryCodesMade);
    expect(await readFactor(anna.actor)).toEqual({
      since: now.toISOString(),
      recovery_codes_left: recoveryCodesMade,
    });
    await expect(signIn({ username: anna.actor.username, password }, device())).rejects.toMatchObject({
      code: "unauthenticated",
      reason: "codeNeeded",
    });
  });

  test("of ten at once with the first code one succeeds, and its recovery codes are the ones that count", async () => {
    const anna = await withPassword("anna");
    const now = next();
    const { secret } = await beginFactor(proved(anna, now), now);
    const tries = Array.from({ length: 10 }, () =>
      confirmFactor(proved(anna, now), { otp: totpCode(secret, now) }, now),
    );
    const won = (await Promise.allSettled(tries)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(won).toHaveLength(1);
    await acceptCode(anna.id, won[0]?.[0] ?? "", device(), next());
  });

  test("the key is shown to nobody who has not proved who they are, nor once it is in use", async () => {
    const anna = await secured("anna");
    await expect(beginFactor(proved(anna, new Date()))).rejects.toMatchObject({ reason: "secondFactorOn" });
    const boris = await withPassword("boris");
    const late = new Date(boris.actor.provedAt.getTime() + provedMinutes * 60_000 + 1);
    await expect(beginFactor(boris.actor, late)).rejects.toMatchObject({ code: "forbidden", reason: "proveAgain" });
    await expect(confirmFactor(boris.actor, { otp: "000000" }, late)).rejects.toMatchObject({ reason: "proveAgain" });
  });

  test("neither key nor codes are kept as they are, and the journal holds none of them", async () => {
    const anna = await secured("anna");
    const [factor] = await database().select().from(secondFactors).where(eq(secondFactors.personId, anna.id));
    expect(factor?.sealedSecret).not.toContain(anna.secret);
    const kept = await database().select().from(recoveryCodes).where(eq(recoveryCodes.personId, anna.id));
    expect(kept.map((row) => row.codeHash.length)).toEqual(anna.codes.map(() => 32));
    const entries = JSON.stringify(
      await database().select().from(auditEntries).where(eq(auditEntries.personId, anna.id)),
    );
    expect(entries).toContain("person.second_factor_on");
    for (const secret of [anna.secret, ...anna.codes]) expect(entries).not.toContain(secret);
  });

  test("a key sealed for one person opens for nobody else", async () => {
    const [anna, boris] = [await secured("anna"), await secured("boris")];
    const [row] = await database().select().from(secondFactors).where(eq(secondFactors.personId, anna.id));
    await database()
      .update(secondFactors)
      .set({ sealedSecret: row?.sealedSecret ?? "" })
      .where(eq(secondFactors.personId, boris.id));
    const now = next();
    await expect(acceptCode(boris.id, totpCode(anna.secret, now), device(), now)).rejects.toMatchObject({
      reason: "codeWrong",
    });
  });
});

describe("signing in with a code", () => {
  test("a code of now lets in, once; no earlier one afterwards", async () => {
    const anna = await secured("anna");
    const now = next();
    const otp = totpCode(anna.secret, now);
    const before = totpCode(anna.secret, new Date(now.getTime() - half));
    const begun = await signIn({ username: anna.username, password, otp }, device(), now);
    expect((await readSession(begun.sessionId))?.personId).toBe(anna.id);
    for (const used of [otp, before])
      await expect(signIn({ username: anna.username, password, otp: used }, device(), now)).rejects.toMatchObject({
        code: "unauthenticated",
        reason: "codeWrong",
      });
  });

  test("of 50 at once with one code one comes in", async () => {
    const anna = await secured("anna");
    const now = next();
    const otp = totpCode(anna.secret, now);
    const tries = Array.from({ length: 50 }, () => acceptCode(anna.id, otp, device(), now));
    expect((await Promise.allSettled(tries)).filter((one) => one.status === "fulfilled")).toHaveLength(1);
  });

  test("that a code is needed is told only to whoever knows the password", async () => {
    const anna = await secured("anna");
    for (const otp of [undefined, "000000", anna.codes[0]])
      await expect(signIn({ username: anna.username, password: "wrong", otp }, device())).rejects.toMatchObject({
        reason: "wrongCredentials",
      });
    expect((await readFactor(anna.actor)).recovery_codes_left).toBe(recoveryCodesMade);
  });

  test("a recovery code lets in however it is typed, once, of 50 at once one", async () => {
    const anna = await secured("anna");
    const [first = "", second = "", third = ""] = anna.codes;
    await acceptCode(anna.id, first.toUpperCase().replaceAll("-", " "), device(), new Date());
    await acceptCode(anna.id, second.replaceAll("0", "O").replaceAll("1", "l"), device(), new Date());
    await expect(acceptCode(anna.id, first, device(), new Date())).rejects.toMatchObject({ reason: "codeWrong" });
    const tries = Array.from({ length: 50 }, () => acceptCode(anna.id, third, device(), new Date()));
    expect((await Promise.allSettled(tries)).filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect((await readFactor(anna.actor)).recovery_codes_left).toBe(recoveryCodesMade - 3);
  });

  test("one's recovery codes open nobody else's account", async () => {
    const [anna, boris] = [await secured("anna"), await secured("boris")];
    await expect(acceptCode(boris.id, anna.codes[0] ?? "", device(), new Date())).rejects.toMatchObject({
      reason: "codeWrong",
    });
  });

  test("wrong codes slow down their own address, and are counted for the account wherever they come from", async () => {
    const anna = await secured("anna");
    const from = device();
    for (let tries = 0; tries < codesPerAddress; tries += 1)
      await expect(acceptCode(anna.id, "000000", from, new Date())).rejects.toMatchObject({ reason: "codeWrong" });
    await expect(acceptCode(anna.id, anna.codes[0] ?? "", from, new Date())).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: expect.any(Number),
    });
    for (let tries = codesPerAddress; tries < codesPerAccount; tries += 1)
      await expect(acceptCode(anna.id, "000000", device(), new Date())).rejects.toMatchObject({ reason: "codeWrong" });
    const now = next();
    await expect(acceptCode(anna.id, totpCode(anna.secret, now), device(), now)).rejects.toMatchObject({
      code: "rate_limited",
    });
    // Nobody is locked out: a recovery code cannot be guessed, and passes.
    await expect(acceptCode(anna.id, anna.codes[0] ?? "", device(), now)).resolves.toBeUndefined();
  });
});

describe("the page's two steps", () => {
  test("the password brings a challenge and no session; the challenge and a code bring the session", async () => {
    const anna = await secured("anna");
    const here = device();
    const now = next();
    const first = await beginSignIn({ username: anna.username, password }, here, now);
    if (!("challenge" in first)) throw new Error("no code was asked for");
    expect(first.challenge).not.toContain(String(anna.id));
    const otp = totpCode(anna.secret, now);
    const begun = await finishSignIn({ challenge: first.challenge, otp }, here, now);
    expect(begun.personId).toBe(anna.id);
  });

  test("without a second factor the first step is all", async () => {
    const boris = await withPassword("boris");
    const first = await beginSignIn({ username: boris.actor.username, password }, device());
    expect(first).toMatchObject({ sessionId: expect.any(String) });
  });

  test("a challenge is worth nothing later, elsewhere, changed, or for somebody who was deactivated", async () => {
    const anna = await secured("anna");
    const here = device();
    const now = next();
    const first = await beginSignIn({ username: anna.username, password }, here, now);
    if (!("challenge" in first)) throw new Error("no code was asked for");
    const { challenge } = first;
    const otp = anna.codes[0] ?? "";
    const late = new Date(now.getTime() + challengeSeconds * 1000);
    for (const attempt of [
      () => finishSignIn({ challenge, otp }, device(), now),
      () => finishSignIn({ challenge, otp }, here, late),
      () =>
        finishSignIn({ challenge: `${challenge.startsWith("A") ? "B" : "A"}${challenge.slice(1)}`, otp }, here, now),
      () => finishSignIn({ challenge: "", otp }, here, now),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "unauthenticated", reason: "signInAgain" });
    await deactivate(anna);
    await expect(finishSignIn({ challenge, otp }, here, now)).rejects.toMatchObject({ reason: "signInAgain" });
    expect((await readFactor(anna.actor)).recovery_codes_left).toBe(recoveryCodesMade);
  });
});

describe("recovery codes", () => {
  test("made anew, they take the place of the old ones", async () => {
    const anna = await secured("anna");
    const fresh = await renewRecoveryCodes(proved(anna, new Date()));
    await expect(acceptCode(anna.id, anna.codes[0] ?? "", device(), new Date())).rejects.toMatchObject({
      reason: "codeWrong",
    });
    await acceptCode(anna.id, fresh[0] ?? "", device(), new Date());
    const boris = await person("boris");
    await expect(renewRecoveryCodes(boris.actor)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("turning it off", () => {
  test("wants the password, and is refused where the company requires it", async () => {
    const anna = await secured("anna");
    await expect(removeFactor(anna.actor, { current: "wrong" })).rejects.toMatchObject({
      fields: [{ path: "current", reason: "wrongPassword" }],
    });
    await rule("everyone");
    await expect(removeFactor(anna.actor, { current: password })).rejects.toMatchObject({
      code: "forbidden",
      reason: "secondFactorKept",
    });
    await rule("admins");
    await removeFactor(anna.actor, { current: password });
    expect(await readFactor(anna.actor)).toEqual({ since: null, recovery_codes_left: 0 });
    await expect(signIn({ username: anna.username, password }, device())).resolves.toBeDefined();
    await expect(removeFactor(anna.actor, { current: password })).rejects.toMatchObject({ code: "not_found" });
  });

  test("an administrator resets another's, not an owner's, and not by an open screen", async () => {
    const [owner, admin, anna] = [await secured("olga", "owner"), await secured("ada", "admin"), await secured("anna")];
    await expect(resetSecondFactor(anna.actor, admin.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(resetSecondFactor(admin.actor, owner.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(resetSecondFactor(admin.actor, admin.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(resetSecondFactor(proved(admin, new Date(0)), anna.id)).rejects.toMatchObject({
      reason: "proveAgain",
    });
    await expect(resetSecondFactor(admin.actor, 2_000_000_000)).rejects.toMatchObject({ code: "not_found" });
    await resetSecondFactor(admin.actor, anna.id);
    await expect(signIn({ username: anna.username, password }, device())).resolves.toBeDefined();
    await expect(resetSecondFactor(admin.actor, anna.id)).rejects.toMatchObject({ code: "not_found" });
    const entries = await database().select().from(auditEntries).where(eq(auditEntries.personId, anna.id));
    expect(entries.map((entry) => entry.action)).toContain("person.second_factor_reset");
  });

  test("a key that was begun and never confirmed is gone after a reset, a removal and a new password", async () => {
    const admin = await secured("ada", "admin");
    for (const renew of [
      (anna: TestPerson) => resetSecondFactor(proved(admin, new Date()), anna.id),
      (anna: TestPerson) => removeFactor(anna.actor, { current: password }),
      (anna: TestPerson) => inTransaction((tx) => forgetUnconfirmedFactor(tx, anna.id)),
    ]) {
      const anna = await withPassword("anna");
      const { secret } = await beginFactor(anna.actor);
      await renew(anna);
      const now = new Date();
      await expect(confirmFactor(anna.actor, { otp: totpCode(secret, now) }, now)).rejects.toMatchObject({
        code: "not_found",
      });
      expect((await beginFactor(anna.actor)).secret).not.toBe(secret);
    }
    await inTransaction((tx) => forgetUnconfirmedFactor(tx, admin.id));
    expect((await readFactor(admin.actor)).since).not.toBeNull();
  });
});

describe("where the company requires it", () => {
  test("whoever lacks one has no door but the one to make it, and all doors afterwards", async () => {
    const boris = await withPassword("boris");
    await rule("everyone");
    const again = await signInAgain(boris);
    expect(again.actor.mustSecure).toBe(true);
    const now = next();
    const { secret } = await beginFactor(proved(again, now), now);
    expect((await readSession(again.sessionId))?.mustSecure).toBe(true);
    await confirmFactor(proved(again, now), { otp: totpCode(secret, now) }, now);
    expect((await readSession(again.sessionId))?.mustSecure).toBe(false);
  });

  test("an administrator who lacks one cannot make the rule that would shut them out", async () => {
    const [bare, safe] = [await withPassword("ada", "admin"), await secured("ada", "admin")];
    for (const second_factor of ["admins", "everyone"] as const)
      await expect(changeSettings(bare.actor, { second_factor })).rejects.toMatchObject({
        code: "conflict",
        reason: "secondFactorFirst",
      });
    await expect(changeSettings(safe.actor, { second_factor: "admins" })).resolves.toMatchObject({
      second_factor: "admins",
    });
  });
});
