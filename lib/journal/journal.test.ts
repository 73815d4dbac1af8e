import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { database, inTransaction } from "@/db/client";
import { rooms } from "@/db/schema";
import type { Role } from "@/lib/access/actor";
import { audit, type Deed, theClock } from "@/lib/audit";
import { signIn } from "@/lib/auth/mutations";
import { catalogue } from "@/lib/i18n";
import { journalExportBatch } from "@/lib/limits";
import { createRoom } from "@/lib/rooms/mutations";
import { deactivate, person, type TestPerson } from "@/server/testing/world";
import { lastCheck, readJournal } from "./data";
import { journalCsv } from "./export";
import { type AskJournal, type EntryView, journalInput } from "./schema";
import { changesOf, doerOf, sentenceOf } from "./sentences";

let owner: TestPerson;
let anna: TestPerson;
let boris: TestPerson;
let room: { id: number };
let startedAt: Date;

const write = (who: Parameters<typeof audit>[1], ...deeds: Deed[]) => inTransaction((tx) => audit(tx, who, ...deeds));

beforeAll(async () => {
  [owner, anna, boris] = [await person("olga", "owner"), await person("anna"), await person("boris")];
  startedAt = new Date();
  room = await createRoom(anna.actor, { name: "Отгрузка 100%", member_ids: [] });
  await write(owner.actor, { action: "room.member_added", personId: boris.id, roomId: room.id });
  await write(owner.actor, {
    action: "workspace.changed",
    before: { membership: "admins", registration_domains: [] },
    after: { membership: "members", registration_domains: ["a.example", "b.example"] },
  });
  await write({ personId: null, address: "192.0.2.9" }, { action: "session.refused", outcome: "refused" });
  await write(theClock, { action: "room.member_removed", personId: boris.id, roomId: room.id });
});

async function found(asked: AskJournal): Promise<string[]> {
  const { items } = await readJournal(owner.actor, asked);
  return items.map(({ action }) => action).reverse();
}
const all = ["room.created", "room.member_added", "workspace.changed", "session.refused", "room.member_removed"];

describe("is narrowed", () => {
  test.each<[string, () => AskJournal, string[]]>([
    ["by nothing", () => ({}), all],
    ["by who, in any case", () => ({ actor: "OLGA" }), ["room.member_added", "workspace.changed"]],
    ["by who, by number", () => ({ actor: String(anna.id) }), ["room.created"]],
    ["by who, by user name", () => ({ actor: anna.actor.username }), ["room.created"]],
    ["by whom", () => ({ person: "boris" }), ["room.member_added", "room.member_removed"]],
    ["by nobody's name", () => ({ actor: "nobody of that name" }), []],
    ["by signs of a pattern, which are letters", () => ({ actor: "%" }), []],
    ["by room", () => ({ room: "отгрузка 100%" }), ["room.created", "room.member_added", "room.member_removed"]],
    [
      "by room and its number",
      () => ({ room: String(room.id) }),
      ["room.created", "room.member_added", "room.member_removed"],
    ],
    ["by noun", () => ({ action: "room" }), ["room.created", "room.member_added", "room.member_removed"]],
    ["by the beginning of a noun, which is none", () => ({ action: "roo" }), []],
    ["by action", () => ({ action: "room.created" }), ["room.created"]],
    ["by outcome", () => ({ outcome: "refused" }), ["session.refused"]],
    ["from a moment on", () => ({ after: startedAt }), all],
    ["up to a moment", () => ({ before: startedAt }), []],
    [
      "by all of it",
      () => ({ actor: "olga", person: "boris", room: "отгрузка", action: "room" }),
      ["room.member_added"],
    ],
  ])("%s", async (_how, asked, expected) => {
    expect(await found(asked())).toEqual(expected);
  });

  test("by a room that was deleted, which is known by its number", async () => {
    const gone = await createRoom(anna.actor, { name: "gone", member_ids: [] });
    await database().delete(rooms).where(eq(rooms.id, gone.id));
    const { items } = await readJournal(owner.actor, { room: String(gone.id) });
    expect(items).toMatchObject([{ action: "room.created", room: { id: gone.id, name: "" } }]);
  });
});

test.each([
  [1, {}],
  [2, {}],
  [3, { after: "2026-01-01" }],
  [100, {}],
  [1, { after: "2026-01-01" }],
  [2, { before: "2100-01-01T00:00:00+03:00" }],
])("pages of %i hold every entry once, the newest first, asked with %j", async (limit, asked) => {
  const ids: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await readJournal(owner.actor, journalInput.parse({ limit, cursor, ...asked }));
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
  expect(ids.length).toBeGreaterThanOrEqual(all.length);
});

describe("is for administrators", () => {
  test.each(["member", "guest", "bot"] as Role[])("not for a %s", async (role) => {
    const other = await person("other", role);
    await expect(readJournal(other.actor, {})).rejects.toMatchObject({ code: "forbidden" });
    await expect(lastCheck(other.actor)).rejects.toMatchObject({ code: "forbidden" });
    await expect(journalCsv(other.actor, catalogue("en").admin.journal, {}).next()).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("not for one who was deactivated", async () => {
    const gone = await person("gone", "admin");
    await deactivate(gone);
    await expect(readJournal({ ...gone.actor, active: false }, {})).rejects.toMatchObject({ code: "forbidden" });
  });
});

test.each([
  { actor: {} },
  { action: "room.created; drop" },
  { outcome: "maybe" },
  { after: "yesterday" },
  { after: "2026-02-30" },
  { cursor: "x".repeat(601) },
  { limit: "101" },
  { who: "anna" },
])("%j is refused", (input) => {
  expect(journalInput.safeParse(input).success).toBe(false);
});

describe("sign-ins", () => {
  const device = { kind: "web", userAgent: "test", address: "192.0.2.44" } as const;

  test("that are refused are written alike for a known and an unknown name, without what was typed", async () => {
    for (const username of [anna.actor.username, "my password in the wrong field"])
      await expect(signIn({ username, password: "not this one" }, device)).rejects.toMatchObject({
        reason: "wrongCredentials",
      });
    const { items } = await readJournal(owner.actor, { action: "session.refused", limit: 2 });
    expect(items).toMatchObject([
      { actor: null, person: null, address: "192.0.2.44", outcome: "refused" },
      { actor: null, person: { id: anna.id }, address: "192.0.2.44", outcome: "refused" },
    ]);
    expect(JSON.stringify(items)).not.toContain("wrong field");
  });
});

describe("is told in words", () => {
  const told = async (locale: "en" | "ru", asked: AskJournal) => {
    const words = catalogue(locale).admin.journal;
    const { items } = await readJournal(owner.actor, asked);
    return items.map((entry) => [
      doerOf(words, entry),
      sentenceOf(locale, words, entry),
      ...changesOf(locale, words, entry),
    ]);
  };

  test("in both languages", async () => {
    expect(await told("en", { action: "workspace.changed" })).toEqual([
      [
        "olga",
        "The company's settings were changed",
        "who adds people: administrators → members",
        "e-mail domains: none → a.example, b.example",
      ],
    ]);
    expect(await told("ru", { room: "отгрузка", action: "room.member_removed" })).toEqual([
      ["Staffroom сам", "Из комнаты «Отгрузка 100%» удалён участник: boris"],
    ]);
    expect((await told("ru", { outcome: "refused" })).at(-1)).toEqual([
      "без входа",
      "Отказ при входе: неизвестный логин",
    ]);
  });

  test("an action of another version stands as it is", () => {
    const entry = { action: "moon.landed", person: null, room: null, subject: "" } as unknown as EntryView;
    expect(sentenceOf("en", catalogue("en").admin.journal, entry)).toBe("moon.landed");
    expect(sentenceOf("en", catalogue("en").admin.journal, { ...entry, action: "constructor.name" })).toBe(
      "constructor.name",
    );
  });

  test("every action that is written anywhere has its sentence, and its noun a name", () => {
    const lib = join(import.meta.dirname, "..");
    const sources = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
    );
    const written = sources.flatMap((path) => {
      const source = readFileSync(join(lib, path), "utf8");
      if (!source.includes('from "@/lib/audit"')) return [];
      return [...source.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map((hit) => hit[1] ?? "");
    });
    expect(written.length).toBeGreaterThan(10);
    for (const locale of ["en", "ru"] as const) {
      const { sentences, nouns } = catalogue(locale).admin.journal;
      const known = Object.entries(sentences).flatMap(([noun, deeds]) =>
        Object.keys(deeds).map((deed) => `${noun}.${deed}`),
      );
      expect(written.filter((action) => !known.includes(action))).toEqual([]);
      expect(Object.keys(nouns).sort()).toEqual(Object.keys(sentences).sort());
    }
  });
});

describe("as CSV", () => {
  const csv = async (asked: AskJournal) => {
    let text = "";
    for await (const piece of journalCsv(owner.actor, catalogue("en").admin.journal, asked)) text += piece;
    return text;
  };

  test("holds every entry, in as many pieces as it takes", async () => {
    await write(
      theClock,
      ...Array.from({ length: journalExportBatch + 5 }, (): Deed => ({ action: "person.registered" })),
    );
    const rows = parse(await csv({ action: "person.registered" }), { bom: true }) as string[][];
    expect(rows[0]).toEqual([
      ...["No.", "When", "Who", "User name", "What", "Changes", "Action"],
      ...["To whom", "Room", "From where", "Outcome", "Hash"],
    ]);
    expect(rows).toHaveLength(journalExportBatch + 6);
    expect(new Set(rows.map(([number]) => number)).size).toBe(rows.length);
  });

  test("gives a spreadsheet no formula", async () => {
    await write({ personId: null, address: "=cmd|' /C calc'!A1" }, { action: "invitation.created", subject: "1" });
    const [, row] = parse(await csv({ action: "invitation.created" }), { bom: true }) as string[][];
    expect(row?.[9]).toBe("'=cmd|' /C calc'!A1");
  });
});
