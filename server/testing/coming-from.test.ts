import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { database } from "@/db/client";
import { persons, workspace } from "@/db/schema";
import { hashPassword } from "@/lib/auth/passwords";
import { firstTokens } from "@/lib/auth/refresh";
import type { ServerFrame } from "@/lib/events/schema";
import { startDirect } from "@/lib/rooms/direct";
import { createRoom } from "@/lib/rooms/mutations";
import { Outside } from "./outside";
import { buildProgram } from "./program";
import { TestSocket } from "./socket";
import { found, person, say, signInAgain, type TestPerson, tokenOf } from "./world";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/coming-from.md"), "utf8");

interface Row {
  there: string;
  /** What is run, sent or awaited, in its order. */
  lines: string[];
}

/** The tables of the page under their headings. */
function chatsOf(markdown: string): [string, Row[]][] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = "", ...lines] = part.split("\n");
      const rows = lines.filter((line) => /^\|(?! *-)/.test(line)).slice(1);
      return [heading, rows.map(rowOf)];
    });
}

function rowOf(line: string): Row {
  const [, there = "", here = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const code = [...here.matchAll(/`([^`]+)`/g)].map((hit) => hit[1] ?? "");
  return { there, lines: code.filter((one) => /^(curl|staffroom|npm run|→|←) /.test(one)) };
}

const outside = new Outside();
const bin = mkdtempSync(join(tmpdir(), "staffroom-bin-"));
const people = new Map<string, TestPerson>();
const by = (name: string): TestPerson => {
  const who = people.get(name);
  if (!who) throw new Error(`nobody is called ${name}`);
  return who;
};
const sockets: TestSocket[] = [];

beforeAll(async () => {
  await buildProgram();
  await found();
  await database().update(workspace).set({ registration: "open" }).where(eq(workspace.id, 1));
  await outside.start();
  for (const name of ["anna", "boris", "clara", "olga"]) people.set(name, await enroll(name));
  putOnPath("staffroom", `exec "${process.execPath}" "${join(root, "server/boot/staffroom.mjs")}" "$@"`);
  // What the page leaves out: that a refusal is a failure.
  putOnPath("curl", `PATH="\${PATH#*:}" exec curl --silent --show-error --fail-with-body "$@"`);
});
afterEach(() => {
  for (const { ws } of sockets.splice(0)) ws.terminate();
});
afterAll(async () => {
  await outside.stop();
  rmSync(bin, { recursive: true, force: true });
});

/** Somebody by the name that the page gives them, with the password that it types. */
async function enroll(name: string): Promise<TestPerson> {
  const who = await person(name, name === "olga" ? "admin" : "member");
  const passwordHash = await hashPassword("four plain words here");
  await database()
    .update(persons)
    .set({ username: name, usernameSkeleton: name, email: `${name}@example.com`, passwordHash })
    .where(eq(persons.id, who.id));
  return who;
}

function putOnPath(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** A room of Anna's with Boris in it, something said by him, and all that the lines of the page have names for. */
async function furnish(): Promise<Record<string, string>> {
  const [anna, boris, clara] = [by("anna"), by("boris"), by("clara")];
  for (const who of people.values()) Object.assign(who, await signInAgain(who));
  const room = await createRoom(anna.actor, { name: "Shift", member_ids: [boris.id] });
  const message = await say(boris, room, "said by Boris");
  const { room: direct } = await startDirect(anna.actor, { user_ids: [boris.id] });
  const { access_token, refresh_token } = await firstTokens(anna.sessionId);
  return {
    CHAT: outside.url,
    STAFFROOM_SERVER: outside.url,
    STAFFROOM_TOKEN: access_token,
    TOKEN: access_token,
    AUTH: `Authorization: Bearer ${access_token}`,
    REFRESH: refresh_token,
    ADMIN: `Authorization: Bearer ${(await firstTokens(by("olga").sessionId)).access_token}`,
    ROOM: String(room.id),
    DIRECT: String(direct.id),
    MESSAGE: String(message.id),
    BORIS: String(boris.id),
    CLARA: String(clara.id),
  };
}

async function listen(who: TestPerson): Promise<TestSocket> {
  const address = `${outside.url.replace("http", "ws")}/ws?token=${await tokenOf(who)}`;
  const socket = new TestSocket(new WebSocket(address));
  sockets.push(socket);
  await socket.next("ready");
  return socket;
}

async function runRow({ lines }: Row): Promise<void> {
  const names = await furnish();
  const [mine, theirs] = [await listen(by("anna")), await listen(by("boris"))];
  for (const line of lines) {
    const filled = line.replaceAll(/\$(\w+)/g, (_, name: string) => names[name] ?? "");
    if (line.startsWith("→ ")) {
      mine.sendRaw(filled.slice(2));
      expect(await mine.received("error"), line).toEqual([]);
    } else if (line.startsWith("← ")) await comes(theirs, JSON.parse(filled.slice(2)));
    else if (line.startsWith("npm run ")) expect(scripts, line).toHaveProperty(line.slice("npm run ".length));
    else await runInShell(line, names);
  }
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };

async function comes(socket: TestSocket, wanted: { type: ServerFrame["type"] }): Promise<void> {
  await vi.waitFor(() => expect(socket.frames).toContainEqual(expect.objectContaining(deep(wanted))), {
    timeout: 10_000,
  });
}

/** At every depth the fields that are named, and whatever else. */
function deep(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      typeof field === "object" && field !== null ? expect.objectContaining(deep(field)) : field,
    ]),
  );
}

async function runInShell(line: string, names: Record<string, string>): Promise<string> {
  // Whoever signs in has no token yet.
  const isNewcomer = /^staffroom (sign-in|register) /.test(line);
  const known = Object.entries(names).filter(([name]) => !isNewcomer || name !== "STAFFROOM_TOKEN");
  const child = spawn("bash", ["-c", line], {
    cwd: bin,
    env: {
      NODE_ENV: "production",
      PATH: [bin, process.env.PATH].join(delimiter),
      HOME: bin,
      XDG_CONFIG_HOME: join(bin, "config"),
      LANG: "en_US.UTF-8",
      ...Object.fromEntries(known),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  expect(code, `${line}\n${out}${err}`).toBe(0);
  if (line.startsWith("curl") && out !== "") expect(JSON.parse(out), line).toBeTypeOf("object");
  return out;
}

describe.each(chatsOf(page))("%s", (_heading, rows) => {
  test.each(rows.map((row): [string, Row] => [row.there, row]))("%s", async (_there, row) => {
    expect(row.lines).not.toEqual([]);
    await runRow(row);
  });
});

test("a history of 3,000 comes by one command, whole and in its order", async () => {
  const names = await furnish();
  await database().execute(sql`
    insert into messages (room_id, author_id, seq, version, born_version, client_id, text, html)
    select ${names.ROOM}, ${by("boris").id}, n, n, n, gen_random_uuid(), n::text, '' from generate_series(2, 3000) n`);
  await database().execute(sql`update rooms set last_seq = 3000, version = 3000 where id = ${names.ROOM}`);
  const told = await runInShell('staffroom read "$ROOM" --limit 3000 --json', names);
  const { items } = JSON.parse(told) as { items: { seq: number }[] };
  expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 3_000 }, (_, at) => at + 1));
});

test("the page is read whole: five chats, every row with a line that is run", () => {
  const chats = chatsOf(page);
  expect(chats.map(([, rows]) => rows.length)).toEqual([5, 12, 11, 10, 7]);
});
