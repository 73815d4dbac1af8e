import { createHash, randomUUID } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inArray } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { closeDatabase, database } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import {
  activeDays,
  attachments,
  externalIdentities,
  files,
  jobs,
  messageDays,
  milestones,
  passwordLinks,
  recoveryCodes,
  secondFactors,
} from "@/db/schema";
import { createInvitation } from "@/lib/invitations/mutations";
import { verifyChain } from "@/lib/journal/chain";
import { saveDraft } from "@/lib/messages/drafts";
import { editMessage } from "@/lib/messages/editing";
import { react } from "@/lib/messages/reactions";
import { saveMessage } from "@/lib/messages/saved";
import { searchMessages } from "@/lib/search/data";
import { indexSome } from "@/lib/search/indexing";
import { changeSettings } from "@/lib/workspace/mutations";
import { person, replyIn, roomOf, say, sayAll, type TestPerson, whisperTo } from "@/server/testing/world";
import type { Manifest } from "./archive";
import { backUp } from "./backup";
import { restore, restoreSecret } from "./restore";

const root = join(import.meta.dirname, "../..");
const secret = { value: "s".repeat(40), isKept: true };
const now = new Date("2026-06-15T12:00:00Z");
const url = () => process.env.DATABASE_URL ?? "";
let folder: string;
let data: string;
let anna: TestPerson;
let room: { id: number };
const made: string[] = [];

const fileKey = "ab/abcdef01-0000-4000-8000-000000000000";
/** What somebody sent, of which each byte counts. */
const sent = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7 + (at >> 8)) % 256));
const hostile = "tab\t, \\N, \\., back\\slash, \"quotes\", 'and', line\nbreak, \u2028, 🏭, юникод";

beforeAll(async () => {
  anna = await person("anna", "owner");
  const boris = await person("boris");
  room = await roomOf(anna, boris);
  const [one] = await sayAll(anna, room, "one", hostile, "**three** @all", "four");
  if (!one) throw new Error("nothing was said");
  await say(boris, room, "five");
  await whisperTo(anna, room, boris, "for one");
  await replyIn(boris, one, "in a thread");
  await editMessage(anna.actor, { messageId: one.id, text: "one, once more" });
  await react(boris.actor, { messageId: one.id, emoji: "👍" });
  await saveMessage(boris.actor, { messageId: one.id });
  await saveDraft(boris.actor, { roomId: room.id, text: `half\t${hostile}` });
  await changeSettings(anna.actor, { name: 'Верфь "Заря"', registration_domains: ["a.example", "b.example"] });
  await createInvitation(anna.actor, { role: "member" }, "https://chat.example.com");
  await database().insert(secondFactors).values({ personId: anna.id, sealedSecret: "sealed" });
  await database()
    .insert(recoveryCodes)
    .values({ personId: anna.id, codeHash: Buffer.from([0, 10, 13, 92, 255]) });
  await database()
    .insert(externalIdentities)
    .values({ issuer: "https://id.example", subject: "\\N", personId: boris.id });
  await database()
    .insert(passwordLinks)
    .values({ personId: boris.id, tokenHash: Buffer.alloc(32, 7), expiresAt: now });
  await database()
    .insert(jobs)
    .values({ kind: "mail", state: "failed", payload: { to: "a@example.com", text: "\\n\n" } });
  const [file] = await database()
    .insert(files)
    .values({ ownerId: anna.id, name: "план.png", bytes: 10, contentType: "image/png", storageKey: fileKey })
    .returning({ id: files.id });
  await database()
    .insert(attachments)
    .values({ messageId: one.id, fileId: file?.id ?? 0, position: 0 });
  await database().insert(activeDays).values({ day: "2026-06-14", personId: anna.id });
  await database().insert(messageDays).values({ day: "2026-06-14", messages: 5 });
  await database()
    .insert(milestones)
    .values({ name: "files", at: now, detail: { bytes: 1, count: 1 } });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "staffroom-backup-"));
  data = join(folder, "data");
  mkdirSync(join(data, "avatars"), { recursive: true });
  writeFileSync(join(data, "avatars", "a.webp"), "a picture");
  mkdirSync(join(data, "files/ab"), { recursive: true });
  writeFileSync(join(data, "files", fileKey), sent);
  writeFileSync(join(data, "files", `${fileKey}.webp`), "smaller");
  mkdirSync(join(data, "files/incoming"));
  writeFileSync(join(data, "files/incoming/half.part"), "still coming in");
  writeFileSync(join(data, "secret"), `${secret.value}\n`);
  writeFileSync(join(data, "database.json"), "not for a backup");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() =>
  asOwner(async (sql) => {
    for (const name of made) await sql`drop database ${sql(name)} with (force)`;
  }),
);

async function asOwner(work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(inject("templateUrl").replace(/[^/]+$/, "staffroom"), { max: 1, onnotice: () => {} });
  await work(sql).finally(() => sql.end({ timeout: 1 }));
}

async function newDatabase(template = "template0"): Promise<string> {
  const name = `restored_${randomUUID().replaceAll("-", "")}`;
  made.push(name);
  await asOwner((sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  return url().replace(/[^/]+$/, name);
}

async function ask<T extends object>(address: string, text: string): Promise<T[]> {
  const sql = postgres(address, { max: 1, onnotice: () => {} });
  return sql
    .unsafe<T[]>(text)
    .then((rows) => [...rows])
    .finally(() => sql.end({ timeout: 1 }));
}

/** Every row of every table, but what a restoration changes on purpose and what sidecars tell anew. */
async function rowsOf(address: string): Promise<Record<string, string[]>> {
  const tables = await ask<{ name: string }>(
    address,
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables.filter((table) => !["relays", "presences", "message_words"].includes(table.name))) {
    const rows = await ask<{ row: string }>(
      address,
      `select (to_jsonb(t) - 'ended_at' - 'used_at' - 'revoked_at')::text as row from ${name} t
        ${name === "milestones" ? "where name <> 'findable'" : ""} order by 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

const target = () => join(folder, "backup");
const take = (over: Partial<Parameters<typeof backUp>[0]> = {}) =>
  backUp({ url: url(), data, target: target(), secret, now, ...over });
const putBack = (address: string, replace = false, source = target()) =>
  restore({ url: address, data: join(folder, "new"), source, migrations: join(root, "drizzle"), replace });

describe("what was backed up comes back", () => {
  test("row by row, into a database that never saw it, and the files with it", async () => {
    const before = await rowsOf(url());
    const manifest = await take();
    const other = await newDatabase();
    await putBack(other);

    expect(await rowsOf(other)).toEqual(before);
    expect(Object.values(before).filter((rows) => rows.length === 0).length, "most tables are told of").toBeLessThan(8);
    expect(manifest.tables.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(before)));
    expect(readFileSync(join(folder, "new/avatars/a.webp"), "utf8")).toBe("a picture");
    expect(await restoreSecret(target(), join(folder, "new"), manifest)).toBe(true);
    expect(readFileSync(join(folder, "new/secret"), "utf8").trim()).toBe(secret.value);
    expect(readdirSync(join(folder, "new")).sort()).toEqual(["avatars", "files", "secret"]);
  });

  test("with the files of its messages, byte by byte, where their rows look for them; without what is half sent", async () => {
    const manifest = await take();
    const other = await newDatabase();
    await putBack(other);
    const carried = await ask<{ key: string }>(
      other,
      "select storage_key as key from attachments a join files f on f.id = a.file_id",
    );
    expect(carried).toEqual([{ key: fileKey }]);
    expect(readFileSync(join(folder, "new/files", fileKey)).equals(sent)).toBe(true);
    expect(readFileSync(join(folder, "new/files", `${fileKey}.webp`), "utf8")).toBe("smaller");
    expect(manifest.files.map(({ path }) => path).sort()).toEqual([
      "avatars/a.webp",
      `files/${fileKey}`,
      `files/${fileKey}.webp`,
    ]);
    expect(readdirSync(join(folder, "new/files"))).toEqual(["ab"]);
  });

  test("with its rules: indexes, bounds, the journal that only grows", async () => {
    await take();
    const other = await newDatabase();
    await putBack(other);
    const shape = (address: string) =>
      ask(
        address,
        `select indexname as name, replace(indexdef, ' ON ONLY ', ' ON ') as text from pg_indexes where schemaname = 'public'
        union all select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
        union all select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all select hash, created_at::text from drizzle.__drizzle_migrations order by 1, 2`,
      );
    expect(await shape(other)).toEqual(await shape(url()));
    await expect(ask(other, "delete from audit_entries")).rejects.toMatchObject({ code: "42501" });
  });

  test("and everybody is signed out, and no link lives on", async () => {
    await take();
    const other = await newDatabase();
    await putBack(other);
    const living =
      "select (select count(*) from sessions where ended_at is null)::int as sessions, (select count(*) from password_links where used_at is null)::int as links, (select count(*) from invitations where revoked_at is null)::int as invitations";
    expect(await ask(url(), living)).toEqual([{ sessions: 2, links: 1, invitations: 1 }]);
    expect(await ask(other, living)).toEqual([{ sessions: 0, links: 0, invitations: 0 }]);
  });

  test("and no recovery code opens anything, since it may have been used since", async () => {
    await take();
    const other = await newDatabase();
    await putBack(other);
    const codes = "select count(*)::int as all, count(used_at)::int as used from recovery_codes";
    expect(await ask(url(), codes)).toEqual([{ all: 1, used: 0 }]);
    expect(await ask(other, codes)).toEqual([{ all: 1, used: 1 }]);
  });

  test("and work that was not done then is not done again", async () => {
    const states = ["draft", "queued", "running", "done"] as const;
    const waiting = await database()
      .insert(jobs)
      .values(states.map((state) => ({ kind: "mail" as const, state, payload: {} })))
      .returning({ id: jobs.id });
    await take();
    await database()
      .delete(jobs)
      .where(
        inArray(
          jobs.id,
          waiting.map(({ id }) => id),
        ),
      );
    const other = await newDatabase();
    await putBack(other);
    expect(await ask(other, "select state from jobs order by state")).toEqual([{ state: "done" }, { state: "failed" }]);
  });

  test("with all that can be found, once the worker has come by; until then search says that it does not know all", async () => {
    await indexSome(now);
    await take();
    await closeDatabase();
    await putBack(url(), true);
    expect(await searchMessages(anna.actor, { q: "once more" })).toMatchObject({ items: [], complete: false });
    while (await indexSome(now));
    const { items, complete } = await searchMessages(anna.actor, { q: "once more" });
    expect([items.map(({ message }) => message.text), complete]).toEqual([["one, once more"], true]);
    expect(
      await ask(url(), "select 1 from message_words w join messages m on m.id = w.message_id where words @@ 'план'"),
    ).toHaveLength(1);
  });

  test("in the place of what is there, if that may go; numbers go on where they were", async () => {
    await take();
    const before = await rowsOf(url());
    const { number } = (await verifyChain()).head ?? { number: 0 };
    const lost = await say(anna, room, "said after the backup");
    await closeDatabase();
    await putBack(url(), true);

    expect(await rowsOf(url())).toEqual(before);
    expect(await verifyChain()).toMatchObject({ broken: null, head: { number } });
    const said = await say(anna, room, "said after the restoration");
    expect([said.seq, said.id]).toEqual([lost.seq, lost.id]);
    await changeSettings(anna.actor, { name: "Again" });
    expect(await verifyChain()).toMatchObject({ broken: null, head: { number: number + 1 } });
  });

  test("as of one moment, while people go on talking", async () => {
    const talking = Promise.all(Array.from({ length: 40 }, (_, n) => say(anna, room, `meanwhile ${n}`)));
    await take();
    await talking;
    const other = await newDatabase();
    await putBack(other);
    const [row] = await ask<{ last: number; said: number }>(
      other,
      `select last_seq::int as last, (select count(*) from messages where room_id = rooms.id and thread_id is null and to_id is null)::int as said from rooms where id = ${room.id}`,
    );
    expect(row?.said).toBe(row?.last);
  });
});

test("a table that comes faster than it is written is written whole, and what comes after it too", async () => {
  const big = await newDatabase();
  await take();
  await putBack(big);
  await ask(
    big,
    `insert into jobs (kind, state, payload) select 'mail', 'done', jsonb_build_object('n', n, 'text', repeat(md5(n::text), 10))
    from generate_series(1, 100000) n`,
  );
  const manifest = await backUp({ url: big, data, target: join(folder, "big"), secret, now });
  expect(manifest.tables.find(({ name }) => name === "jobs")?.rows).toBe(100_001);
  const other = await newDatabase();
  await putBack(other, false, join(folder, "big"));
  const sum = "select md5(string_agg(payload::text, '' order by id)) as sum from jobs";
  expect(await ask(other, sum)).toEqual(await ask(big, sum));
}, 60_000);

describe("a backup", () => {
  test("is for its owner's eyes alone, and holds nothing of the database's own folder", async () => {
    await take();
    expect(readdirSync(target()).sort()).toEqual(["data", "manifest.json", "secret", "tables"]);
    expect(readdirSync(join(target(), "data")).sort()).toEqual(["avatars", "files"]);
    for (const path of readdirSync(target(), { recursive: true, encoding: "utf8" }))
      expect(statSync(join(target(), path)).mode & 0o077, path).toBe(0);
  });

  test("leaves out a secret that is set from outside, and knows it again", async () => {
    const manifest = await take({ secret: { ...secret, isKept: false } });
    expect(existsSync(join(target(), "secret"))).toBe(false);
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    expect(await restoreSecret(target(), elsewhere, manifest, secret.value)).toBe(true);
    expect(await restoreSecret(target(), elsewhere, manifest, "another".repeat(6))).toBe(false);
    expect(await restoreSecret(target(), elsewhere, manifest)).toBe(false);
  });

  test("is never written over another, and half of one is never left", async () => {
    await take();
    await expect(take()).rejects.toThrow("is there already");
    const nowhere = join(folder, "half");
    await expect(take({ target: nowhere, url: await newDatabase() })).rejects.toThrow("nothing to back up");
    expect(readdirSync(folder).filter((name) => name.startsWith("half"))).toEqual([]);
  });

  test("of an installation without a company is refused", async () => {
    await expect(take({ url: await newDatabase("template_of_tests") })).rejects.toThrow("nothing to back up");
  });
});

describe("is refused, and nothing is touched:", () => {
  test("over a company, unless that may go", async () => {
    await take();
    await closeDatabase();
    const before = await rowsOf(url());
    await expect(putBack(url())).rejects.toThrow("--replace");
    expect(await rowsOf(url())).toEqual(before);
  });

  test("while the product runs with the database", async () => {
    await take();
    await database().execute("select 1");
    await expect(putBack(url(), true)).rejects.toThrow("stop it");
  });

  test("an empty installation takes it without further words", async () => {
    await take();
    const empty = await newDatabase("template_of_tests");
    await putBack(empty);
    expect(await ask(empty, "select count(*)::int as n from persons")).toEqual([{ n: 2 }]);
  });

  test("a database of another program, whose tables are left alone", async () => {
    await take();
    const other = await newDatabase();
    await ask(other, "create table their_own as select 1 as one");
    await putBack(other);
    expect(await ask(other, "select one from their_own")).toEqual([{ one: 1 }]);
    const clash = await newDatabase();
    await ask(clash, "create table messages as select 1 as one");
    await expect(putBack(clash)).rejects.toThrow('"messages" of another program');
    expect(await ask(clash, "select one from messages")).toEqual([{ one: 1 }]);
  });

  let untouched: string | undefined;
  const forge = (change: (manifest: Manifest) => void) => {
    const file = join(target(), "manifest.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    change(manifest);
    writeFileSync(file, JSON.stringify(manifest));
  };

  test.each<[string, () => void, string]>([
    ["no backup at all", () => rmSync(target(), { recursive: true }), "is no backup"],
    ["a manifest that is cut short", () => writeFileSync(join(target(), "manifest.json"), "{"), "cannot be read"],
    ["another format", () => forge((manifest) => Object.assign(manifest, { format: 2 })), "cannot be read"],
    [
      "a newer schema",
      () => forge((manifest) => manifest.migrations.push({ hash: "0".repeat(64), at: 9e12 })),
      "newer",
    ],
    [
      "a schema that was changed",
      () => forge((manifest) => Object.assign(manifest.migrations[1] ?? {}, { hash: "0".repeat(64) })),
      "another version",
    ],
    ["a table with a byte more", () => appendFileSync(join(target(), "tables/messages.copy.gz"), "x"), "is damaged"],
    ["a table that is missing", () => unlinkSync(join(target(), "tables/rooms.copy.gz")), "is damaged or missing"],
    ["a file that was changed", () => writeFileSync(join(target(), "data/avatars/a.webp"), "another"), "is damaged"],
    [
      "a message's file that is cut short",
      () => truncateSync(join(target(), "data/files", fileKey), 99_999),
      "is damaged",
    ],
    ["a secret that was changed", () => writeFileSync(join(target(), "secret"), "x".repeat(40)), "is damaged"],
    [
      "a path out of the folder",
      () => forge(({ files }) => files.push({ path: "avatars/../../x", bytes: 1, sha256: "0".repeat(64) })),
      "cannot be read",
    ],
  ])("%s", async (_what, damage, sentence) => {
    await take();
    damage();
    untouched ??= await newDatabase();
    await expect(putBack(untouched)).rejects.toThrow(sentence);
    expect(await ask(untouched, "select 1 from pg_tables where schemaname = 'public'")).toEqual([]);
    expect(existsSync(join(folder, "new"))).toBe(false);
  });

  test("rows that do not come out as they went in leave the database as it was", async () => {
    await take();
    forge(({ tables }) =>
      tables.forEach((table) => {
        if (table.name === "sessions") table.rows += 1;
      }),
    );
    const other = await newDatabase();
    await expect(putBack(other)).rejects.toThrow("sessions came out");
    expect(await ask(other, "select 1 from pg_tables where schemaname = 'public'")).toEqual([]);
  });
});

/** A company as the first five migrations knew it: nothing that came later may help to make it. */
async function earlyCompany(): Promise<string> {
  const early = await newDatabase();
  const migrations = join(folder, "migrations");
  cpSync(join(root, "drizzle"), migrations, { recursive: true });
  const journal = join(migrations, "meta/_journal.json");
  const { entries, ...rest } = JSON.parse(readFileSync(journal, "utf8")) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 5) }));
  await migrateDatabase(early, migrations);
  await ask(
    early,
    `insert into workspace (name, locale) values ('Early', 'en');
    insert into persons (username, username_skeleton, email, display_name, role, locale)
      values ('anna', 'anna', 'anna@example.com', 'Anna', 'owner', 'en');
    insert into rooms (name, visibility, kind, created_by, last_seq, version, member_count)
      values ('Early room', 'open', 'room', 1, 1, 1, 1);
    insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html)
      values (1, 1, 1, 1, 1, gen_random_uuid(), 'said early', '<p>said early</p>')`,
  );
  return early;
}

test("a backup of an earlier version is brought forward, with what was said then", async () => {
  const early = await earlyCompany();
  const manifest = await backUp({ url: early, data, target: target(), secret, now });
  expect(manifest.migrations).toHaveLength(5);
  const late = await newDatabase();
  await putBack(late);
  const count = "select count(*)::int as n from drizzle.__drizzle_migrations";
  expect(await ask(late, count)).toEqual(await ask(url(), count));
  expect(await ask(late, "select text, pinned, revision from messages")).toEqual([
    { text: "said early", pinned: false, revision: 0 },
  ]);
  await expect(ask(late, "delete from audit_entries")).rejects.toMatchObject({ code: "42501" });
});

test("sums are those that other programs find", async () => {
  const { tables } = await take();
  for (const { name, sha256 } of tables)
    expect(
      createHash("sha256")
        .update(readFileSync(join(target(), `tables/${name}.copy.gz`)))
        .digest("hex"),
    ).toBe(sha256);
});
