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

/** All that the company holds but what merely passes (the journal of refusals, last uses), as one fingerprint. */
async function everything(): Promise<string> {
  // A row that is written anew bears the number of a later transaction.
  const tables = [
    ...[
      "workspace",
      "rooms",
      "memberships",
      "messages",
      "readings",
      "invitations",
      "jobs",
      "personal_tokens",
      "webhooks",
    ],
    ...[
      "mentions",
      "reactions",
      "message_versions",
      "saved_messages",
      "thread_places",
      "drafts",
      "files",
      "attachments",
    ],
  ].map((table) => sql`(select count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) from ${sql.identifier(table)})`);
  // When somebody was last seen is written some seconds after their socket went, whatever is done meanwhile.
  const people = sql`(select md5(coalesce(string_agg((to_jsonb(p) - 'last_seen_at')::text, '' order by p.id), ''))
    from persons p)`;
  const sessions = sql`(select md5(coalesce(string_agg(id::text || coalesce(ended_at::text, ''), '' order by id), ''))
    from sessions)`;
  const [found] = await database().execute<{ print: string }>(
    sql`select concat_ws(' ', ${sql.join([...tables, people, sessions], sql`, `)}) as print`,
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
