import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { answerRequest } from "@/lib/api/answer";
import type { Route } from "@/lib/api/route";
import { routes } from "@/lib/api/table";
import { sealCursor } from "@/lib/cursor";
import { env } from "@/lib/env";
import { pinMessage } from "@/lib/messages/pins";
import { react } from "@/lib/messages/reactions";
import { Stage } from "./stage";
import { attachedFile, found, person, replyIn, roomOf, say, type TestPerson, tokenOf, whisperTo } from "./world";

vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-fuzz-${process.pid}`;
});

/** How many requests and frames are made up; the environment may ask for more. */
const runs = Number(process.env.STAFFROOM_FUZZ ?? 300);
const stage = new Stage();
let people: TestPerson[];
/** What there is: a room, messages of every kind, a file, people. */
let ids: number[];

beforeAll(async () => {
  await found();
  await stage.start({ framesPerWindow: 100_000 });
  people = [await person("anna"), await person("boris"), await person("gina", "guest"), await person("bert", "bot")];
  const [anna, boris] = people as [TestPerson, TestPerson];
  const room = await roomOf(anna, ...people.slice(1));
  const root = await say(anna, room, "hello @all");
  const file = await attachedFile(anna, root);
  const reply = await replyIn(boris, root, `and @${anna.actor.displayName}`);
  const whisper = await whisperTo(anna, room, boris, "psst");
  await react(boris.actor, { messageId: root.id, emoji: "👍" });
  await pinMessage(anna.actor, { messageId: root.id });
  ids = [room.id, root.id, reply.id, whisper.id, file, ...people.map(({ id }) => id)];
});
afterAll(async () => {
  stage.hangUp();
  await stage.stop();
  await rm(env().STAFFROOM_DATA, { recursive: true, force: true });
});

/** What is done with messages and files; what ends sessions or makes people is tried elsewhere. */
const aimed = routes.filter(({ path }) =>
  /^(messages|files|rooms\/ID\/(?!members)|me\/(?!password|sessions|prove|second|recovery)|unread)/.test(path),
);

const id = fc.nat({ max: 8 }).map((at) => ids[at % ids.length] ?? 1);
const oddNumber = fc.constantFrom(0, -1, 1.5, 1e300, -1e300, 2 ** 53, 2 ** 53 - 1, 2 ** 63, 1e9, 100_000_000_000_000);
const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    " ",
    "\0",
    "\ud800",
    "\u202e",
    "null",
    "👍",
    "👍👍",
    "constructor",
    "__proto__",
    "@all",
    "/pm",
    "%",
    "..",
    "1e3",
  ),
);
const moment = fc.constantFrom(
  ..."0000-01-01T00:00:00Z|9999-12-31T23:59:59.999Z|-271821-04-20|+275760-09-13T00:00:00.000Z|2026-02-30T00:00:00Z".split(
    "|",
  ),
  `2026-01-01T00:00:00.${"1".repeat(300)}Z`,
  "2026-01-01T00:00:00Z",
);
const cursor = fc
  .tuple(
    fc.oneof(
      moment,
      moment.map((at) => `${at} mention`),
      moment.map((at) => `${at} whisper`),
      oddText,
    ),
    fc.nat(),
  )
  .map(([name, at]) => sealCursor({ name, id: at }));
const scalar = fc.oneof(
  { weight: 4, arbitrary: id },
  { weight: 2, arbitrary: oddNumber },
  { weight: 2, arbitrary: oddText },
  moment,
  cursor,
  fc.constant(null),
  fc.boolean(),
  fc.uuid(),
);
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom("room_id", "seq", "x"), scalar),
  fc.array(fc.record({ room_id: scalar, seq: scalar }, { requiredKeys: [] }), { maxLength: 3 }),
);
const bodyKeys = [
  "text",
  "client_id",
  "to",
  "reply_to",
  "thread_id",
  "file_ids",
  "message_id",
  "until",
  "positions",
  "threads",
  "whispers",
  "name",
  "topic",
  "notify",
  "emoji",
];
/** Bodies of which some are nearly right. */
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...bodyKeys), value),
  fc.record(
    { text: oddText, to: fc.option(scalar), reply_to: fc.option(id), thread_id: fc.option(scalar) },
    { requiredKeys: ["text"] },
  ),
  fc.record({ text: oddText, file_ids: fc.array(id, { maxLength: 3 }) }),
  fc.record({ message_id: scalar }),
  fc.record({ until: fc.oneof(moment, scalar) }),
  fc.record(
    {
      positions: fc.array(fc.record({ room_id: id, seq: fc.oneof(id, oddNumber) }), { maxLength: 3 }),
      threads: fc.array(fc.record({ room_id: id, thread_id: id, seq: fc.oneof(id, oddNumber) }), { maxLength: 3 }),
      whispers: fc.array(fc.record({ room_id: id, message_id: fc.oneof(id, oddNumber) }), { maxLength: 3 }),
    },
    { requiredKeys: ["positions"] },
  ),
  value,
);
/** By the names that the call knows, so that what is odd is their values. */
const queryOf = (route: Route) =>
  fc.dictionary(
    fc.constantFrom(...fieldsOf(route.query), "x"),
    fc.oneof(scalar, fc.constantFrom("read", "unread", "mention", "reply", "reaction", "whisper")).map(String),
    { maxKeys: 2 },
  );

function fieldsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodPipe) return fieldsOf(schema.in);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

interface Asked {
  route: Route;
  places: unknown[];
  query: Record<string, string>;
  body: unknown;
  headers: Record<string, string>;
}
const asked: fc.Arbitrary<Asked> = fc.constantFrom(...aimed).chain((route) =>
  fc.record({
    route: fc.constant(route),
    places: fc.array(fc.oneof({ weight: 3, arbitrary: id }, scalar, fc.constantFrom("👍", "❤")), {
      minLength: 2,
      maxLength: 2,
    }),
    query: queryOf(route),
    body,
    headers: fc.oneof(
      fc.constant({}),
      fc.record({
        range: fc.constantFrom("bytes=0-", "bytes=-0", "bytes=5-2", "bytes=9-99999999999999999999", "bytes=-5", "x"),
      }),
      fc.record({ "if-none-match": fc.constantFrom("*", '"f1"', "W/") }),
    ),
  }),
);

async function ask(who: TestPerson, { route, places, query, body, headers }: Asked): Promise<Response> {
  let at = 0;
  // The doors of Next take percent signs out of a path before it is looked up.
  const path = route.path.split("/").map((part) => (part === part.toUpperCase() ? String(places[at++]) : part));
  const address = `https://chat.example.com/api/v1/x?${new URLSearchParams(query)}`;
  const given = { ...headers, "content-type": "application/json", authorization: `Bearer ${await tokenOf(who)}` };
  const sent = route.method === "GET" ? undefined : JSON.stringify(body);
  return answerRequest(new Request(address, { method: route.method, headers: given, body: sent }), path, {
    visitor: async () => null,
    device: { kind: "api", userAgent: "test", address: randomUUID() },
    origin: "https://chat.example.com",
  });
}

test("no odd call is answered with an error of ours, nor with more than a page", { timeout: 600_000 }, async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(asked, async (call) => {
      const who = people[turn++ % people.length] as TestPerson;
      const response = await ask(who, call);
      const said = await response.text();
      expect(response.status, `${call.route.method} ${call.route.path}: ${said.slice(0, 300)}`).toBeLessThan(500);
      expect(said.length).toBeLessThan(300_000);
    }),
    { numRuns: runs },
  );
});

const frame = fc.oneof(
  fc.record(
    {
      type: fc.constant("message"),
      room_id: id,
      text: oddText,
      to: fc.option(scalar),
      reply_to: fc.option(id),
      thread_id: fc.option(id),
      client_id: fc.uuid(),
    },
    { requiredKeys: ["type", "text"] },
  ),
  fc.record({ type: fc.constant("message"), room_id: id, text: oddText, file_ids: fc.array(id, { maxLength: 3 }) }),
  fc.record(
    { type: fc.constant("draft"), room_id: scalar, text: oddText, thread_id: fc.option(scalar) },
    { requiredKeys: ["type", "text", "room_id"] },
  ),
  fc.record(
    { type: fc.constant("read"), room_id: id, message_id: scalar, thread_id: fc.option(scalar) },
    { requiredKeys: ["type", "message_id", "room_id"] },
  ),
  fc.record({
    type: fc.constant("resume"),
    rooms: fc.dictionary(scalar.map(String), fc.oneof(id, oddNumber), { maxKeys: 3 }),
  }),
  fc.record(
    { type: fc.constantFrom("typing", "presence", "ping", "auth", "x"), room_id: scalar, status: value },
    { requiredKeys: ["type"] },
  ),
  fc.dictionary(fc.constantFrom("type", ...bodyKeys), value),
  value,
);

test("no odd frame closes a socket or is answered with an error of ours", { timeout: 600_000 }, async () => {
  const sockets = await Promise.all(people.map((who) => stage.connect(who)));
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 5, maxLength: 20 }), async (frames) => {
      const socket = sockets[turn++ % sockets.length];
      if (!socket) return;
      const known = socket.frames.length;
      for (const one of frames) socket.sendRaw(JSON.stringify(one));
      await socket.received();
      const errors = socket.frames.slice(known).filter((told) => told.type === "error" && told.code === "unavailable");
      expect(errors).toEqual([]);
      expect(socket.ws.readyState).toBe(socket.ws.OPEN);
    }),
    { numRuns: runs / 10, endOnFailure: true },
  );
});
