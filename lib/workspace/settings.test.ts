import { desc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, workspace } from "@/db/schema";
import type { Role } from "@/lib/access/actor";
import { check } from "@/lib/checking";
import type { AppError } from "@/lib/errors";
import { provedMinutes } from "@/lib/limits";
import { deactivate, found, haveFactor, person, signInAgain, type TestPerson } from "@/server/testing/world";
import { readSettings, readWorkspace } from "./data";
import { changeSettings } from "./mutations";
import { type Settings, settingsForm, settingsInput } from "./schema";

let owner: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  await found();
  [owner, admin] = [await person("olga", "owner"), await person("alla", "admin")];
  await haveFactor(owner, admin);
});

beforeEach(async () => {
  await database().update(workspace).set({ name: "Company", locale: "en", membership: "room_admins", sessionDays: 30 });
});

const lastEntry = async () => {
  const [entry] = await database().select().from(auditEntries).orderBy(desc(auditEntries.id)).limit(1);
  return entry;
};
const countEntries = () => database().$count(auditEntries, eq(auditEntries.action, "workspace.changed"));

test("every setting can be changed, alone and all at once, and is read as it was written", async () => {
  const all: Required<Settings> = {
    name: "Верфь",
    locale: "ru",
    registration: "open",
    registration_domains: ["example.com", "verf.example"],
    membership: "members",
    room_creation: "guests",
    room_visibility: "open",
    room_history: "joined",
    second_factor: "admins",
    password_chars_min: 16,
    session_days: 14,
    session_idle_days: 3,
    admin_session_hours: 8,
    admin_idle_minutes: 30,
    file_bytes_max: 20 * 1024 * 1024,
  };
  const before = await readSettings(owner.actor);
  expect(await changeSettings(owner.actor, all)).toMatchObject(all);
  expect(await readWorkspace()).toMatchObject(all);
  for (const [setting, value] of Object.entries(before))
    if (setting in all) await changeSettings(admin.actor, settingsInput.parse({ [setting]: value }));
  expect(await readWorkspace()).toEqual(before);
});

test("the journal tells what is other than before, and nothing else", async () => {
  await changeSettings(admin.actor, { name: "New", locale: "en", membership: "admins", session_days: 30 });
  expect(await lastEntry()).toMatchObject({
    action: "workspace.changed",
    actorId: admin.id,
    before: { name: "Company", membership: "room_admins" },
    after: { name: "New", membership: "admins" },
  });
});

test("what changes nothing is not told", async () => {
  const entries = await countEntries();
  expect(await changeSettings(owner.actor, { name: "Company" })).toMatchObject({ name: "Company" });
  expect(await countEntries()).toBe(entries);
});

test("who may enter is not settled at an open screen that somebody left; the rest is", async () => {
  const left = { ...owner.actor, provedAt: new Date(Date.now() - provedMinutes * 60_000) };
  const entrance: Settings[] = [
    { registration: "open" },
    { registration_domains: ["example.com"] },
    { second_factor: "everyone" },
    { password_chars_min: 20 },
    { session_days: 7 },
    { session_idle_days: 2 },
    { admin_session_hours: 4 },
    { admin_idle_minutes: 15 },
  ];
  const before = await readWorkspace();
  for (const change of entrance)
    await expect(changeSettings(left, change), Object.keys(change)[0]).rejects.toMatchObject({
      code: "forbidden",
      reason: "proveAgain",
    });
  expect(await readWorkspace()).toEqual(before);
  await expect(changeSettings(left, { name: "Left alone", session_days: 30 })).resolves.toBeDefined();
});

test("two who change different settings at once both have their way", async () => {
  await Promise.all([
    changeSettings(owner.actor, { name: "Two" }),
    changeSettings(admin.actor, { membership: "members" }),
  ]);
  expect(await readWorkspace()).toMatchObject({ name: "Two", membership: "members" });
});

describe("is for administrators", () => {
  test.each(["member", "guest", "bot"] as Role[])("not for a %s", async (role) => {
    const other = await person("other", role);
    await expect(changeSettings(other.actor, { name: "Mine" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(readSettings(other.actor)).rejects.toMatchObject({ code: "forbidden" });
    expect(await readWorkspace()).toMatchObject({ name: "Company" });
  });

  test("not for one who was deactivated", async () => {
    const gone = await person("gone", "admin");
    await deactivate(gone);
    const actor = { ...gone.actor, active: false };
    await expect(changeSettings(actor, { name: "Mine" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(signInAgain(gone)).rejects.toThrow();
  });
});

describe("what is typed", () => {
  const reasonsOf = async (input: unknown) => {
    const refusal = await Promise.resolve(input)
      .then((typed) => check(settingsForm, typed))
      .catch((error) => error);
    return (refusal as AppError).fields.map(({ path, reason, said }) =>
      [`${path.split(".")[0]}:`, said?.name ?? reason, ...Object.values(said?.params ?? {})].join(" "),
    );
  };

  test.each<[unknown, string[]]>([
    [{ name: " \u200b " }, ["name: nameEmpty"]],
    [{ name: "x".repeat(81) }, ["name: nameTooLong"]],
    [{ password_chars_min: 11 }, ["password_chars_min: wholeBetween 12 64"]],
    [{ password_chars_min: "65" }, ["password_chars_min: wholeBetween 12 64"]],
    [{ session_days: 0 }, ["session_days: wholeBetween 1 90"]],
    [{ session_days: 1.5 }, ["session_days: wholeBetween 1 90"]],
    [{ session_days: "-1" }, ["session_days: wholeBetween 1 90"]],
    [{ session_days: null }, ["session_days: wholeBetween 1 90"]],
    [{ admin_idle_minutes: 4 }, ["admin_idle_minutes: wholeBetween 5 1440"]],
    [{ registration_domains: "example.com, anna@example.com" }, ["registration_domains: domainShape"]],
    [{ registration_domains: "example ok.example -a.example" }, Array(2).fill("registration_domains: domainShape")],
  ])("%j is refused", async (input, reasons) => {
    expect(await reasonsOf(input)).toEqual(reasons);
  });

  test.each([
    { membership: "everyone" },
    { oidc_issuer: "https://example.com" },
    { mark_url: "/mark" },
    { id: 2 },
    { registration_domains: Array.from({ length: 51 }, (_, n) => `d${n}.example`) },
  ])("%j is refused", (input) => {
    expect(settingsInput.safeParse(input).success).toBe(false);
  });

  test("a form's words become numbers and lists", () => {
    expect(
      settingsForm.parse({ session_days: "30", registration_domains: " @B.Example\r\na.example, b.example " }),
    ).toEqual({ session_days: 30, registration_domains: ["a.example", "b.example"] });
    expect(settingsForm.parse({ registration_domains: "" })).toEqual({ registration_domains: [] });
  });
});
