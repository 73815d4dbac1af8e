import type { DocsWords } from "@/lib/i18n/docs";
import type { Locale } from "@/lib/i18n/locale";
import { say } from "@/lib/i18n/say";

type Json = { [name: string]: unknown };

/** A place in what is sent, in words. */
export interface FieldView {
  /** With dots, and `[]` for what a list holds. */
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
}

export interface Teller {
  locale: Locale;
  words: DocsWords["types"];
  /** What is said of a field, by its name, or as its schema says it. */
  tell: (name: string, schema: Json) => string;
}

/** The fields of an object, and of those in it. */
export function fieldsOf(schema: Json, teller: Teller, prefix = ""): FieldView[] {
  const required = (schema.required ?? []) as string[];
  return Object.entries((schema.properties ?? {}) as Record<string, Json>).flatMap(([key, field]) => {
    const name = `${prefix}${key}`;
    const inner = innerObject(field);
    const view = {
      name,
      type: typeWords(field, teller),
      isRequired: required.includes(key),
      description: teller.tell(key, field),
    };
    return [view, ...(inner ? fieldsOf(inner.object, teller, `${name}${inner.mark}.`) : [])];
  });
}

function innerObject(field: Json): { object: Json; mark: string } | null {
  if (field.type === "array") {
    const items = innerObject((field.items ?? {}) as Json);
    return items && { object: items.object, mark: `[]${items.mark}` };
  }
  return field.type === "object" && "properties" in field ? { object: field, mark: "" } : null;
}

/** A type and its bounds, in words; what is to be typed stands in backticks. */
export function typeWords(schema: Json, teller: Teller): string {
  const { locale, words } = teller;
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choices) return [...new Set(choices.map((one) => typeWords(one, teller)))].join(` ${words.or} `);
  if (Array.isArray(schema.type))
    return schema.type.map((type: unknown) => typeWords({ ...schema, type }, teller)).join(` ${words.or} `);
  if ("const" in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (Array.isArray(schema.enum))
    return say(locale, words.oneOf, { values: schema.enum.map((value) => `\`${value}\``).join(", ") });
  if (schema.type === "array")
    return bounded(say(locale, words.list, { what: typeWords((schema.items ?? {}) as Json, teller) }), [
      bound(teller, words.itemsMin, schema.minItems),
      bound(teller, words.itemsMax, schema.maxItems),
    ]);
  if (schema.type === "object" && typeof schema.additionalProperties === "object" && !("properties" in schema))
    return say(locale, words.map, { what: typeWords(schema.additionalProperties as Json, teller) });
  if (schema.type === "integer" || schema.type === "number") return numberWords(schema, teller);
  if (schema.type === "string") return stringWords(schema, teller);
  if (schema.type === "boolean") return words.boolean;
  if (schema.type === "null") return "`null`";
  return schema.type === "object" ? words.object : words.any;
}

function stringWords(schema: Json, teller: Teller): string {
  const { words } = teller;
  const formats: Record<string, string> = {
    uuid: words.uuid,
    "date-time": words.moment,
    date: words.day,
    binary: words.file,
  };
  const format = typeof schema.format === "string" ? formats[schema.format] : undefined;
  return format ?? bounded(words.string, [bound(teller, words.charsMax, schema.maxLength)]);
}

function numberWords(schema: Json, { locale, words }: Teller): string {
  const name = schema.type === "integer" ? words.integer : words.number;
  const max = schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  if ((schema.exclusiveMinimum === 0 || schema.minimum === 1) && max === undefined) return words.id;
  const params = { min: Number(schema.minimum), max: Number(max) };
  if (schema.minimum !== undefined && max !== undefined) return bounded(name, [say(locale, words.between, params)]);
  if (schema.minimum !== undefined) return bounded(name, [say(locale, words.from, params)]);
  return max === undefined ? name : bounded(name, [say(locale, words.upTo, params)]);
}

const bounded = (type: string, bounds: (string | null)[]) => [type, ...bounds.filter((one) => one !== null)].join(", ");

const bound = ({ locale }: Teller, text: DocsWords["types"]["charsMax"], n: unknown): string | null =>
  typeof n === "number" ? say(locale, text, { n }) : null;
