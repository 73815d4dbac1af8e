import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { roomFacts } from "@/lib/access/gate";
import { roomRules } from "@/lib/access/policy";
import { routes } from "@/lib/api/table";
import { env } from "@/lib/env";
import type { ErrorCode } from "@/lib/errors";
import { clientFrame, closeCodes } from "@/lib/events/schema";
import { furnish } from "./furnish";
import { knock } from "./knock";
import { type Caller, callers, matrix, type Row, unrefusedFrames } from "./matrix";
import { Stage } from "./stage";
import { found, type TestPerson, tokenOf } from "./world";

vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  process.env.STAFFROOM_DATA = `${process.env.TMPDIR ?? "/tmp"}/staffroom-matrix-${process.pid}`;
});
const codes: Record<string, ErrorCode> = {
  u: "unauthenticated",
  f: "forbidden",
  n: "not_found",
  c: "conflict",
  i: "invalid",
};
const stage = new Stage();
const rows = Object.entries(matrix);
const withRest = rows.filter(([, row]) => row.rest);
const withFrame = rows.filter(([, row]) => row.frame);
const withRule = rows.filter(([, row]) => row.rule);

beforeAll(async () => {
  await found();
  await watchEverything();
  await stage.start({});
});
afterAll(async () => {
  await stage.stop();
  await rm(env().STAFFROOM_DATA, { recursive: true, force: true });
});

test("every call and every frame has its row, and every row a letter for each caller", () => {
  const named = rows.map(([name]) => name.split(",")[0]);
  expect(routes.map((route) => `${route.method} ${route.path}`).filter((name) => !named.includes(name))).toEqual([]);
  const framed = withFrame.map(([, row]) => row.frame?.(nowhere).type);
  const types = clientFrame.options.map((option) => option.shape.type.value);
  expect(types.filter((type) => !framed.includes(type) && !unrefusedFrames.includes(type))).toEqual([]);
  for (const [name, row] of rows) expect(row.expected, name).toMatch(/^[+ufnci]{9}$/);
});

test("whatever is written is seen by those who look whether something was, and what passes is not", async () => {
  const seen = async (statement: string) => {
    const before = await everything();
    await database().execute(sql.raw(statement));
    return (await everything()) !== before;
  };
  const { place } = await furnish("member");
  expect(await seen(`update rooms set name = name where id = ${place.room}`)).toBe(true);
  expect(await seen(`update persons set display_name = 'Other' where id = ${place.inside}`)).toBe(true);
  expect(await seen(`update persons set last_seen_at = now() where id = ${place.inside}`)).toBe(false);
  expect(await seen(`update sessions set last_used_at = now() where person_id = ${place.inside}`)).toBe(false);
  expect(await seen(`update sessions set ended_at = now() where person_id = ${place.inside}`)).toBe(true);
  expect(await seen(`delete from webhooks where id = ${place.hook}`)).toBe(true);
  expect(await seen(`insert into jobs (kind, state, payload) values ('mail', 'done', '{}')`)).toBe(true);
});

describe("over REST", () => {
  test.each(withRest)("%s", async (name, row) => {
    await eachCaller(row, async (who, place) => {
      const { path, body } = row.rest?.(place) ?? { path: "" };
      return outcomeOf(await knock(name.split(" ")[0] ?? "", path, body, who));
    });
  });
});

describe("over the socket", () => {
  test.each(withFrame)("%s", async (_name, row) => {
    await eachCaller(row, async (who, place) => {
      const frame = row.frame?.(place);
      if (!frame) return "";
      const socket = stage.open({ path: `?token=${who ? await tokenOf(who) : "x.y.z"}` });
      const refused = socket.closed.then((code) => (code === closeCodes.notSignedIn ? "unauthenticated" : code));
      const answered = socket.next("ready").then(async () => {
        socket.send(frame);
        // Frames are answered in their order: an error would stand before the pong.
        await socket.received();
        return socket.heard("error")[0]?.code ?? "+";
      });
      answered.catch(() => {});
      const outcome = await Promise.race([refused, answered]);
      socket.ws.terminate();
      return String(outcome);
    });
  });
});

describe("by the policy", () => {
  test.each(withRule)("%s", async (_name, row) => {
    await eachCaller(row, async (who, place, expected) => {
      const room = who && (await roomFacts(who.id, place.room));
      if (!who || !room || !row.rule) return "unauthenticated";
      const active = expected !== "unauthenticated";
      if (roomRules[row.rule]({ role: who.actor.role, active }, room)) return "+";
      return expected === "+" ? "refused" : expected;
    });
  });
});

/**
 * Who is refused changes nothing, which is looked at: each kind of caller stands in one place for all refusals. Whoever
 * is let in has a place of their own.
 */
async function eachCaller(
  row: Row,
  knocks: (
    who: TestPerson | null,
    place: Awaited<ReturnType<typeof furnish>>["place"],
    expected: string,
  ) => Promise<string>,
): Promise<void> {
  const wanted = callers.map((caller, at) => [caller, codes[row.expected[at] ?? ""] ?? "+"] as const);
  const outcomes: [Caller, string][] = [];
  for (const [caller, expected] of wanted) {
    const refused = expected !== "+";
    const { who, place } = await (refused ? standing(caller) : furnish(caller));
    const before = refused ? await everything() : null;
    outcomes.push([caller, await knocks(who, place, expected)]);
    if (before !== null) expect(await everything(), `${caller} changed something`).toBe(before);
  }
  expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(wanted));
}

async function outcomeOf(response: Response): Promise<string> {
  if (response.ok) {
    await response.body?.cancel();
    return "+";
  }
  const problem: unknown = await response.json();
  return typeof problem === "object" && problem && "code" in problem ? String(problem.code) : String(response.status);
}

const places = new Map<Caller, ReturnType<typeof furnish>>();
function standing(caller: Caller): ReturnType<typeof furnish> {
  const place = places.get(caller) ?? furnish(caller);
  places.set(caller, place);
  return place;
}

/** What the company holds, but for what merely passes: the journal of refusals, last uses, when somebody was seen. */
const held = [
  ..."workspace persons sessions personal_tokens invitations jobs rooms memberships webhooks messages".split(" "),
  ..."message_versions mentions reactions readings saved_messages thread_places drafts files attachments".split(" "),
];
/** When an update counts; any other table's does, though it writes what was there. */
const telling: Record<string, string> = {
  persons: "to_jsonb(old) - 'last_seen_at' is distinct from to_jsonb(new) - 'last_seen_at'",
  sessions: "old.ended_at is distinct from new.ended_at",
};

/** Every row that is written from now on leaves a mark, once it is committed. */
async function watchEverything(): Promise<void> {
  await database().execute(sql`create table marks (id bigint generated always as identity primary key)`);
  await database().execute(
    sql.raw(`create function leave_mark() returns trigger language plpgsql as
      $$ begin insert into marks default values; return null; end $$`),
  );
  for (const table of held)
    await database().execute(
      sql.raw(`create trigger added after insert or delete on ${table} for each row execute function leave_mark();
        create trigger changed after update on ${table} for each row
          when (${telling[table] ?? "true"}) execute function leave_mark()`),
    );
}

/** All that was ever written, as one number, which costs the same however much that is. */
async function everything(): Promise<string> {
  const [found] = await database().execute<{ print: string }>(
    sql`select coalesce(max(id), 0)::text as print from marks`,
  );
  return found?.print ?? "";
}

const nowhere = {
  room: 1,
  message: 1,
  whisper: 1,
  reply: 1,
  file: 1,
  inside: 1,
  insideName: "inside",
  outside: 1,
  open: 1,
  invite: 1,
  session: randomUUID(),
  token: 1,
  hook: 1,
};
