import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { sessions } from "@/db/schema";
import { type CliHelp, cliHelp } from "@/lib/i18n/cli-help";
import { openDoor, type RestDoor } from "@/server/testing/door";
import { buildProgram, Desk, Seat } from "@/server/testing/program";
import { Terminal } from "@/server/testing/terminal";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const password = "a long enough sentence";
let door: RestDoor;
let owner: Desk;
const desks: Desk[] = [];
const desk = (env: Record<string, string> = {}, kind: typeof Desk = Seat) => {
  const made = new kind({ STAFFROOM_SERVER: door.url, ...env });
  desks.push(made);
  return made;
};
const fileOf = (who: Desk) => join(who.home, "config/staffroom/signed-in.json");
const keptBy = (who: Desk) => JSON.parse(readFileSync(fileOf(who), "utf8")).servers[door.url];

/** As after a quarter of an hour: the access token is over. */
function ageTokens(who: Desk): void {
  const kept = JSON.parse(readFileSync(fileOf(who), "utf8"));
  kept.servers[door.url].expires_at = 0;
  writeFileSync(fileOf(who), JSON.stringify(kept));
}

beforeAll(async () => {
  await buildProgram();
  door = await openDoor();
  owner = desk({}, Desk);
  const founded = await owner.given(
    `${password}\n`,
    ...["setup", "--company", "Northern Looms", "--username", "olga", "--email", "olga@example.com"],
  );
  expect(founded).toMatchObject({ code: 0, err: "", out: "“Northern Looms” is founded. You are its owner, @olga.\n" });
});
afterAll(async () => {
  await door.close();
  for (const one of desks) one.clear();
});

describe("signing in", () => {
  test("one stays signed in, in a file that nobody else reads", async () => {
    const who = desk({}, Desk);
    const signedIn = await who.given(`${password}\n`, "sign-in", "--username", "olga");
    expect(signedIn).toEqual({ code: 0, err: "", out: `You are signed in to ${door.url} as olga (@olga).\n` });
    expect(statSync(fileOf(who)).mode & 0o777).toBe(0o600);
    expect(readFileSync(fileOf(who), "utf8")).not.toContain(password);
    expect(await who.json("whoami")).toMatchObject({ server: door.url, token: false, user: { username: "olga" } });
    expect(await who.run("whoami")).toMatchObject({ code: 0, out: `olga (@olga), owner\nServer: ${door.url}\n` });
  });

  test("a file that was left open is closed again", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    chmodSync(fileOf(who), 0o644);
    ageTokens(who);
    await who.json("whoami");
    expect(statSync(fileOf(who)).mode & 0o777).toBe(0o600);
  });

  test("a wrong password, no password and no server are told apart", async () => {
    const who = desk();
    const wrong = await who.given("another sentence\n", "sign-in", "--username", "olga");
    expect(wrong).toMatchObject({ code: 3, out: "", err: expect.stringContaining("password") });
    const russian = await who.given("another sentence\n", "sign-in", "--username", "olga", "--lang", "ru");
    expect(russian).toMatchObject({ code: 3, err: expect.stringMatching(/парол/i) });
    expect(await who.run("sign-in", "--username", "olga")).toMatchObject({ code: 2 });
    expect(await who.run("whoami")).toMatchObject({ code: 3, err: expect.stringContaining("staffroom sign-in") });
    const nowhere = desk({ STAFFROOM_SERVER: "" });
    expect(await nowhere.run("whoami")).toMatchObject({ code: 2, err: expect.stringContaining("--url") });
    const dead = desk({ STAFFROOM_SERVER: "http://127.0.0.1:9" });
    expect(await dead.given(`${password}\n`, "sign-in", "-u", "olga")).toMatchObject({ code: 5 });
  });

  test("who signs in again leaves no session behind", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    const { access_token } = keptBy(who);
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    expect(await who.run("whoami", "--token", access_token)).toMatchObject({ code: 3 });
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
  });

  test("signing out ends the session on the server", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    const { access_token } = keptBy(who);
    expect(await who.run("sign-out")).toMatchObject({ code: 0, out: `You are signed out of ${door.url}.\n` });
    expect(await who.run("whoami")).toMatchObject({ code: 3 });
    expect(await who.run("whoami", "--token", access_token)).toMatchObject({ code: 3 });
  });

  test("signing out ends what is kept, and no token that is only named", async () => {
    const [who, other] = [desk(), desk()];
    for (const one of [who, other]) await one.given(`${password}\n`, "sign-in", "--username", "olga");
    const { access_token: named } = keptBy(other);
    const { access_token: kept } = keptBy(who);
    expect(await who.run("sign-out", "--token", named)).toMatchObject({ code: 0 });
    expect(await who.run("whoami", "--token", kept)).toMatchObject({ code: 3 });
    expect(await who.run("whoami", "--token", named)).toMatchObject({ code: 0 });
  });

  test("an invitation lets somebody in, by its link", async () => {
    const newcomer = desk();
    const register = ["register", "-u", "boris", "--email", "boris@example.com", "--name", "Boris"];
    expect(await newcomer.given(`${password}\n`, ...register)).toMatchObject({ code: 4, out: "" });
    const { url } = await owner.json<{ url: string }>("invites", "create");
    expect(await newcomer.given(`${password}\n`, ...register, "--invite", url)).toMatchObject({ code: 0 });
    expect(await newcomer.json("whoami")).toMatchObject({ user: { username: "boris", role: "member" } });
  });

  test("where a second factor is set, its code is asked for after the password", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    const token = keptBy(who).access_token as string;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const me = `${door.url}/api/v1/me/second-factor`;
    const { secret } = (await (await fetch(me, { method: "POST", headers })).json()) as { secret: string };
    const codeNow = (steps: number) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
    const confirmed = await fetch(me, { method: "PUT", headers, body: JSON.stringify({ otp: codeNow(-1) }) });
    expect(confirmed.status).toBe(200);
    expect(await desk().given(`${password}\n`, "sign-in", "-u", "olga")).toMatchObject({
      code: 3,
      err: expect.stringContaining("second factor"),
    });
    expect(await desk().given(`${password}\n${codeNow(0)}\n`, "sign-in", "-u", "olga")).toMatchObject({ code: 0 });
    expect(await desk().given(`${password}\n`, "sign-in", "-u", "olga", "--otp", codeNow(1))).toMatchObject({
      code: 0,
    });
    const off = { method: "DELETE", headers, body: JSON.stringify({ current: password }) };
    expect((await fetch(me, off)).status).toBe(204);
  });
});

describe("personal access tokens", () => {
  test("made after the password, kept by a sign-in, and dead once revoked", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    await database()
      .update(sessions)
      .set({ provedAt: new Date(0) });
    expect(await who.given("", "tokens", "create", "deploy")).toMatchObject({ code: 2, out: "" });
    const made = await who.given(`${password}\n`, "tokens", "create", "deploy", "--scope", "read", "--days", "30");
    expect(made).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/^The token \d+\. .*\nstaffroom_\S+\n$/),
    });
    const [, id = "", token = ""] = /^The token (\d+)\..*\n(\S+)\n$/.exec(made.out) ?? [];
    const script = desk();
    expect(await script.given(`${token}\n`, "sign-in", "--token", "-")).toMatchObject({ code: 0 });
    expect((await script.run("whoami")).out).toContain("with a personal access token");
    expect(await script.run("groups", "create", "Reading only")).toMatchObject({ code: 4 });
    expect((await who.run("tokens", "list")).out).toMatch(new RegExp(`${id} +deploy +read`));
    expect(await who.run("tokens", "revoke", id)).toMatchObject({ code: 2 });
    expect(await who.run("tokens", "revoke", id, "--yes")).toMatchObject({ code: 0 });
    expect(await script.run("whoami")).toMatchObject({
      code: 3,
      err: expect.stringContaining("does not take this token"),
    });
    expect(await desk().run("whoami", "--token", "staffroom_x")).toMatchObject({ code: 3 });
  });
});

describe("at a terminal", () => {
  const open: Terminal[] = [];
  afterEach(async () => {
    for (const terminal of open.splice(0)) await terminal.stop();
  });

  /** A command in a real terminal. */
  async function sit(who: Desk, ...args: string[]): Promise<Terminal> {
    const terminal = new Terminal();
    open.push(terminal);
    const env = {
      HOME: who.home,
      XDG_CONFIG_HOME: join(who.home, "config"),
      LANG: "en_US.UTF-8",
      STAFFROOM_SERVER: door.url,
    };
    const program = join(import.meta.dirname, "../../boot/staffroom.mjs");
    await terminal.start([process.execPath, program, ...args], { env, cwd: who.home });
    return terminal;
  }

  test("name and password are asked for, and the password is not seen", async () => {
    const who = desk();
    const terminal = await sit(who, "sign-in");
    await terminal.shows("User name or e-mail");
    await terminal.say("olga");
    await terminal.shows("Password");
    await terminal.type(password);
    await terminal.press("Enter");
    expect(await terminal.shows("You are signed in")).not.toContain(password);
    expect(await terminal.ended()).toBe(0);
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
  });

  test("what cannot be undone is asked first, and no is the answer that stands there", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    await who.run("groups", "create", "Precious");
    const first = await sit(who, "groups", "delete", "Precious");
    await first.shows("Delete the room “Precious” with all that was said in it?");
    await first.press("Enter");
    await first.ended();
    expect(await who.run("room", "Precious")).toMatchObject({ code: 0 });
    const second = await sit(who, "groups", "delete", "Precious");
    await second.shows("Delete the room");
    await second.press("y");
    expect(await second.ended()).toBe(0);
    expect(await who.run("room", "Precious")).toMatchObject({ code: 4 });
  });

  test("Ctrl-C at a question ends with 130, and nothing is done", async () => {
    const terminal = await sit(desk(), "sign-in");
    await terminal.shows("User name or e-mail");
    await terminal.press("C-c");
    expect(await terminal.ended()).toBe(130);
  });
});

describe("tokens that rotate", () => {
  test("many commands at once trade the refresh token once, and none ends the session", async () => {
    const who = desk({}, Desk);
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    ageTokens(who);
    door.asked.length = 0;
    const answers = await Promise.all(Array.from({ length: 8 }, () => who.run("whoami")));
    expect(answers.map(({ code, err }) => [code, err])).toEqual(answers.map(() => [0, ""]));
    expect(door.asked.filter((call) => call === "POST /api/v1/auth/refresh")).toHaveLength(1);
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
  });

  test("a trade whose answer is lost is made again, by the next command, too", async () => {
    const who = desk({}, Desk);
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    ageTokens(who);
    const used = keptBy(who).refresh_token;
    door.loses = ({ url }) => url === "/api/v1/auth/refresh";
    expect((await who.run("whoami")).code).not.toBe(0);
    expect(keptBy(who).refresh_token).toBe(used);
    door.loses = undefined;
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
    expect(keptBy(who).refresh_token).not.toBe(used);
  });

  test("Ctrl-C while a token is traded loses neither", async () => {
    let answer = () => {};
    const asked = new Promise<void>((come) => {
      const held = new Promise<void>((go) => {
        answer = go;
      });
      door.before = async (request) => {
        if (request.url !== "/api/v1/auth/refresh") return;
        come();
        await held;
      };
    });
    const who = desk({}, Desk);
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    ageTokens(who);
    const used = keptBy(who).refresh_token;
    const { child, ended } = who.begin("", "whoami");
    await asked;
    child.kill("SIGINT");
    answer();
    expect(await ended).toMatchObject({ code: 130, out: "" });
    expect(keptBy(who).refresh_token).not.toBe(used);
    door.before = undefined;
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
  });

  test("a token that the server does not take any more is traded for another", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    const kept = JSON.parse(readFileSync(fileOf(who), "utf8"));
    kept.servers[door.url].access_token = "x.y.z";
    writeFileSync(fileOf(who), JSON.stringify(kept));
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
    expect(keptBy(who).access_token).not.toBe("x.y.z");
  });

  test("a lock that a dead command left is no hindrance", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    writeFileSync(
      join(who.home, "config/staffroom/signed-in.lock"),
      `${(await import("node:os")).hostname()} 4194305 x\n`,
    );
    ageTokens(who);
    expect(await who.run("whoami")).toMatchObject({ code: 0 });
  });

  test("a session that was ended says so", async () => {
    const who = desk();
    await who.given(`${password}\n`, "sign-in", "--username", "olga");
    const copy = readFileSync(fileOf(who), "utf8");
    await who.run("sign-out");
    writeFileSync(fileOf(who), copy);
    expect(await who.run("whoami")).toMatchObject({ code: 3, err: expect.stringContaining("has ended") });
  });

  test("a damaged file is named", async () => {
    const who = desk();
    await who.run("language", "en");
    writeFileSync(fileOf(who), "{");
    expect(await who.run("whoami")).toMatchObject({ code: 1, err: expect.stringContaining(fileOf(who)) });
  });
});

describe("what is said, in either language", () => {
  test("named on the command line, else kept, else the system's", async () => {
    const who = desk({ LANG: "ru_RU.UTF-8" });
    expect(await who.run("whoami")).toMatchObject({ err: expect.stringContaining("Вы не вошли") });
    expect(await who.run("whoami", "--lang", "en")).toMatchObject({ err: expect.stringContaining("not signed in") });
    expect(await who.run("language", "en")).toMatchObject({ code: 0, out: "From now on in English.\n" });
    expect(await who.run("whoami")).toMatchObject({ err: expect.stringContaining("not signed in") });
    expect(await who.run("language", "system")).toMatchObject({ out: "Теперь на языке системы.\n" });
    expect(await desk({ LC_ALL: "C", LANG: "ru_RU.UTF-8" }).run("language")).toMatchObject({ out: "Language: en\n" });
    expect(await who.run("whoami", "--lang", "de")).toMatchObject({ code: 2 });
  });

  test("what was not understood is explained, and ends with 2", async () => {
    const cases: [string[], string, string][] = [
      [
        ["whoam"],
        "There is no command “whoam”.\nDid you mean whoami?",
        "Команды «whoam» нет.\nВозможно, вы имели в виду",
      ],
      [["whoami", "--josn"], "There is no option --josn.\nDid you mean --json?", "Ключа --josn нет."],
      [["whoami", "extra"], "That is more than the command takes.", "Указано больше"],
      [["language", "de"], "“de” will not do. Choose one of: en, ru, system.", "Выберите одно из: en, ru, system."],
      [["sign-in", "--username"], "The option -u, --username <name> wants a value.", "должно быть значение"],
    ];
    for (const [args, english, russian] of cases) {
      const said = await owner.run(...args);
      expect(said).toMatchObject({ code: 2, out: "", err: expect.stringContaining(english) });
      expect(said.err).toContain("--help");
      expect(await owner.run(...args, "--lang", "ru")).toMatchObject({
        code: 2,
        err: expect.stringContaining(russian),
      });
    }
  });

  test("help is whole in both, and names the exit codes", async () => {
    const [english, russian] = [await owner.run("--help"), await owner.run("--help", "--lang", "ru")];
    expect(english).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Exit codes:") });
    expect(russian).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Коды завершения:") });
    expect(russian.out).not.toMatch(/Usage|Options|Commands|Arguments|display|default/);
    const sub = await owner.run("help", "sign-in", "--lang", "ru");
    expect(sub.out).toMatch(/^Как писать: staffroom sign-in \[ключи\]/);
  });

  test.each(Object.keys(cliHelp.en.commands))("the help of %s is whole in both", async (name) => {
    const path = name.split(" ");
    for (const language of ["en", "ru"] as const) {
      const { code, out, err } = await desk().run(...path, "--help", "--lang", language);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out.replace(/\s+/g, " ")).toContain(cliHelp[language].commands[name as keyof CliHelp["commands"]]);
      expect(out).not.toContain("undefined");
      if (language === "ru") expect(out).not.toMatch(/Usage|Options|Commands|Arguments|display|default|choices/);
    }
  });

  test("colours are for terminals, and for those who want them", async () => {
    const bold = "\u001b[1m";
    const shown = async (env: Record<string, string>) => {
      const terminal = new Terminal();
      try {
        const program = join(import.meta.dirname, "../../boot/staffroom.mjs");
        const own = { HOME: owner.home, LANG: "en_US.UTF-8", ...env };
        await terminal.start([process.execPath, program, "language", "--help"], { env: own, cwd: owner.home });
        await terminal.ended();
        return await terminal.coloured();
      } finally {
        await terminal.stop();
      }
    };
    expect(await shown({})).toContain(bold);
    expect(await shown({ NO_COLOR: "1" })).not.toContain(bold);
    expect((await owner.run("language", "--help")).out).not.toContain("\u001b");
  });

  test("errors are JSON for scripts", async () => {
    const { code, err } = await desk().run("whoami", "--json");
    expect(code).toBe(3);
    expect(JSON.parse(err)).toEqual({
      error: { exit: 3, code: "unauthenticated", detail: expect.stringContaining("not signed in") },
    });
  });
});
