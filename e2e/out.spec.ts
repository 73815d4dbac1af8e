import { randomUUID } from "node:crypto";
import WebSocket from "ws";
import type { ServerFrame } from "@/lib/events/schema";
import { ask, cookieOf } from "./support/bare";
import { inCompany } from "./support/child";
import type { Company } from "./support/company";
import type { Crowd } from "./support/crowd";
import { withDatabase } from "./support/database";
import { picture, roomIdOf } from "./support/files";
import { type Account, arrive, createRoom, maria, openRoom, type Person, pavel, vera } from "./support/people";
import { programOf } from "./support/program";
import { expect, test } from "./support/test";

const people = 50;
/** Whoever is put out is out at every door within this time, whatever the bus does. */
const outMsMax = 1_000;
const sayEveryMs = 1_000;

test("a deactivated person is out at every door within a second while fifty people talk", async ({
  company,
  windows,
}) => {
  test.slow();
  const owner = await arrive(company, windows, vera);
  const crowd = await talkingCrowd(company);
  const { person, listening } = await victim(company, await arrive(company, windows, maria), owner);
  await crowd.untilSaid(people);
  await deactivate(company, owner, maria);
  await expectOut(company, person, listening);
  const said = crowd.said();
  await crowd.untilSaid(said + people);
  crowd.end();
});

test("the bus hangs: a deactivated person is out all the same", async ({ company, windows }) => {
  test.slow();
  windows.brokenOnPurpose = true;
  const owner = await arrive(company, windows, vera);
  const { person, listening } = await victim(company, await arrive(company, windows, pavel), owner);
  const pid = company.pidOf("redis");
  if (pid === undefined) throw new Error("no bus runs");
  process.kill(pid, "SIGSTOP");
  try {
    await deactivate(company, owner, pavel);
    await expectOut(company, person, listening);
  } finally {
    process.kill(pid, "SIGCONT");
  }
});

interface Listening {
  /** Addresses of what a message carries that they have seen. */
  files: string[];
  frames: ServerFrame[];
  closed: Promise<{ atMs: number; code: number }>;
}

/** Somebody with a room open in a window, and beside it a socket of their own that listens. */
async function victim(company: Company, person: Person, owner: Person) {
  const path = await createRoom(owner, { name: `With ${person.username}`, with: [person] });
  const files = await sentFile(company, owner, path);
  await openRoom(person, path);
  await expect(person.page.locator("article[data-seq] .shot")).toHaveCount(1);
  for (const address of files) expect((await person.page.request.get(address)).status()).toBe(200);
  const ws = new WebSocket(`${company.url.replace(/^http/, "ws")}/ws`, {
    headers: { cookie: await cookieOf(person.page), origin: company.url },
  });
  const frames: ServerFrame[] = [];
  const closed = new Promise<{ atMs: number; code: number }>((resolve) =>
    ws.once("close", (code) => resolve({ atMs: Date.now(), code })),
  );
  await new Promise<void>((resolve) =>
    ws.on("message", (data) => {
      frames.push(JSON.parse(String(data)));
      resolve();
    }),
  );
  return { person, listening: { files, frames, closed } satisfies Listening };
}

async function sentFile(company: Company, owner: Person, path: string): Promise<string[]> {
  const program = await programOf(company, owner);
  const file = await program.upload(await picture("plan.jpg", 1200, 900));
  await program.say(roomIdOf(path), "the plan", [file]);
  return [file.url, file.preview_url ?? ""];
}

/** By the REST call, as an administrator's script would. */
async function deactivate(company: Company, owner: Person, who: Account): Promise<void> {
  const [row] = await withDatabase(
    company,
    (sql) => sql<{ id: string }[]>`select id from persons where username = ${who.username}`,
  );
  const program = await programOf(company, owner);
  const answer = await program.ask("PATCH", `users/${row?.id}`, { active: false });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ active: false });
}

async function expectOut(company: Company, person: Person, listening: Listening): Promise<void> {
  const cookie = await cookieOf(person.page);
  const page = await ask(company, "/", { headers: { cookie } });
  expect(page.location).toMatch(/^\/sign-in/);
  const call = await ask(company, "/api/v1/rooms", { headers: { cookie } });
  expect(call.status).toBe(401);
  const face = await ask(company, "/avatars/1", { headers: { cookie } });
  expect(face.status).toBeGreaterThanOrEqual(400);
  for (const address of listening.files)
    expect((await ask(company, address, { headers: { cookie } })).status).toBe(401);
  const { atMs, code } = await listening.closed;
  expect(code).toBe(4003);
  const endedAt = await withDatabase(
    company,
    (sql) => sql<{ at: Date }[]>`
      select max(s.ended_at) as at from sessions s join persons p on p.id = s.person_id
      where p.username = ${person.username}`,
  );
  expect(atMs - Number(endedAt[0]?.at)).toBeLessThan(outMsMax);
  await expect(person.page.getByText(person.words.live.connection.signedOut)).toBeVisible();
}

/** Fifty people in one room, each of whom says something every second. */
async function talkingCrowd(company: Company) {
  const { roomId, tokens }: Crowd = JSON.parse(await inCompany(company, "crowd.ts", String(people)));
  let acks = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  const sockets = tokens.map((token) => {
    const ws = new WebSocket(`${company.url.replace(/^http/, "ws")}/ws?token=${token}`);
    ws.on("message", (data) => {
      const frame: ServerFrame = JSON.parse(String(data));
      if (frame.type === "ready") say();
      if (frame.type !== "ack") return;
      acks++;
      for (const waiter of waiting) if (acks >= waiter.count) waiter.resolve();
      setTimeout(say, sayEveryMs);
    });
    const say = () =>
      ws.readyState === ws.OPEN &&
      ws.send(JSON.stringify({ type: "message", room_id: roomId, text: "on and on", client_id: randomUUID() }));
    return ws;
  });
  return {
    said: () => acks,
    untilSaid: (count: number) =>
      acks >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve })),
    end: () => {
      for (const ws of sockets) ws.terminate();
    },
  };
}
