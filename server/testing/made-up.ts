import { randomUUID } from "node:crypto";
import { sealCursor } from "@/lib/cursor";

/** A JSON Schema, as far as the document of the API and the schema of frames use it. */
export interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxLength?: number;
  format?: string;
}

/** What there is to aim at, by its noun. */
export interface Aims {
  rooms: number[];
  messages: number[];
  users: number[];
  files: number[];
}

/** Chance that comes out the same for the same seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(list: readonly [T, ...T[]] | T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  }
}

/** A value that a schema allows; what its name says makes it one that may mean something here. */
export function made(dice: Dice, schema: Schema, aims: Aims, name = ""): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return dice.pick(schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return made(dice, dice.pick(options), aims, name);
  switch (schema.type) {
    case "object":
      return madeObject(dice, schema, aims);
    case "array":
      return Array.from({ length: (schema.minItems ?? 0) + dice.below(3) }, () =>
        made(dice, schema.items ?? {}, aims, name.replace(/s$/, "")),
      ).slice(0, schema.maxItems);
    case "integer":
    case "number":
      return madeNumber(dice, schema, aims, name);
    case "boolean":
      return dice.chance(0.5);
    case "null":
      return null;
    case "string":
      return madeText(dice, schema, aims, name);
    default:
      return hostile(dice);
  }
}

function madeObject(dice: Dice, schema: Schema, aims: Aims): Record<string, unknown> {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || dice.chance(0.25),
  );
  const value = Object.fromEntries(fields.map(([name, field]) => [name, made(dice, field, aims, name)]));
  // A table whose keys are ids, such as the rooms of `resume`.
  if (schema.propertyNames && typeof schema.additionalProperties === "object")
    value[String(dice.pick(aims.rooms))] = made(dice, schema.additionalProperties, aims, "version");
  return value;
}

function madeNumber(dice: Dice, schema: Schema, aims: Aims, name: string): number {
  const noun = nounOf(name);
  if (noun) return dice.pick(aims[noun]);
  const least = schema.minimum ?? (schema.exclusiveMinimum ?? -1) + 1;
  return least + dice.below(Math.min(100, (schema.maximum ?? 100) - least + 1));
}

export function nounOf(name: string): keyof Aims | null {
  if (/room/.test(name)) return "rooms";
  if (/message|reply|thread|root|before|after|around/.test(name)) return "messages";
  if (/user|member|^to$/.test(name)) return "users";
  return /file/.test(name) ? "files" : null;
}

const words = [
  "hello",
  "план смены",
  "**bold** @all",
  "/me waves",
  "> quoted\n\n`code`",
  "ё",
  "👍",
  "a b c",
  "x".repeat(3_000),
];
const moments = [
  "2026-01-01T00:00:00Z",
  "2026-11-21T10:00:00.123Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
];

function madeText(dice: Dice, schema: Schema, aims: Aims, name: string): string {
  if (schema.format === "uuid") return dice.chance(0.3) ? knownUuid : randomUUID();
  if (schema.format === "date-time") return dice.pick(moments);
  if (schema.format === "date") return "2026-12-31";
  if (name === "cursor") return sealCursor({ name: dice.pick([...moments, ...words]), id: dice.below(1e6) });
  if (name === "roots") return Array.from({ length: 1 + dice.below(3) }, () => dice.pick(aims.messages)).join(",");
  if (name === "email") return `x${dice.below(1e6)}@example.com`;
  if (name === "username") return `x${dice.below(1e6)}`;
  return dice.pick(words).slice(0, schema.maxLength);
}

/** One that comes again and again: an id of a client's own is good once. */
const knownUuid = "3f2c8f6e-9c1b-4b6e-8f55-1c2d3e4f5a6b";

const oddNumbers = [0, -1, 1.5, 1e300, -1e300, 2 ** 53, 2 ** 53 - 1, 2 ** 31, 2 ** 63, 1e-7, 100_000_000_000_000];
const oddTexts = [
  ...[
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff x",
    "\u202e",
    "\ufeff",
    "null",
    "NaN",
    "true",
    "1e3",
    "-1",
    "0x10",
    "١٢",
  ],
  ...["constructor", "__proto__", "toString", "../../etc/passwd", "%00", "%", "%zz", "'; select 1; --", "$1", "{{x}}"],
  ...["<script>alert(1)</script>", "javascript:alert(1)", "@all @channel", "/pm", "/topic", "x".repeat(20_001)],
  ...[
    "(".repeat(2_000),
    "[".repeat(2_000),
    "`".repeat(2_000),
    "| a ".repeat(500),
    "👨‍👩‍👧‍👦".repeat(100),
    "e\u0301".repeat(500),
  ],
];

/** Anything at all that JSON can say. */
export function hostile(dice: Dice, depth = 0): unknown {
  switch (dice.below(depth > 2 ? 5 : 8)) {
    case 0:
      return dice.pick(oddNumbers);
    case 1:
    case 2:
      return dice.pick(oddTexts);
    case 3:
      return dice.chance(0.5);
    case 4:
      return null;
    case 5:
      return Array.from({ length: dice.below(4) }, () => hostile(dice, depth + 1));
    case 6:
      return Object.fromEntries(
        Array.from({ length: dice.below(4) }, () => [String(dice.pick(oddTexts)), hostile(dice, depth + 1)]),
      );
    default:
      return nested(dice.below(200));
  }
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { x: value };
  return value;
}

/** The same with one place of it made odd: a value, a field too many or one too few. */
export function spoiled(dice: Dice, value: unknown): unknown {
  if (typeof value !== "object" || value === null || dice.chance(0.2)) return hostile(dice);
  if (Array.isArray(value)) {
    const at = dice.below(value.length + 1);
    return [...value.slice(0, at), hostile(dice), ...value.slice(at + 1)];
  }
  const entries = Object.entries(value);
  const name = entries.length > 0 && dice.chance(0.7) ? dice.pick(entries)[0] : String(dice.pick(oddTexts));
  if (dice.chance(0.2)) return Object.fromEntries(entries.filter(([other]) => other !== name));
  return { ...value, [name]: spoiled(dice, Object.getOwnPropertyDescriptor(value, name)?.value) };
}
