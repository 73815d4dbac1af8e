import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { workspace } from "@/db/schema";
import { catalogue } from "@/lib/i18n";
import { createInvitation } from "@/lib/invitations/mutations";
import { journalCsv } from "@/lib/journal/export";
import { journalExportBatch } from "@/lib/limits";
import { changePerson } from "@/lib/people/administration";
import { createPerson } from "@/lib/people/creation";
import { listPeople } from "@/lib/people/data";
import { startDirect } from "@/lib/rooms/direct";
import { deactivate, person, roomOf, signInAgain, type TestPerson } from "@/server/testing/world";
import { beginFactor, confirmFactor } from "./factors";
import { enterByProvider } from "./identities";
import { beginSignIn, changePassword, finishSignIn, register, signIn } from "./mutations";
import { resetPassword, setPasswordByLink } from "./password-links";
import { readSession } from "./sessions";
import { totpCode } from "./totp";

const iss = "https://login.north.example";
const origin = "https://chat.example.com";
const password = "four plain words here";
const device = () => ({ kind: "web" as const, userAgent: "test", address: randomUUID() });
const unique = () => `x${randomUUID().slice(0, 8)}`;
const tokenIn = (url: string) => url.split("/").at(-1) ?? "";
let owner: TestPerson;

beforeAll(async () => {
  owner = await person("owner", "owner");
  await database().update(workspace).set({ oidcIssuer: iss, oidcClientId: "staffroom" }).where(eq(workspace.id, 1));
});

/** Somebody who came by a link that was handed over, under an address that they typed. */
async function newcomer(email = `${unique()}@north.example`) {
  const { token } = await createInvitation(owner.actor, { role: "member", max_uses: 5 }, origin);
  const username = unique();
  const session = await register({ username, email, password, invite: token }, device());
  const actor = await readSession(session.sessionId);
  if (!actor) throw new Error("a session that was just begun lets nobody in");
  return { username, email, session, actor };
}

describe("nobody comes in as an owner by what they held of the account before", () => {
  test("a link for the password dies, and every session ends", async () => {
    const admin = await person("admin", "admin");
    const { user, link } = await createPerson(
      admin.actor,
      { username: unique(), email: `${unique()}@north.example` },
      origin,
    );
    const session = await signInAgain({ id: user.id, actor: { role: "member" } });
    const { sessions_closed } = await changePerson(owner.actor, { personId: user.id, role: "owner" });
    expect(sessions_closed).toBe(1);
    expect(await readSession(session.sessionId)).toBeNull();
    await expect(setPasswordByLink({ token: tokenIn(link.url), password }, device())).rejects.toThrow();
  });

  test("a place at the provider that was found by e-mail is given up", async () => {
    const who = await person("who");
    const claims = { iss, sub: randomUUID(), email: who.actor.email, email_verified: true };
    await enterByProvider(claims, device());
    await changePerson(owner.actor, { personId: who.id, role: "owner" });
    await expect(enterByProvider(claims, device())).rejects.toMatchObject({ reason: "providerOwner" });
  });
});

describe("an address that was only typed is not its owner's word", () => {
  test("whoever came under a colleague's e-mail loses the account to them", async () => {
    const { username, email, session } = await newcomer();
    const owned = await enterByProvider({ iss, sub: randomUUID(), email, email_verified: true }, device());
    expect(owned.personId).toBe(session.personId);
    expect(await readSession(session.sessionId)).toBeNull();
    await expect(signIn({ username, password }, device())).rejects.toMatchObject({ reason: "wrongCredentials" });
  });

  test("whoever was invited by a letter of their own keeps what they have", async () => {
    const email = `${unique()}@north.example`;
    const { token } = await createInvitation(owner.actor, { role: "member", email }, origin);
    const session = await register({ username: unique(), email, password, invite: token }, device());
    await enterByProvider({ iss, sub: randomUUID(), email, email_verified: true }, device());
    expect(await readSession(session.sessionId)).not.toBeNull();
  });
});

describe("a new password closes what the old one opened", () => {
  test("a link that was made before it", async () => {
    const { actor } = await newcomer();
    const { link } = await resetPassword(owner.actor, { personId: actor.personId }, origin);
    await changePassword(actor, { current: password, password: `${password} anew` });
    await expect(setPasswordByLink({ token: tokenIn(link.url), password }, device())).rejects.toThrow();
  });

  test("a key of a second factor that was only begun", async () => {
    const { actor } = await newcomer();
    const begun = await beginFactor(actor);
    await changePassword(actor, { current: password, password: `${password} anew` });
    expect((await beginFactor(actor)).secret).not.toBe(begun.secret);
  });

  test("a sign-in that waits for its code", async () => {
    const { actor, username } = await newcomer();
    const { secret } = await beginFactor(actor);
    await confirmFactor(actor, { otp: totpCode(secret, new Date()) });
    const here = device();
    const begun = await beginSignIn({ username, password }, here);
    if (!("challenge" in begun)) throw new Error("no code was asked for");
    await changePassword(actor, { current: password, password: `${password} anew` });
    const otp = totpCode(secret, new Date(Date.now() + 30_000));
    await expect(finishSignIn({ challenge: begun.challenge, otp }, here)).rejects.toMatchObject({
      reason: "signInAgain",
    });
  });
});

test("who is not in a room is told to those who may know who is", async () => {
  const [anna, boris, outsider] = [await person("anna"), await person("boris"), await person("outsider")];
  const rooms = [await roomOf(anna, boris), (await startDirect(anna.actor, { user_ids: [boris.id] })).room];
  for (const { id } of rooms) {
    const { items } = await listPeople(anna.actor, { not_in: id, limit: 100 });
    expect(items.map((one) => one.id)).not.toContain(boris.id);
    await expect(listPeople(outsider.actor, { not_in: id })).rejects.toMatchObject({ code: "not_found" });
  }
});

test("the journal's list ends with the session of whoever reads it", async () => {
  const admin = await person("admin", "admin");
  for (let entry = 0; entry <= journalExportBatch; entry += 500)
    await database().execute(`insert into audit_entries (action, outcome)
      select 'session.refused', 'refused' from generate_series(1, 500)`);
  const pieces = journalCsv(admin.actor, catalogue("en").admin.journal, {});
  await pieces.next();
  await pieces.next();
  await deactivate(admin);
  await expect(pieces.next()).rejects.toMatchObject({ code: "unauthenticated" });
});
