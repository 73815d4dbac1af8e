import { z } from "zod";
import { AppError, type ErrorReason, type FieldError, type Said } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import { problemPathCharsMax, problemPlacesMax } from "@/lib/limits";

type Raw = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

/**
 * What came from outside, as a schema takes it. A schema may name a sentence of the catalogue as its message; of all
 * else `lib/i18n/checks.ts` tells what is wrong with it.
 * @throws AppError `invalid` that names each field, of very many the first
 */
export function check<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const read = checked(schema, input);
  if ("refusal" in read) throw read.refusal;
  return read.data;
}

/** The same for those who do not throw. */
export function checked<S extends z.ZodType>(schema: S, input: unknown): { data: z.output<S> } | { refusal: AppError } {
  const told: Said[] = [];
  const parsed = schema.safeParse(input, { error: (issue) => `${mark}${told.push(saidOf(issue)) - 1}` });
  if (parsed.success) return { data: parsed.data };
  const fields = parsed.error.issues.flatMap((issue) => fieldsOf(issue, told)).slice(0, problemPlacesMax);
  return { refusal: new AppError("invalid", fields[0]?.reason ?? "invalid", { fields }) };
}

/** Before the number of what was told: no sentence and no reason begins so. */
const mark = "\0";

function fieldsOf(issue: Issue, told: Said[], above: PropertyKey[] = []): FieldError[] {
  const place = [...above, ...issue.path];
  if (issue.message in catalogue("en").errors) return [{ path: pathOf(place), reason: issue.message as ErrorReason }];
  const nearest = issue.code === "invalid_union" ? nearestOf(issue.errors) : null;
  if (nearest) return fieldsOf(nearest, told, place);
  const said = told[Number(issue.message.slice(mark.length))] ?? { name: "other" };
  const places = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...place, key]) : [place];
  return places.map((one) => ({ path: pathOf(one), reason: "invalid", said }));
}

const pathOf = (place: PropertyKey[]): string => place.map(String).join(".").slice(0, problemPathCharsMax);

/** Of the ways in which a value may be right, the one that it is nearest to: wrong further inside, or not by its type. */
function nearestOf(branches: Issue[][]): Issue | null {
  const firsts = branches.flatMap(([first]) => (first ? [first] : []));
  const inside = firsts.filter(({ path }) => path.length > 0);
  return inside[0] ?? firsts.find(({ code }) => code !== "invalid_type") ?? firsts[0] ?? null;
}

function saidOf(issue: Raw): Said {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? { name: "missing" } : typeSaid(issue);
    case "too_small":
      return boundSaid(issue, Number(issue.minimum), "Min");
    case "too_big":
      return boundSaid(issue, Number(issue.maximum), "Max");
    case "invalid_value":
      return valuesSaid(issue.values);
    case "invalid_union":
      return Array.isArray(issue.options) ? valuesSaid(issue.options) : { name: "other" };
    case "invalid_format":
      return { name: formats[issue.format] ?? "shape" };
    case "unrecognized_keys":
      return { name: "unknown" };
    case "not_multiple_of":
      return { name: "multiple", params: { step: Number(issue.divisor) } };
    case "invalid_key":
      return { name: "key" };
    case "invalid_element":
    case "custom":
      return { name: "other" };
    default:
      return issue satisfies never;
  }
}

const valuesSaid = (values: readonly unknown[]): Said => ({
  name: values.length === 1 ? "only" : "oneOf",
  params: { values: values.map(String).join(", ") },
});

const formats: Record<string, Said["name"]> = {
  email: "email",
  url: "url",
  uuid: "uuid",
  guid: "uuid",
  datetime: "moment",
  date: "day",
};

function typeSaid(issue: Extract<Raw, { code: "invalid_type" }>): Said {
  if (issue.expected === "number" || issue.expected === "int") return numberSaid(issue) ?? { name: "number" };
  return { name: types[issue.expected] ?? "other" };
}

const types: Record<string, Said["name"]> = {
  string: "text",
  boolean: "boolean",
  array: "list",
  object: "object",
  record: "object",
};

/** What is too long, holds too many, or is too great; `limit` is what may just be. */
function boundSaid(issue: Raw & { origin: string }, limit: number, side: "Min" | "Max"): Said {
  const isCounted = issue.origin === "string" || issue.origin === "array";
  if (!isCounted)
    return numberSaid(issue) ?? { name: `number${side}`, params: { [side === "Min" ? "min" : "max"]: limit } };
  const isText = issue.origin === "string";
  if (side === "Min" && limit === 1) return { name: isText ? "empty" : "emptyList" };
  return { name: isText ? `chars${side}` : `items${side}`, params: { n: limit } };
}

/** Both bounds of a whole number, whichever of them it broke. */
function numberSaid({ inst, schema: owner }: Raw): Said | null {
  const schema = owner ?? inst;
  if (!(schema instanceof z.ZodNumber) || !schema.isInt) return null;
  const [min, max] = [schema.minValue ?? Number.NEGATIVE_INFINITY, schema.maxValue ?? Number.POSITIVE_INFINITY];
  if (!Number.isFinite(min) || min <= Number.MIN_SAFE_INTEGER) return { name: "whole" };
  return max < Number.MAX_SAFE_INTEGER
    ? { name: "wholeBetween", params: { min, max } }
    : { name: "wholeFrom", params: { min } };
}
