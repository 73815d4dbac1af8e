import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { exits } from "@/server/cli/staffroom/exits";
import { Outside } from "@/server/testing/outside";
import { Seat } from "@/server/testing/program";
import { wordsIn } from "./completion/words";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
const section = readme.split("\n## The command line\n")[1]?.split("\n## ")[0] ?? "";
const password = "a long enough sentence";
const outside = new Outside();
let owner: Seat;
beforeAll(async () => {
  await outside.start();
  owner = new Seat({ STAFFROOM_SERVER: outside.url });
  const founding = ["setup", "--company", "Northern Looms", "--username", "olga", "--email", "olga@example.com"];
  await owner.given(`${password}\n`, ...founding);
  await owner.run("people", "create", "boris", "boris@example.com");
  await owner.run("groups", "create", "Builds");
  writeFileSync(join(owner.home, "plan.pdf"), "a plan");
});
afterAll(async () => {
  await outside.stop();
  owner.clear();
});

/** The words of each line of the README that calls the client. */
const lines = section
  .split("\n")
  .map((line) => /^(?:.*\| )?npx staffroom (.*?)(?: +#.*)?$/.exec(line)?.[1])
  .filter((line) => line !== undefined);

test("every line of the README works as it stands", async () => {
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const words = wordsIn(line).words.map((word) =>
      word.replace("http://localhost:3000", outside.url).replace("plan.pdf", join(owner.home, "plan.pdf")),
    );
    const named = words[0] === "sign-in" ? [...words, "--username", "olga"] : words;
    const input = words[0] === "sign-in" ? `${password}\n` : words[0] === "write" ? "said" : "";
    const { code, err } = await owner.given(input, ...named);
    expect({ line, code, err }).toEqual({ line, code: 0, err: "" });
  }
});

test("the README and both helps tell every exit code", async () => {
  const told = [...section.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  expect(told).toEqual(Object.values(exits));
  for (const language of ["en", "ru"]) {
    const { out } = await owner.run("--help", "--lang", language);
    expect([...out.matchAll(/^ {2}(\d+) {2}/gm)].map(([, code]) => Number(code))).toEqual(Object.values(exits));
  }
});
