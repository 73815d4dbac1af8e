import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eq, inArray, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { auditEntries, jobs, memberships, passwordLinks, persons, rooms } from "@/db/schema";
import { personOfPasswordLink } from "@/lib/auth/password-links";
import { env } from "@/lib/env";
import { renewJob, takeJob } from "@/lib/jobs/queue";
import type { TakenJob } from "@/lib/jobs/schema";
import { importBytesMax, importRowsMax } from "@/lib/limits";
import { openLetter } from "@/lib/mail/letters";
import { Stage } from "@/server/testing/stage";
import { person, roomOf, type TestPerson } from "@/server/testing/world";
import { carryImport } from "./carrying";
import { badLines, badSheet, getImport, importProgress, listImports } from "./data";
import { confirmImport, discardImport, draftImport, takeImportLinks } from "./mutations";
import { importPayload } from "./schema";
import { readSheet } from "./sheet";

const origin = "https://chat.example.com";
const idle = new AbortController().signal;
let owner: TestPerson;
let admin: TestPerson;
let member: TestPerson;
let made = 0;

beforeAll(async () => {
  owner = await person("owner", "owner");
  admin = await person("admin", "admin");
  member = await person("member");
});
beforeEach(() => database().delete(jobs));

const bytes = (text: string) => new TextEncoder().encode(text);
const draft = (text: string, who = admin) => draftImport(who.actor, bytes(text));
const fresh = () => `fresh${++made}`;
const row = (login = fresh(), rest = "") => `${login},${login},${login}@example.com${rest}`;
const head = "name,login,e-mail\n";

async function queued(text: string, who = admin): Promise<number> {
  const { id } = await draft(text, who);
  await confirmImport(who.actor, { id }, origin);
  return id;
}
async function take(): Promise<TakenJob> {
  const job = await takeJob("import");
  if (!job) throw new Error("no list was waiting");
  return job;
}
async function load(text: string, who = admin): Promise<number> {
  const id = await queued(text, who);
  await carryImport(await take(), idle);
  return id;
}
const codesOf = async (works: Promise<unknown>[]) =>
  (await Promise.allSettled(works)).map((one) => (one.status === "rejected" ? one.reason.code : "done"));
const problemsOf = async (text: string, who = admin) =>
  (await badLines(who.actor, (await draft(text, who)).id)).map((bad) => [
    bad.line,
    ...bad.problems.map((problem) => problem.code),
  ]);
const named = (logins: string[]) => database().select().from(persons).where(inArray(persons.username, logins));
const existing = () => database().$count(persons);
const makeDue = () => database().update(jobs).set({ runAt: sql`now() - interval '1 second'` });

describe("a file", () => {
  const anna = { line: 2, cells: ["Анна Ёлкина", "anna", "anna@example.com", "гость", "Цех"] };
  const text = "имя;логин;почта;роль;комнаты\r\nАнна Ёлкина;anna;anna@example.com;гость;Цех\r\n";
  const cp1251 = (value: string) =>
    Uint8Array.from(value, (letter) => {
      const code = letter.codePointAt(0) ?? 0;
      if (letter === "Ё") return 0xa8;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    });
  const utf16 = (value: string) => new Uint8Array(Buffer.from(`\ufeff${value}`, "utf16le"));

  test.each([
    ["UTF-8", bytes(text)],
    ["UTF-8 with a mark", bytes(`\ufeff${text}`)],
    ["Windows-1251", cp1251(text)],
    ["UTF-16", utf16(text)],
    ["commas", bytes(text.replaceAll(";", ","))],
    ["tabs", bytes(text.replaceAll(";", "\t"))],
    ["a line that names the separator", bytes(`sep=;\r\n${text}`)],
    ["old Mac line ends", bytes(text.replaceAll("\r\n", "\r"))],
    ["blank lines", bytes(text.replace("\r\n", "\r\n\r\n;;;;\r\n"))],
  ])("is read as it was saved: %s", (_how, file) => {
    const sheet = readSheet(file);
    expect(sheet.lines.map((line) => line.cells)).toEqual([anna.cells]);
    expect(sheet.columns).toEqual({ name: 0, login: 1, email: 2, role: 3, rooms: 4 });
  });

  test("whose letters were guessed says so, and shows the first few people", async () => {
    const guessed = await draftImport(admin.actor, cp1251(text.replace("Цех", "")));
    expect(await getImport(admin.actor, guessed.id)).toMatchObject({
      is_guessed: true,
      sample: [{ name: "Анна Ёлкина", login: "anna", email: "anna@example.com" }],
    });
    const known = await draft(head + Array.from({ length: 9 }, () => row()).join("\n"));
    const view = await getImport(admin.actor, known.id);
    expect(view).toMatchObject({ is_guessed: false, total: 9 });
    expect(view.sample).toHaveLength(5);
  });

  test("numbers its lines as an editor does, quoted line breaks included", () => {
    const sheet = readSheet(bytes('login,name,e-mail\n\na,"A\nB",a@example.com\nc,C,c@example.com\n'));
    expect(sheet.lines.map((line) => line.line)).toEqual([4, 5]);
  });

  test("may head its columns in either language and any order, and tells which it does not know", () => {
    const sheet = readSheet(bytes("E-Mail, Телефон ,ФИО,Логин,what is wrong\na@example.com,1,A,a,x\n"));
    expect(sheet.columns).toEqual({ email: 0, name: 2, login: 3 });
    expect(sheet.unused).toEqual(["Телефон"]);
  });

  test.each([
    ["listEmpty", bytes("")],
    ["listEmpty", bytes("name,login,e-mail\n")],
    ["columnsMissing", bytes("name,e-mail\na,b\n")],
    ["columnTwice", bytes("name,login,логин,e-mail\na,b,c,d\n")],
    ["fileQuotes", bytes('name,login,e-mail\n"a,b,c\n'.concat("d,e,f\n".repeat(5)))],
    ["fileIsExcel", bytes("PK\u0003\u0004")],
    ["fileNoText", new Uint8Array([1, 0, 2])],
    ["fileTooLarge", new Uint8Array(importBytesMax + 1).fill(97)],
    ["listLong", bytes(`${head}${"a,b,c\n".repeat(importRowsMax + 1)}`)],
  ])("that is no list is refused (%s)", async (reason, file) => {
    await expect(draftImport(admin.actor, file)).rejects.toMatchObject({ fields: [{ path: "file", reason }] });
    expect(await database().$count(jobs)).toBe(0);
  });
});

describe("a line", () => {
  test("that is wrong has all of its reasons named, and nothing is written", async () => {
    const before = await existing();
    const lines = [
      ",x1,x1@example.com",
      `${"n".repeat(81)},x2,x2@example.com`,
      "A,,x3@example.com",
      "A,Иван,x4@example.com",
      `A,${member.actor.username},x5@example.com`,
      `A,${member.actor.username.replace("m", "rn")},x6@example.com`,
      "A,x7,",
      "A,x8,nobody",
      `A,x9,${member.actor.email.toUpperCase()}`,
      "A,x10",
      "A,x11,x11@example.com,more",
      ",,",
      "B,b0b,bob@example.com",
      "B,bob,bob@example.com",
      ",,nobody",
    ];
    expect(await problemsOf(`${head}${lines.join("\n")}\n`)).toEqual([
      [2, "nameMissing"],
      [3, "nameLong"],
      [4, "loginMissing"],
      [5, "loginShape"],
      [6, "loginTaken"],
      [7, "loginTaken", "loginTwice"],
      [8, "emailMissing"],
      [9, "emailShape"],
      [10, "emailTaken"],
      [11, "columnsWrong"],
      [12, "columnsWrong"],
      [15, "loginTwice", "emailTwice"],
      [16, "nameMissing", "loginMissing", "emailShape"],
    ]);
    expect(await existing()).toBe(before);
  });

  test("tells with which name or line it clashes", async () => {
    const { id } = await draft(`${head}B,b0b,bob@example.com\nB,bob,bob@example.com\n`);
    const [bad] = await badLines(admin.actor, id);
    expect(bad?.problems).toEqual([
      { code: "loginTwice", params: { login: "bob", other: "b0b", line: 2 } },
      { code: "emailTwice", params: { email: "bob@example.com", line: 2 } },
    ]);
  });

  test("gives a role in either language, and none above the giver's", async () => {
    const lines = ["гость", "Guest", "Администратор", "admin", "", "владелец", "bot", "начальник"].map((role) =>
      row(fresh(), `,${role}`),
    );
    const text = `name,login,e-mail,role\n${lines.join("\n")}\n`;
    expect(await problemsOf(text)).toEqual([
      [7, "roleAbove"],
      [8, "roleUnknown"],
      [9, "roleUnknown"],
    ]);
    expect(await problemsOf(text, owner)).toEqual([
      [8, "roleUnknown"],
      [9, "roleUnknown"],
    ]);
  });

  test("names rooms without regard to case, with bars or commas between them", async () => {
    const named = async (name: string, archived = false) => {
      const room = await roomOf(admin);
      await database()
        .update(rooms)
        .set({ name, archivedAt: archived ? new Date() : null })
        .where(eq(rooms.id, room.id));
      return room.id;
    };
    const ids = [await named("Цех 1"), await named("Склад, северный"), await named("Офис")];
    await named("Старая", true);
    await named("Двойная");
    await named("двойная");
    const [first, second, third, fourth] = [fresh(), fresh(), fresh(), fresh()];
    const text = `name,login,e-mail,rooms\n${[
      row(first, ",ЦЕХ 1|Склад, северный".replace(/,(.*)$/, ',"$1"')),
      row(second, ',"цех 1, офис"'),
      row(third, ",Цех 2"),
      row(fourth, ",Старая|Двойная"),
    ].join("\n")}\n`;
    const { id } = await draft(text);
    expect((await badLines(admin.actor, id)).map((bad) => bad.problems)).toEqual([
      [{ code: "roomUnknown", params: { room: "цех 2" } }],
      [
        { code: "roomArchived", params: { room: "старая" } },
        { code: "roomAmbiguous", params: { room: "двойная" } },
      ],
    ]);
    const [job] = await database().select({ payload: jobs.payload }).from(jobs).where(eq(jobs.id, id));
    expect(importPayload.parse(job?.payload).good.map((one) => one.roomIds)).toEqual([
      [ids[0], ids[1]],
      [ids[0], ids[2]],
    ]);
  });
});

describe("a list of 2,000 people with 37 bad lines", () => {
  /** Every 54th line from the 10th on is spoiled, each in the next of these ways. */
  const spoilt: ((login: string) => [line: string, code: string])[] = [
    (login) => [`${login},${login}@example.com`, "columnsWrong"],
    (login) => [`,${login},${login}@example.com,,`, "nameMissing"],
    (login) => [`A,,${login}@example.com,,`, "loginMissing"],
    (login) => [`A,${login},${login}.example.com,,`, "emailShape"],
    (login) => [`A,${login},${login}@example.com,boss,`, "roleUnknown"],
    (login) => [`A,${login},${login}@example.com,owner,`, "roleAbove"],
    (login) => [`A,${login},${login}@example.com,,Nowhere`, "roomUnknown"],
    (login) => [`A,first,${login}@example.com,,`, "loginTwice"],
    (login) => [`A,${login},first@example.com,,`, "emailTwice"],
    (login) => [`A,${login}!,${login}@example.com,,`, "loginShape"],
  ];
  const expected: [number, string][] = [];

  test("is taken in one go once confirmed: 1,963 accounts, rooms, links, journal", async () => {
    const all = await roomOf(owner);
    await database().update(rooms).set({ forAll: true }).where(eq(rooms.id, all.id));
    const floor = await roomOf(admin);
    await database().update(rooms).set({ name: "Floor" }).where(eq(rooms.id, floor.id));
    const lines = ["Имя,Логин,Почта,Роль,Комнаты", "First,first,first@example.com,,"];
    let bad = 0;
    for (let n = 2; n <= 2_000; n += 1) {
      const login = `worker.${n}`;
      const spoil = n % 54 === 10 && bad < 37 ? spoilt[bad % spoilt.length]?.(login) : undefined;
      if (spoil) {
        bad += 1;
        expected.push([n + 1, spoil[1]]);
      }
      lines.push(
        spoil?.[0] ?? `Сотрудник ${n},${login},${login}@example.com,${n % 9 ? "" : "гость"},${n % 4 ? "" : "Floor"}`,
      );
    }
    const before = await existing();
    const started = performance.now();
    const { id } = await draft(lines.join("\n"));
    const drafted = performance.now();
    expect(await getImport(admin.actor, id)).toMatchObject({ state: "draft", total: 1_963, bad_count: 37 });
    const told = (await badSheet(admin.actor, id)).lines.map((line) => [
      line.line,
      ...line.problems.map((problem) => problem.code),
    ]);
    expect(told).toEqual(expected);
    expect(await existing()).toBe(before);

    await confirmImport(admin.actor, { id }, origin);
    const confirmed = performance.now();
    await carryImport(await take(), idle);
    const carried = performance.now();
    console.info(
      `2,000 lines: read and checked in ${Math.round(drafted - started)} ms, 1,963 taken in ${Math.round(carried - confirmed)} ms`,
    );

    expect(await existing()).toBe(before + 1_963);
    expect(await importProgress(admin.actor, id)).toEqual({ state: "done", done: 1_963, total: 1_963 });
    const [inAll, inFloor, guests] = await Promise.all([
      database().$count(memberships, eq(memberships.roomId, all.id)),
      database().$count(memberships, eq(memberships.roomId, floor.id)),
      database().$count(persons, eq(persons.role, "guest")),
    ]);
    const counts = await database()
      .select({ count: rooms.memberCount })
      .from(rooms)
      .where(inArray(rooms.id, [all.id, floor.id]))
      .orderBy(rooms.id);
    expect(inAll).toBe(1 + 1_963 - guests);
    expect(counts.map((one) => one.count)).toEqual([inAll, inFloor]);
    expect(await database().$count(auditEntries, eq(auditEntries.action, "person.created"))).toBe(1_963);
    await database().update(rooms).set({ forAll: false }).where(eq(rooms.id, all.id));

    const links = await takeImportLinks(admin.actor, { id });
    expect(links).toHaveLength(1_963);
    expect(await database().$count(passwordLinks)).toBe(1_963);
    const last = links.at(-1);
    expect((await personOfPasswordLink(last?.link.split("/").at(-1) ?? ""))?.username).toBe(last?.login);
  }, 60_000);
});

describe("all or nothing", () => {
  const crowd = (count: number) => {
    const logins = Array.from({ length: count }, fresh);
    return { logins, text: head + logins.map((login) => row(login)).join("\n") };
  };

  test("a worker that is killed in the middle leaves nothing, and the next one takes everything", async () => {
    const { logins, text } = crowd(2_000);
    const id = await queued(text);
    const child = spawn(
      process.execPath,
      ["--import", "tsx", join(import.meta.dirname, "../../server/testing/carry-import.ts")],
      { env: { ...process.env, NODE_ENV: "test" }, stdio: "ignore" },
    );
    await vi.waitFor(async () => expect((await importProgress(admin.actor, id)).done).toBeGreaterThan(0), {
      timeout: 40_000,
      interval: 5,
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await named(logins)).toEqual([]);
    expect(await importProgress(admin.actor, id)).toMatchObject({ state: "running", total: 2_000 });

    await makeDue();
    await carryImport(await take(), idle);
    expect(await named(logins)).toHaveLength(2_000);
    expect(await importProgress(admin.actor, id)).toMatchObject({ state: "done", done: 2_000 });
  }, 60_000);

  test("a worker whose job was taken by another one writes nothing", async () => {
    const { logins, text } = crowd(3);
    await queued(text);
    const first = await take();
    await makeDue();
    const second = await take();
    await expect(carryImport(first, idle)).rejects.toMatchObject({ problem: "lost" });
    expect(await named(logins)).toEqual([]);
    await carryImport(second, idle);
    expect(await named(logins)).toHaveLength(3);
  });

  test("a worker that is asked to stop writes nothing", async () => {
    const { logins, text } = crowd(3);
    await queued(text);
    const job = await take();
    await expect(carryImport(job, AbortSignal.abort())).rejects.toThrow();
    expect(await named(logins)).toEqual([]);
    expect(await renewJob(job)).toBe(true);
  });

  test("who has taken a name or an address meanwhile is named, and nobody is taken", async () => {
    const { logins, text } = crowd(3);
    const [first = "", second = "", third = ""] = logins;
    const id = await queued(text);
    const taken = { displayName: "A", role: "member" as const, locale: "en" as const };
    await database()
      .insert(persons)
      .values([
        {
          ...taken,
          username: first,
          usernameSkeleton: first.replaceAll("1", "l").replaceAll("0", "o"),
          email: "a@b.example",
        },
        { ...taken, username: "other-one", usernameSkeleton: "other-one", email: `${third}@example.com` },
      ]);
    await carryImport(await take(), idle);
    expect(await getImport(admin.actor, id)).toMatchObject({ state: "failed", bad_count: 2, problem: "clash" });
    expect(await badLines(admin.actor, id)).toMatchObject([
      { line: 2, cells: [first, first, `${first}@example.com`], problems: [{ code: "loginTaken" }] },
      { line: 4, problems: [{ code: "emailTaken" }] },
    ]);
    expect(await named([second, third])).toEqual([]);
  });

  test("somebody who comes in at the very same time makes it fail or waits, and is never lost", async () => {
    const { logins, text } = crowd(5);
    const [first = ""] = logins;
    const id = await queued(text);
    const job = await take();
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const newcomer = database().transaction(async (tx) => {
      const email = "very@same.example";
      const skeleton = first.replaceAll("1", "l").replaceAll("0", "o");
      await tx
        .insert(persons)
        .values({ username: first, usernameSkeleton: skeleton, email, displayName: "A", role: "member", locale: "en" });
      await held;
    });
    const carried = carryImport(job, idle);
    // The list waits for the newcomer's row, which nobody else can see yet.
    await vi.waitFor(async () => {
      const [waiting] = await database().execute<{ count: string }>(
        sql`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(Number(waiting?.count)).toBeGreaterThan(0);
    });
    go();
    await newcomer;
    await carried;
    expect(await getImport(admin.actor, id)).toMatchObject({ state: "failed", bad_count: 1 });
    expect(await named(logins)).toHaveLength(1);
  });

  test("rooms that were archived meanwhile, and rights that were lost, stop it", async () => {
    const room = await roomOf(admin);
    await database().update(rooms).set({ name: "Closing" }).where(eq(rooms.id, room.id));
    const login = fresh();
    const closing = await queued(`name,login,e-mail,rooms\n${row(login, ",Closing")}`);
    await database().update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, room.id));
    await carryImport(await take(), idle);
    expect(await badLines(admin.actor, closing)).toMatchObject([{ line: 2, problems: [{ code: "roomGone" }] }]);

    const demoted = await person("demoted", "admin");
    await queued(`${head}${row(login)}`, demoted);
    await database().update(persons).set({ role: "member" }).where(eq(persons.id, demoted.id));
    await expect(carryImport(await take(), idle)).rejects.toMatchObject({ problem: "forbidden", isFinal: true });
    expect(await named([login])).toEqual([]);
  });
});

describe("who was loaded", () => {
  test("is told to the rooms at once", async () => {
    const stage = new Stage();
    await stage.start({});
    const room = await roomOf(admin, member);
    await database().update(rooms).set({ name: "Told" }).where(eq(rooms.id, room.id));
    const socket = await stage.connect(member);
    const login = fresh();
    await load(`name,login,e-mail,rooms\n${row(login, ",told")}`);
    expect(await socket.next("membership")).toMatchObject({ change: "joined", user: { username: login } });
    stage.hangUp();
    await stage.stop();
  });

  test("gets a letter where there is mail, and then no links are kept", async () => {
    env().SMTP_URL = "smtp://127.0.0.1:1";
    const login = fresh();
    const id = await load(`${head}${row(login)}`).finally(() => delete env().SMTP_URL);
    expect(await getImport(admin.actor, id)).toMatchObject({ letters: 1, has_links: false });
    await expect(takeImportLinks(admin.actor, { id })).rejects.toMatchObject({ code: "not_found" });
    const [letter] = await database().select({ payload: jobs.payload }).from(jobs).where(eq(jobs.kind, "mail"));
    expect(openLetter(letter?.payload)).toMatchObject({ to: `${login}@example.com`, kind: "welcome" });
  });

  test("without mail has a link, which whoever gave the word takes once, and nobody reads from the table", async () => {
    const id = await load(`${head}${row()}`);
    expect(await getImport(admin.actor, id)).toMatchObject({ has_links: true, letters: 0 });
    expect(await getImport(owner.actor, id)).toMatchObject({ has_links: false });
    await expect(takeImportLinks(owner.actor, { id })).rejects.toMatchObject({ code: "not_found" });
    const late = new Date(Date.now() + 3_600_000);
    await expect(takeImportLinks(admin.actor, { id }, late)).rejects.toMatchObject({ reason: "proveAgain" });
    const stored = JSON.stringify(await database().select().from(jobs));
    expect(stored).not.toContain("/password/");
    expect(stored).not.toContain("@example.com");
    const taken = await Promise.allSettled(Array.from({ length: 5 }, () => takeImportLinks(admin.actor, { id })));
    expect(taken.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await getImport(admin.actor, id)).toMatchObject({ has_links: false });
  });
});

describe("a draft", () => {
  test("is confirmed once, or dropped", async () => {
    const { id } = await draft(`${head}${row()}`);
    const confirmed = await Promise.allSettled(
      Array.from({ length: 5 }, () => confirmImport(admin.actor, { id }, origin)),
    );
    expect(confirmed.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await expect(discardImport(admin.actor, { id })).rejects.toMatchObject({ reason: "listNotDraft" });
    const other = await draft(`${head}${row()}`);
    await discardImport(admin.actor, other);
    for (const verb of [() => discardImport(admin.actor, other), () => confirmImport(admin.actor, other, origin)])
      await expect(verb()).rejects.toMatchObject({ code: "not_found" });
  });

  test("of an owner with owners in it is not confirmed by an administrator; administrators need the password", async () => {
    const { id } = await draft(`name,login,e-mail,role\n${row(fresh(), ",owner")}`, owner);
    await expect(confirmImport(admin.actor, { id }, origin)).rejects.toMatchObject({ code: "forbidden" });
    const late = new Date(Date.now() + 3_600_000);
    await expect(confirmImport(owner.actor, { id }, origin, late)).rejects.toMatchObject({ reason: "proveAgain" });
    await expect(confirmImport(owner.actor, { id }, origin)).resolves.toEqual({ people: 1 });
  });

  test("in which no line is good cannot be confirmed", async () => {
    const { id } = await draft(`${head},,\nx,,`);
    await expect(confirmImport(admin.actor, { id }, origin)).rejects.toMatchObject({ reason: "listEmpty" });
  });

  test("and everything about it is for administrators alone", async () => {
    const { id } = await draft(`${head}${row()}`);
    const guest = await person("guest", "guest");
    for (const actor of [member.actor, guest.actor, { ...admin.actor, active: false }]) {
      const codes = await codesOf([
        draftImport(actor, bytes(head)),
        confirmImport(actor, { id }, origin),
        discardImport(actor, { id }),
        takeImportLinks(actor, { id }),
        listImports(actor),
        getImport(actor, id),
        importProgress(actor, id),
        badLines(actor, id),
        badSheet(actor, id),
      ]);
      expect(codes).toEqual(codes.map(() => "forbidden"));
    }
    const { actor } = admin;
    const missing = await codesOf([getImport(actor, 999), importProgress(actor, 999), badSheet(actor, 999)]);
    expect(missing).toEqual(missing.map(() => "not_found"));
    expect((await listImports(admin.actor)).map((one) => [one.id, one.created_by])).toEqual([[id, "admin"]]);
  });
});
