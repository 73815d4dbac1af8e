import { join } from "node:path";
import { afterAll, afterEach, beforeAll, test, vi } from "vitest";
import { Outside } from "@/server/testing/outside";
import { buildProgram, Desk } from "@/server/testing/program";
import { Terminal } from "@/server/testing/terminal";
import { found, person, roomOf, say, type TestPerson, tokenOf, whisperTo } from "@/server/testing/world";

const root = join(import.meta.dirname, "../../..");
const outside = new Outside();
const desk = new Desk();
const open: Terminal[] = [];
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(async () => {
  await found();
  await Promise.all([outside.start(), buildProgram()]);
});
afterEach(async () => {
  outside.up();
  for (const terminal of open.splice(0)) await terminal.stop();
});
afterAll(async () => {
  await outside.stop();
  desk.clear();
});

/** Somebody at a terminal with a room. */
async function sit(who: TestPerson, room: { id: number }, env: Record<string, string> = {}): Promise<Terminal> {
  const terminal = new Terminal();
  open.push(terminal);
  const settings = {
    HOME: desk.home,
    LANG: "en_US.UTF-8",
    TZ: "UTC",
    STAFFROOM_SERVER: outside.url,
    STAFFROOM_TOKEN: await tokenOf(who),
    ...env,
  };
  const command = [process.execPath, join(root, "server/boot/staffroom.mjs"), "talk", String(room.id)];
  await terminal.start(command, { env: settings, cwd: desk.home });
  return terminal;
}

test("two people talk: history, the line over what is new, a whisper, who writes, and nothing is lost or doubled by a break", async () => {
  const [anna, boris, clara] = [await person("Анна"), await person("boris"), await person("clara")];
  const room = await roomOf(anna, boris, clara);
  await say(boris, room, "an old word");
  await say(anna, room, "новость 👩‍👩‍👧‍👦 для всех");
  await whisperTo(clara, room, anna, "not for boris");
  const one = await sit(anna, room);
  await one.shows("an old word", "not for boris");
  const two = await sit(boris, room, { LANG: "ru_RU.UTF-8" });
  await two.shows("── новое ──", "новость");
  await one.type("hel");
  await two.shows("Анна пишет…");
  await one.say("lo");
  await two.shows("Анна: hello");
}, 60_000);
