import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checked } from "@/lib/checking";
import { clientExamples } from "@/lib/events/examples";
import { clientFrame } from "@/lib/events/schema";
import { bodyOf } from "./body";
import { bodyText } from "./rehearsal";
import { routes } from "./table";

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}
type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
const waysOf = (field: Schema): Schema[] =>
  (field.anyOf ?? field.oneOf ?? [field]).flatMap((way) => (way.anyOf ? waysOf(way) : [way]));

/** With something in the place of each variable: a number for an id. */
const filled = (example: unknown): Json =>
  JSON.parse(
    bodyText(example ?? {})
      .replace(/\{\{\w+_id\}\}/g, "1")
      .replaceAll("{{$guid}}", randomUUID())
      .replace(/\{\{\w+\}\}/g, "x"),
  );

const bodies = routes.flatMap(({ method, path, body, example }) =>
  body ? [{ name: `${method} ${path}`, schema: body as z.ZodType, fields: schemaOf(body), good: filled(example) }] : [],
);
const frames = clientFrame.options.map((option) => {
  const good = clientExamples[option.shape.type.value] as Json;
  return { name: `frame ${good.type}`, schema: clientFrame as z.ZodType, fields: schemaOf(option), good };
});

/** Each field with its place, those of objects and lists in it, too. */
function* fieldsIn(schema: Schema, place: string[] = []): Generator<[string[], Schema]> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield [[...place, name], field];
    for (const way of waysOf(field)) {
      yield* fieldsIn(way, [...place, name]);
      if (way.items) yield [[...place, name, "0"], way.items];
      if (way.items) yield* fieldsIn(way.items, [...place, name, "0"]);
    }
  }
}

/** The value as it is, with another at that place; what is not there on the way is made. */
function withAt(value: unknown, [step, ...rest]: string[], other: unknown): unknown {
  if (step === undefined) return other;
  if (/^\d+$/.test(step)) return [withAt(Array.isArray(value) ? value[0] : undefined, rest, other)];
  const object = (typeof value === "object" && value !== null ? value : {}) as Json;
  return { ...object, [step]: withAt(object[step], rest, other) };
}

/** Values of every other type, among them those that a looser check would turn into what is asked for. */
function othersThan(ways: Schema[]): unknown[] {
  const types = ways.map(({ type }) => type);
  const values: [string[], unknown[]][] = [
    [["string"], ["5", "12", "true", "on", ""]],
    [["integer", "number"], [5]],
    [["boolean"], [true]],
    [["null"], [null]],
    [["array"], [[3], []]],
    [["object"], [{}]],
  ];
  return values.flatMap(([named, some]) => (named.some((name) => types.includes(name)) ? [] : some));
}

const all = [...bodies, ...frames];

describe("in JSON a value is of its type, and nothing is made of another", () => {
  test.each(all.map((one) => [one.name, one] as const))("%s", (_name, { schema, fields, good }) => {
    const taken: string[] = [];
    for (const [place, field] of fieldsIn(fields)) {
      const ways = waysOf(field);
      // What has no type in the document could be anything.
      if (ways.some((way) => way.type === undefined && way.const === undefined && way.enum === undefined))
        taken.push(`${place.join(".")} has no type`);
      if (!ways.some(({ type }) => ["integer", "number", "boolean"].includes(type ?? ""))) continue;
      for (const other of othersThan(ways)) {
        const read = checked(schema, withAt(good, place, other));
        const places = "refusal" in read ? read.refusal.fields.map(({ path }) => path) : [];
        if (!places.includes(place.join("."))) taken.push(`${place.join(".")}: ${JSON.stringify(other)} (${places})`);
      }
    }
    expect(taken).toEqual([]);
  });

  test("and there is something to look at", () => {
    const numbers = all.flatMap(({ fields }) =>
      [...fieldsIn(fields)].filter(([, field]) =>
        waysOf(field).some(({ type }) => type === "integer" || type === "boolean"),
      ),
    );
    expect(numbers.length).toBeGreaterThan(30);
  });
});

describe("in a form values are words", () => {
  const read = (path: string, form: string, method = "POST") => {
    const route = routes.find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`there is no ${method} ${path}`);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return bodyOf(new Request("https://chat.example.com", { method, headers, body: form }), route);
  };

  test("those that stand for numbers and for yes and no become what they say", async () => {
    expect(await read("invites", "max_uses=5&role=guest")).toMatchObject({ max_uses: 5, role: "guest" });
    expect(await read("rooms/ID", "archived=true&name=7", "PATCH")).toMatchObject({ archived: true, name: "7" });
    await expect(read("invites", "max_uses=many")).rejects.toMatchObject({ fields: [{ path: "max_uses" }] });
  });
});
