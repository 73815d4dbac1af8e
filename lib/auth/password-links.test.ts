import { randomUUID } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, jobs, passwordLinks, persons, secondFactors } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { passwordLinkHours } from "@/lib/limits";
import { openLetter } from "@/lib/mail/letters";
import { changePerson } from "@/lib/people/administration";
import { person, signInAgain, type TestPerson } from "@/server/testing/world";
import { devicesOf, endSessionOf, signOutPerson } from "./devices";
import { beginFactor } from "./factors";
import { signIn } from "./mutations";
import { personOfPasswordLink, resetPassword, setPasswordByLink } from "./password-links";
import { newSecret } from "./secrets";
import { readSession } from "./sessions";

const device = () => ({ kind: "web" as const, userAgent: "test", address: randomUUID() });
const password = "four plain words here";
const nobody = 2_000_000_000;
const dead = { code: "forbidden", reason: "passwordLinkDead" };
let owner: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  owner = await person("owner", "owner");
  admin = await person("admin", "admin");
});

const reset = (actor: Actor, personId: number, now?: Date) =>
  resetPassword(actor, { personId }, "https://chat.example.com", now);
/** The token of a new link. */
const linkFor = async (who: TestPerson, now?: Date) =>
  (await reset(admin.actor, who.id, now)).link.url.split("/password/")[1] ?? "";

async function told(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error("no AppError was thrown");
  return JSON.stringify([error.code, error.reason, error.message, error.fields, error.status]);
}

describe("a link to set one's password", () => {
  test("sets it, ends every session, and lets its person in", async () => {
    const anna = await person("anna");
    const token = await linkFor(anna);
    expect(await personOfPasswordLink(token)).toMatchObject({ id: anna.id, username: anna.actor.username });
    const session = await setPasswordByLink({ token, password }, device());
    expect(await readSession(anna.sessionId)).toBeNull();
    expect((await readSession(session?.sessionId ?? ""))?.personId).toBe(anna.id);
    expect(await signIn({ username: anna.actor.username, password }, device())).toMatchObject({ personId: anna.id });
  });

  test("forgets a second factor that was begun with the old password and never confirmed", async () => {
    const anna = await person("anna");
    const { secret } = await beginFactor(anna.actor);
    const session = await setPasswordByLink({ token: await linkFor(anna), password }, device());
    const fresh = await readSession(session?.sessionId ?? "");
    if (!fresh) throw new Error("the link let nobody in");
    expect((await beginFactor(fresh)).secret).not.toBe(secret);
  });

  test("of a hundred at once sets one password", async () => {
    const anna = await person("anna");
    const token = await linkFor(anna);
    const tries = Array.from({ length: 100 }, (_, at) =>
      setPasswordByLink({ token, password: `${password} ${at}` }, device()),
    );
    const settled = await Promise.allSettled(tries);
    const refused = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(99);
    for (const reason of refused) expect(reason).toMatchObject(dead);
    const won = settled.findIndex((one) => one.status === "fulfilled");
    await signIn({ username: anna.actor.username, password: `${password} ${won}` }, device());
  }, 60_000);

  test("is good for a day, and the one that was made before it is dead", async () => {
    const anna = await person("anna");
    const now = new Date();
    const [first, second] = [await linkFor(anna, now), await linkFor(anna, now)];
    expect(await personOfPasswordLink(first, now)).toBeNull();
    const ends = now.getTime() + passwordLinkHours * 3_600_000;
    expect(await personOfPasswordLink(second, new Date(ends - 1))).not.toBeNull();
    expect(await personOfPasswordLink(second, new Date(ends))).toBeNull();
    await expect(setPasswordByLink({ token: second, password }, device(), new Date(ends))).rejects.toMatchObject(dead);
  });

  test("that is used, expired, replaced, of one deactivated or made up is told in the same words", async () => {
    const people = [await person("a"), await person("b"), await person("c"), await person("d")] as const;
    const [used, expired, replaced, gone] = [
      await linkFor(people[0]),
      await linkFor(people[1], new Date(Date.now() - 25 * 3_600_000)),
      await linkFor(people[2]),
      await linkFor(people[3]),
    ];
    await setPasswordByLink({ token: used, password }, device());
    await linkFor(people[2]);
    await changePerson(admin.actor, { personId: people[3].id, active: false });
    const madeUp = await told(setPasswordByLink({ token: newSecret(), password }, device()));
    for (const token of [used, expired, replaced, gone, "", "x".repeat(200), "\0"]) {
      expect(await personOfPasswordLink(token)).toBeNull();
      expect(await told(setPasswordByLink({ token, password }, device())), token).toBe(madeUp);
      expect(await told(setPasswordByLink({ token, password: "weak" }, device())), token).toBe(madeUp);
    }
    await changePerson(admin.actor, { personId: people[3].id, active: true });
    expect(await personOfPasswordLink(gone)).toBeNull();
  });

  test("stays good after a password that is too weak", async () => {
    const anna = await person("anna");
    const token = await linkFor(anna);
    for (const weak of ["short", "password1234", `${anna.actor.username} 2026 2026`])
      await expect(setPasswordByLink({ token, password: weak }, device())).rejects.toMatchObject({
        code: "invalid",
        fields: [{ path: "password" }],
      });
    expect(await setPasswordByLink({ token, password }, device())).not.toBeNull();
  });

  test("lets nobody past a second factor: they sign in", async () => {
    const anna = await person("anna");
    await database().insert(secondFactors).values({ personId: anna.id, sealedSecret: "x", confirmedAt: new Date() });
    expect(await setPasswordByLink({ token: await linkFor(anna), password }, device())).toBeNull();
    expect(await devicesOf(admin.actor, anna.id)).toEqual([]);
  });

  test("is made by administrators, for an owner by an owner, for nobody who is not there, deactivated or a bot", async () => {
    const anna = await person("anna");
    for (const who of [anna, await person("guest", "guest"), await person("bot", "bot")])
      for (const personId of [anna.id, who.id, nobody])
        await expect(reset(who.actor, personId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(reset(admin.actor, owner.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(reset(admin.actor, nobody)).rejects.toMatchObject({ code: "not_found" });
    const bot = await person("bot", "bot");
    await expect(reset(owner.actor, bot.id)).rejects.toMatchObject({ code: "forbidden" });
    expect((await reset(owner.actor, owner.id)).person.id).toBe(owner.id);
    await database().update(persons).set({ active: false }).where(eq(persons.id, anna.id));
    await expect(reset(admin.actor, anna.id)).rejects.toMatchObject({
      code: "conflict",
      reason: "personInactive",
    });
  });

  test("asks whoever makes it for the password again", async () => {
    const anna = await person("anna");
    const stale = { ...admin.actor, provedAt: new Date(Date.now() - 3_600_000) };
    await expect(reset(stale, anna.id)).rejects.toMatchObject({ code: "forbidden", reason: "proveAgain" });
  });

  test("goes by mail where there is a mail server, in its reader's language, and otherwise not", async () => {
    const anna = await person("anna");
    expect((await reset(admin.actor, anna.id)).link.mailed).toBe(false);
    expect(await database().$count(jobs)).toBe(0);
    const settings = env();
    settings.SMTP_URL = "smtp://127.0.0.1:2525";
    try {
      const { link } = await reset(admin.actor, anna.id);
      expect(link.mailed).toBe(true);
      const [letter] = await database().select({ kind: jobs.kind, payload: jobs.payload }).from(jobs);
      expect(letter?.kind).toBe("mail");
      expect(openLetter(letter?.payload)).toMatchObject({
        to: anna.actor.email,
        locale: "en",
        kind: "passwordReset",
        params: { url: link.url },
      });
    } finally {
      delete settings.SMTP_URL;
    }
  });

  test("is kept as a hash, and the journal tells of it without it", async () => {
    const anna = await person("anna");
    const token = await linkFor(anna);
    const [row] = await database().select().from(passwordLinks).where(eq(passwordLinks.personId, anna.id));
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row?.tokenHash).toHaveLength(32);
    await setPasswordByLink({ token, password }, device());
    const journal = await database()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.personId, anna.id))
      .orderBy(asc(auditEntries.id));
    expect(journal.map(({ action, actorId }) => [action, actorId])).toEqual([
      ["person.password_link_made", admin.id],
      ["person.password_set", anna.id],
      ["session.begun", anna.id],
    ]);
    expect(JSON.stringify(journal)).not.toContain(token);
  });
});

describe("other people's devices", () => {
  test("are shown to administrators, and each can be ended; the rest stays", async () => {
    const anna = await person("anna");
    const again = await signInAgain(anna);
    expect((await devicesOf(admin.actor, anna.id)).map(({ id }) => id).sort()).toEqual(
      [anna.sessionId, again.sessionId].sort(),
    );
    await endSessionOf(admin.actor, { personId: anna.id, id: again.sessionId });
    expect(await readSession(again.sessionId)).toBeNull();
    expect(await readSession(anna.sessionId)).not.toBeNull();
    const boris = await person("boris");
    for (const sessionId of [again.sessionId, boris.sessionId, randomUUID()])
      await expect(endSessionOf(admin.actor, { personId: anna.id, id: sessionId })).rejects.toMatchObject({
        code: "not_found",
      });
    expect(await readSession(boris.sessionId)).not.toBeNull();
  });

  test("are signed out all at once, and it is said how many", async () => {
    const anna = await person("anna");
    await signInAgain(anna);
    expect(await signOutPerson(admin.actor, { personId: anna.id })).toEqual({ sessions_closed: 2 });
    expect(await signOutPerson(admin.actor, { personId: anna.id })).toEqual({ sessions_closed: 0 });
  });

  test("are nobody else's business, and an owner's are an owner's", async () => {
    const anna = await person("anna");
    for (const who of [anna, await person("guest", "guest")]) {
      await expect(devicesOf(who.actor, anna.id)).rejects.toMatchObject({ code: "forbidden" });
      await expect(signOutPerson(who.actor, { personId: anna.id })).rejects.toMatchObject({ code: "forbidden" });
      await expect(endSessionOf(who.actor, { personId: anna.id, id: anna.sessionId })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    await expect(signOutPerson(admin.actor, { personId: owner.id })).rejects.toMatchObject({ code: "forbidden" });
    await expect(signOutPerson(admin.actor, { personId: nobody })).rejects.toMatchObject({ code: "not_found" });
    expect(await readSession(owner.sessionId)).not.toBeNull();
  });
});
