import type { MessagePage } from "@/lib/messages/schema";
import { type Part, parts } from "./support/company";
import { lineTo } from "./support/line";
import {
  arrive,
  composer,
  createRoom,
  maria,
  openRoom,
  outgoing,
  type Person,
  say,
  talk,
  vera,
} from "./support/people";
import { expect, test } from "./support/test";

const named: Record<Part, string> = {
  live: "the live sidecar",
  web: "the pages",
  redis: "the bus",
  postgres: "the database",
};

test.beforeEach(({ windows }) => {
  windows.brokenOnPurpose = true;
});

test("a cut line loses nothing and doubles nothing, whoever writes meanwhile", async ({ company, windows }) => {
  const line = await lineTo(company.url);
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria, { baseURL: line.url });
  const path = await createRoom(owner, { name: "Cut line", with: [maria] });
  await openRoom(colleague, path);
  await say(owner, "before");
  await expect(talk(colleague)).toHaveText(["before"]);

  line.cut();
  await colleague.page.context().setOffline(true);
  await expect(colleague.page.getByText(colleague.words.live.connection.away)).toBeVisible();
  for (const text of ["owner 1", "owner 2", "owner 3"]) await say(owner, text);
  for (const text of ["colleague 1", "colleague 2"]) await say(colleague, text);
  await expect(outgoing(colleague)).toHaveCount(2);
  await expect(outgoing(colleague).first()).toContainText(colleague.words.live.composer.waiting);
  await expect(talk(owner)).toHaveText(["before", "owner 1", "owner 2", "owner 3"]);
  await expect(talk(colleague)).toHaveText(["before"]);

  line.mend();
  await colleague.page.context().setOffline(false);
  await agree([owner, colleague], path, ["before", "owner 1", "owner 2", "owner 3", "colleague 1", "colleague 2"]);
  await expect(colleague.page.getByText(colleague.words.live.connection.away)).toHaveCount(0);
  await line.close();
});

test("what waits for the line outlives the closing of the page and goes out once", async ({ company, windows }) => {
  const line = await lineTo(company.url);
  const owner = await arrive(company, windows, vera);
  const colleague = await arrive(company, windows, maria, { baseURL: line.url });
  const path = await createRoom(owner, { name: "Closed page", with: [maria] });
  await openRoom(colleague, path);
  line.cut();
  await say(colleague, "written without a line");
  await expect(outgoing(colleague)).toHaveCount(1);
  const { page } = colleague;
  colleague.page = await page.context().newPage();
  await page.close();
  line.mend();
  await openRoom(colleague, path);
  // Until the new page's script is there, nothing waits on it that could be seen.
  await expect(talk(owner)).toHaveText(["written without a line"]);
  await agree([owner, colleague], path, ["written without a line"]);
  await line.close();
});

test("an answer that is lost on its way is asked for again, and the message stands once", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const path = await createRoom(owner, { name: "Lost answer" });
  let lost = 0;
  await owner.page.route(`**${path}`, async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.fallback();
    lost += 1;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await say(owner, "said once");
  await expect(outgoing(owner)).toHaveCount(0);
  expect(lost).toBe(1);
  await agree([owner], path, ["said once"]);
});

for (const part of parts) {
  test(`kill -9 of ${named[part]} while people write: nothing is lost, nothing comes twice, one order`, async ({
    company,
    windows,
  }) => {
    test.skip(company.pidOf(part) === undefined, "this company runs without it");
    const owner = await arrive(company, windows, vera);
    const people = [owner, await arrive(company, windows, maria)];
    const path = await createRoom(owner, { name: `Without ${part}`, with: [maria] });
    for (const person of people) await openRoom(person, path);
    let over = false;
    const [, ...written] = await Promise.all([
      company.crash(part).finally(() => {
        over = true;
      }),
      ...people.map((person) => writeUntil(person, () => over)),
    ]);
    await agree(people, path, written.flat());
  });
}

/** Writes on, a sentence after the other, until five have gone out after the end of the trouble. */
async function writeUntil(person: Person, isOver: () => boolean): Promise<string[]> {
  const written: string[] = [];
  for (let after = 0; after < 5 && written.length < 50; after += isOver() ? 1 : 0) {
    const text = `${person.username} ${written.length + 1}`;
    await say(person, text);
    await expect(composer(person)).toHaveValue("");
    await expect(person.page.locator(".body").getByText(text, { exact: true })).toBeVisible();
    written.push(text);
  }
  return written;
}

/** The database and every window hold the same messages, each once, in one order; nothing waits any more. */
async function agree(people: Person[], path: string, texts: string[]): Promise<void> {
  for (const person of people) await expect(outgoing(person)).toHaveCount(0, { timeout: 30_000 });
  for (const person of people) {
    const { items } = await messagesOf(person, path);
    expect(items.map(({ text }) => text).sort()).toEqual([...texts].sort());
    expect(items.map(({ seq }) => seq)).toEqual(texts.map((_, at) => at + 1));
    await expect(talk(person)).toHaveText(
      items.map(({ text }) => text),
      { timeout: 15_000 },
    );
    for (const { username } of people) {
      const own = items.filter(({ author }) => author.username === username).map(({ text }) => text);
      expect(own).toEqual(texts.filter((text) => own.includes(text)));
    }
  }
}

async function messagesOf(person: Person, path: string): Promise<MessagePage> {
  const answer = await person.page.request.get(`/api/v1${path}/messages?limit=100`);
  expect(answer.status()).toBe(200);
  return answer.json();
}
