import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createRoom } from "@/lib/rooms/mutations";
import { openDoor, type RestDoor } from "@/server/testing/door";
import { buildProgram, Desk, Seat } from "@/server/testing/program";
import { Terminal } from "@/server/testing/terminal";
import { person, type TestPerson, tokenOf } from "@/server/testing/world";
import { asBashWord, wordsIn } from "./words";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let door: RestDoor;
let anna: TestPerson;
let boris: TestPerson;
let desk: Desk;
let seat: Seat;
const desks: Desk[] = [];

beforeAll(async () => {
  await buildProgram();
  door = await openDoor();
  anna = await person("anna");
  boris = await person("boris");
  for (const name of ["Northern Looms", "Canteen", "Twins", "twins", "Склад", "--help"])
    await createRoom(anna.actor, { name, topic: "what is it for" });
  const env = { STAFFROOM_SERVER: door.url, STAFFROOM_TOKEN: await tokenOf(anna) };
  [desk, seat] = [new Desk(env), new Seat(env)];
  desks.push(desk, seat);
});
afterAll(async () => {
  await door.close();
  for (const one of desks) one.clear();
});

/** What a shell is offered, a line each. */
async function offered(shell: "zsh" | "fish", ...words: string[]): Promise<string[]> {
  const { code, out, err } = await seat.run("complete", shell, "--", ...words);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out.split("\n").filter(Boolean);
}
const valuesIn = (lines: string[]) => lines.map((line) => line.split("\t")[0]);

/** What bash itself would put into the line, by the script that it is given. */
async function inBash(line: string): Promise<string[]> {
  const script = join(desk.home, "completion.bash");
  if (!existsSync(script)) writeFileSync(script, (await desk.run("completion", "bash")).out);
  const probe = `
    source ${script}
    COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
    compopt() { echo "compopt $*"; }
    _staffroom
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...process.env, HOME: desk.home, XDG_CONFIG_HOME: join(desk.home, "config") };
  const own = { XDG_CACHE_HOME: join(desk.home, "cache"), STAFFROOM_SERVER: door.url, LANG: "C.UTF-8" };
  const child = spawn("bash", ["--norc", "-c", probe, "bash", line], {
    env: { ...env, ...own, STAFFROOM_TOKEN: await tokenOf(anna) },
  });
  return (await text(child.stdout)).split("\n").filter(Boolean);
}

describe("what is offered", () => {
  test("commands, with what they do", async () => {
    expect(await offered("fish", "groups", "cr")).toEqual(["create\tmake a room; you become its admin"]);
    expect(valuesIn(await offered("zsh", "s"))).toEqual(["sign-in", "sign-out", "setup", "search", "settings"]);
    expect(valuesIn(await offered("zsh", "help", "groups", "de"))).toEqual(["delete"]);
    expect(valuesIn(await offered("zsh", ""))).not.toContain("complete");
  });

  test("options of the command, those everywhere, and what they may be", async () => {
    expect(valuesIn(await offered("zsh", "read", "x", "--"))).toEqual(
      expect.arrayContaining(["--limit", "--unread", "--json", "--help"]),
    );
    expect(valuesIn(await offered("zsh", "invites", "create", "--role", ""))).toEqual(["admin", "member", "guest"]);
    expect(valuesIn(await offered("zsh", "invites", "create", "--role=g"))).toEqual(["--role=guest"]);
    expect(await offered("zsh", "write", "x", "--file", "")).toEqual(["*files*"]);
    expect(await offered("zsh", "read", "x", "--limit", "")).toEqual([]);
  });

  test("rooms, by their number where the name would not do", async () => {
    const lines = await offered("fish", "read", "");
    const values = valuesIn(lines);
    expect(values).toEqual(expect.arrayContaining(["Northern Looms", "Canteen", "Склад"]));
    expect(values).not.toContain("Twins");
    expect(values).not.toContain("--help");
    expect(lines.filter((line) => /^\d+\t(T|t)wins$/.test(line))).toHaveLength(2);
    expect(valuesIn(await offered("fish", "read", "скл"))).toEqual(["Склад"]);
    expect(valuesIn(await offered("fish", "search", "word", "--in", "Can"))).toEqual(["Canteen"]);
  });

  test("people, and direct rooms by whom they are with", async () => {
    const name = `@${boris.actor.username}`;
    expect(await offered("fish", "groups", "add", "Canteen", "@bo")).toEqual([`${name}\tboris`]);
    expect(valuesIn(await offered("fish", "groups", "add", "Canteen", "@x", "@bo"))).toEqual([name]);
    expect(valuesIn(await offered("fish", "write", "@bo"))).toEqual([name]);
    expect(valuesIn(await offered("fish", "write", "Canteen", "--to=@bo"))).toEqual([`--to=${name}`]);
  });

  test("the server is asked once a minute", async () => {
    await offered("fish", "read", "");
    door.asked.length = 0;
    await offered("fish", "read", "Can");
    await offered("fish", "direct", "@bo");
    expect(door.asked).toEqual([]);
    const cache = join(seat.home, "cache/staffroom");
    for (const file of readdirSync(cache)) expect(statSync(join(cache, file)).mode & 0o777).toBe(0o600);
  });

  test("who is not signed in is offered no names, and no errors", async () => {
    const stranger = new Seat({ STAFFROOM_SERVER: door.url });
    desks.push(stranger);
    expect(await stranger.run("complete", "zsh", "--", "read", "")).toEqual({ code: 0, out: "", err: "" });
  });
});

describe("in bash itself", () => {
  test("spaces are escaped, and what lies before a break is not written twice", async () => {
    expect(await inBash("staffroom read Nor")).toEqual(["Northern\\ Looms"]);
    expect(await inBash('staffroom read "Nor')).toEqual(["Northern Looms"]);
    expect(await inBash("staffroom read Northern\\ L")).toEqual(["Northern\\ Looms"]);
    expect(await inBash("staffroom direct @bo")).toEqual([`@${boris.actor.username}`]);
    expect(await inBash("staffroom write Canteen --to=@bo")).toEqual([`@${boris.actor.username}`]);
    expect(await inBash("staffroom invites create --role=gu")).toEqual(["guest"]);
    expect(await inBash("staffroom upload ")).toEqual(["compopt -o default"]);
    expect(await inBash("staffroom read Скл")).toEqual(["Склад"]);
  });

  test("at a real prompt the word is put in its place, an @ and what is before an = too", async () => {
    const terminal = new Terminal();
    const env = { HOME: desk.home, XDG_CACHE_HOME: join(desk.home, "cache"), LANG: "C.UTF-8", PS1: "$ " };
    const own = { STAFFROOM_SERVER: door.url, STAFFROOM_TOKEN: await tokenOf(anna) };
    await inBash("staffroom re");
    try {
      const bash = ["bash", "--norc", "--noprofile", "--init-file", join(desk.home, "completion.bash")];
      await terminal.start(bash, { env: { ...env, ...own }, cwd: desk.home });
      await terminal.say(`source ${join(desk.home, "completion.bash")}`);
      const cases = [
        ["direct @bo", `direct @${boris.actor.username}`],
        ["write Canteen --to=@bo", `--to=@${boris.actor.username}`],
        ["read Nor", "read Northern\\ Looms"],
        ["read 'Nor", "read 'Northern Looms'"],
        ["tokens create --scope=ad", "--scope=admin"],
      ] as const;
      for (const [typed, shown] of cases) {
        await terminal.type(`staffroom ${typed}`);
        await terminal.press("Tab");
        await terminal.shows(`${shown} `.trimEnd());
        await terminal.press("C-u");
      }
    } finally {
      await terminal.stop();
    }
  });

  test("a line is parted as bash does it", () => {
    expect(wordsIn("a  b\\ c 'd e' f\"g h\"i").words).toEqual(["a", "b c", "d e", "fg hi"]);
    expect(wordsIn("a ").words).toEqual(["a", ""]);
    expect(wordsIn('a "b c')).toMatchObject({ words: ["a", "b c"], quote: '"' });
    expect(asBashWord("$(rm -rf x)", wordsIn("a "), "@=:")).toBe("\\$\\(rm\\ -rf\\ x\\)");
    expect(asBashWord("a $(rm x)", wordsIn('a "'), "@=:")).toBe("a \\$(rm x)");
    expect(asBashWord("a'; rm x", wordsIn("a '"), "@=:")).toBe("a'\\''; rm x");
    expect(asBashWord("#x", wordsIn("a "), "@=:")).toBe("\\#x");
  });
});

test("each script names the program that made it, and its shell", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await desk.run("completion", shell);
    expect(code).toBe(0);
    expect(out).toContain(`complete ${shell} -- `);
    expect(out).toContain("server/boot/staffroom.mjs");
  }
  expect(await desk.run("completion", "cmd")).toMatchObject({ code: 2 });
});
