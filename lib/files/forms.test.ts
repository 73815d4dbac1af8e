import { randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { files, workspace } from "@/db/schema";
import { removeMember } from "@/lib/rooms/members";
import { found, person, roomOf, type TestPerson } from "@/server/testing/world";
import { uploadForm } from "./mutations";
import { uploadOf } from "./spooling";

const data = vi.hoisted(() => {
  const folder = `${process.env.TMPDIR ?? "/tmp"}/staffroom-forms-${process.pid}-${process.hrtime.bigint()}`;
  process.env.STAFFROOM_DATA = folder;
  return folder;
});

let anna: TestPerson;
let boris: TestPerson;
let room: { id: number };

beforeAll(async () => {
  await found();
  [anna, boris] = [await person("anna"), await person("boris")];
  await database().update(workspace).set({ fileBytesMax: 1_000_000 });
});
beforeEach(async () => {
  await database().delete(files);
  room = await roomOf(anna, boris);
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

type Part = [name: string, value: string] | [name: string, value: string, fileName: string];
const text: Part = ["text", "the plan"];
const file = (name: string, bytes = 10): Part => ["file", "x".repeat(bytes), name];

async function send(who: TestPerson, ...parts: Part[]) {
  const form = new FormData();
  for (const [name, value, fileName] of parts)
    if (fileName === undefined) form.append(name, value);
    else form.append(name, new Blob([value]), fileName);
  const request = new Request("http://chat.example.com", { method: "POST", body: form });
  const typed: Record<string, string> = {};
  const sent = await uploadForm(who.actor, { roomId: room.id }, uploadOf(request), typed).catch(
    (error: unknown) => error,
  );
  return { typed, sent };
}
const halves = () =>
  readdirSync(data, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".part"))
    .map((name) => join(data, name));

describe("the plain form of a message", () => {
  test("brings its files in their order, and what was typed", async () => {
    const clientId = randomUUID();
    const { typed, sent } = await send(boris, text, ["clientId", clientId], file("b.txt"), file("a.txt", 900_000));
    expect(typed).toEqual({ text: "the plan", clientId });
    expect(sent).toMatchObject([
      { name: "b.txt", size: 10, content_type: "text/plain" },
      { name: "a.txt", size: 900_000 },
    ]);
    expect(halves()).toEqual([]);
  });

  test("in which no file was chosen brings none", async () => {
    expect((await send(boris, text, ["file", "", ""])).sent).toEqual([]);
  });

  test.each<[string, Part[], object]>([
    ["a file that is too large", [text, file("a.txt"), file("b.txt", 1_000_001)], { code: "too_large" }],
    ["an empty file", [text, file("a.txt"), file("b.txt", 0)], { reason: "fileEmpty" }],
    ["21 files", [text, ...Array.from({ length: 21 }, (_, at) => file(`${at}.txt`))], { status: 400 }],
    ["another field", [text, ["roomId", "1"], file("a.txt")], { status: 400 }],
    ["a file in another field", [text, ["text", "x", "a.txt"]], { status: 400 }],
    ["a text beyond every bound", [["text", "x".repeat(100_000)]], { status: 400 }],
  ])("with %s is refused as a whole", async (_what, parts, problem) => {
    const { sent, typed } = await send(boris, ...parts);
    expect(sent).toMatchObject(problem);
    if (parts[0] === text) expect(typed.text).toBe("the plan");
    expect(await database().$count(files)).toBe(0);
    expect(halves()).toEqual([]);
  });

  test("is refused before a byte is read where its sender may not post", async () => {
    const outsider = await person("outsider");
    expect((await send(outsider, text, file("a.txt"))).sent).toMatchObject({ code: "not_found" });
    await removeMember(anna.actor, { roomId: room.id, personId: boris.id });
    expect(await send(boris, text, file("a.txt"))).toMatchObject({ typed: {}, sent: { code: "not_found" } });
    expect(await database().$count(files)).toBe(0);
  });
});
