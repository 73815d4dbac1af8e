import { expect, test } from "vitest";
import { z } from "zod";
import { checked } from "@/lib/checking";
import type { AppError } from "@/lib/errors";
import { clientExamples } from "@/lib/events/examples";
import { clientFrame } from "@/lib/events/schema";
import { checks } from "@/lib/i18n/checks";
import { placesOf } from "@/lib/refusals";
import { routes } from "./table";

type Json = Record<string, unknown>;

/** What forms and actions of pages are checked by. */
const modules = import.meta.glob<Record<string, unknown>>("../*/schema.ts", { eager: true });
const ofPages = Object.entries(modules).flatMap(([file, all]) =>
  Object.entries(all).flatMap(([name, schema]) =>
    schema instanceof z.ZodType && /(Input|Form)$/.test(name) ? [{ name: `${file} ${name}`, schema, good: {} }] : [],
  ),
);
const ofCalls = routes.flatMap(({ method, path, query, body, example }) => [
  { name: `${method} ${path} ?`, schema: query, good: {} },
  ...(body ? [{ name: `${method} ${path}`, schema: body, good: (example ?? {}) as Json }] : []),
]);
const ofFrames = Object.entries(clientExamples).map(([type, good]) => ({
  name: `frame ${type}`,
  schema: clientFrame as z.ZodType,
  good: good as Json,
}));
const all = [...ofCalls, ...ofFrames, ...ofPages];

const bad: unknown[] = [
  ...[undefined, null, "", " ", "x", "x y", "\0", "x".repeat(100_000), "1.5", "-1", "999999999", "1e400", "2026-13-45"],
  ...[
    0,
    -1,
    1.5,
    1e300,
    Number.NaN,
    2 ** 60,
    true,
    false,
    {},
    [],
    [null],
    [[]],
    [-1, "x"],
    { x: 1 },
    { 5: "x" },
    { 5: -1 },
  ],
  ...[Array(1_100).fill(1), Array(300).fill("x"), ["x".repeat(1_000)], { text: 1, id: "x", name: [] }],
];

/** Every field that the schema knows, with every bad value in its place, and what is no object at all. */
function* spoilt(schema: z.ZodType, good: Json): Generator<unknown> {
  yield* bad;
  yield { ...good, "кто-то": 1, zz: 1 };
  for (const name of fieldsOf(schema)) {
    const { [name]: _, ...without } = good;
    yield without;
    for (const value of bad) yield { ...good, [name]: value };
  }
}

function fieldsOf(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  const branches = [json, ...((json.oneOf ?? json.anyOf ?? []) as Json[])];
  return [...new Set(branches.flatMap(({ properties }) => Object.keys((properties ?? {}) as Json)))];
}

/** Each refusal once for each way of being wrong at a place. */
function refusalsOf({ schema, good }: (typeof all)[number]): AppError[] {
  const refusals = new Map<string, AppError>();
  for (const value of spoilt(schema, good)) {
    const read = checked(schema, value);
    if ("refusal" in read) refusals.set(JSON.stringify(read.refusal.fields), read.refusal);
  }
  return [...refusals.values()];
}

const zods =
  /invalid|expected (string|number|int|array|object|record|one of|nonoptional)|received|too (big|small)|unrecognized|\bnan\b|undefined|instanceof|\[object/i;
/** Of what is typed as it stands: samples, letters of formats and of names that are the same in each language. */
const samples =
  /https:\/\/(example\.com)?|anna@example\.com|example\.com|[\w-]*\d[\w:.-]*|UUID|JSON|Europe\/Berlin|room\.created|room|next_cursor|\b(true|false)\b/g;

/** Names of fields and values that the refusal itself speaks of. */
function strangersIn(message: string, { fields }: AppError): string[] {
  const values = fields.flatMap(({ said }) => String(said?.params?.values ?? "").split(", "));
  const named = new Set(values);
  return (message.replace(samples, "").match(/[A-Za-z][A-Za-z_-]*/g) ?? []).filter((word) => !named.has(word));
}

test("no schema of a call, a frame or a form is without a sentence of ours for whatever is wrong, in both languages", () => {
  const foreign = new Set<string>();
  const told = new Set<string>();
  const vague = new Set<string>();
  for (const one of all)
    for (const refusal of refusalsOf(one)) {
      for (const { path, reason, said } of refusal.fields) {
        if (said) told.add(said.name);
        if (["other", "shape", "invalid", "tooLarge"].includes(said?.name ?? reason)) vague.add(`${one.name} ${path}`);
      }
      for (const { path, message } of placesOf(refusal, "en"))
        if (zods.test(message) || /[а-яё{}]/i.test(message)) foreign.add(`${one.name} ${path}: ${message}`);
      for (const { path, message } of placesOf(refusal, "ru")) {
        const strangers = strangersIn(message, refusal);
        if (strangers.length > 0 || /[{}]/.test(message)) foreign.add(`${one.name} ${path}: ${message} (${strangers})`);
      }
    }
  expect([...foreign]).toEqual([]);
  // What says neither what is wrong nor how to mend it is said of nothing that people send.
  expect([...vague]).toEqual([]);
  expect(Object.keys(checks.en)).toEqual(expect.arrayContaining([...told]));
  expect(told.size).toBeGreaterThan(14);
});

/** The sources in which verbs and schemas name places. */
const sources = import.meta.glob<string>(["../**/*.ts", "../../server/live/*.ts", "!../**/*.test.ts", "!../env.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});
const named = /(?:fieldError|missing)\(\s*"([^"]+)"|path: \["([^"]+)"\]|\bpath: "(\w+)", reason/g;

test("every place that a refusal names is a field of something that is sent, by its name there", () => {
  const known = new Set(["emoji", ...all.flatMap(({ schema }) => fieldsOf(schema)), "file", "names", "emails"]);
  const found = Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(named)].map((hit) => ({ file, name: hit[1] ?? hit[2] ?? hit[3] ?? "" })),
  );
  expect(found.length).toBeGreaterThan(25);
  // Calls and frames write names with dashes below; those of the pages' own forms are told to nobody else.
  expect(found.filter(({ name }) => !known.has(name) || /[A-Z]/.test(name))).toEqual([]);
});

test("each place of a refusal is a field that the call or the frame has, or the one that it does not know", () => {
  const strange = new Set<string>();
  for (const one of [...ofCalls, ...ofFrames]) {
    const fields = new Set([...fieldsOf(one.schema), "", "кто-то", "zz", "x", "5", "text", "id", "name"]);
    for (const { fields: places } of refusalsOf(one))
      for (const { path } of places) if (!fields.has(path.split(".")[0] ?? "")) strange.add(`${one.name}: ${path}`);
  }
  expect([...strange]).toEqual([]);
});
