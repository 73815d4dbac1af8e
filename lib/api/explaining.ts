import type { ErrorCode } from "@/lib/errors";
import { docs } from "@/lib/i18n/docs";
import { callsInRussian, describedInRussian, groupsInRussian } from "@/lib/i18n/docs-calls";
import { docsFields } from "@/lib/i18n/docs-fields";
import type { Locale } from "@/lib/i18n/locale";
import { curlOf, javaScriptOf } from "./examples";
import { namesIn, notationOf } from "./notation";
import { type OpenApi, type Operation, type Scope, scopeNotes } from "./openapi";
import { type FieldView, fieldsOf, type Teller, typeWords } from "./wording";

type Json = { [name: string]: unknown };

/** A group of calls, with a page of its own. */
export interface GroupView {
  name: string;
  title: string;
  calls: CallHead[];
}

/** A call as lists of calls name it. */
export interface CallHead {
  id: string;
  method: string;
  path: string;
  summary: string;
}

export interface CallView extends CallHead {
  notes: string;
  who: Scope;
  places: FieldView[];
  query: FieldView[];
  body: FieldView[];
  answers: AnswerView[];
  refusals: { status: string; code: RefusalCode }[];
  curl: string;
  javaScript: string;
}

export interface AnswerView {
  status: string;
  given: "noBody" | "bytes" | "lines" | "shape";
  /** Of the shape, where it has one. */
  name: string;
  /** In the notation of TypeScript. */
  shape: string;
  /** Of other shapes that stand in it. */
  names: string[];
}

export type RefusalCode = ErrorCode | "not_json";

export interface ShapeView {
  name: string;
  description: string;
  shape: string;
  names: string[];
}

/** How the fields of calls and frames are told in a language. */
export const tellerOf = (locale: Locale): Teller => ({
  locale,
  words: docs[locale].types,
  tell: (name, { description, type }) => {
    if (typeof description === "string") return described(locale, description);
    const known = docsFields[locale] as Record<string, string>;
    return (type === "string" ? known[`${name}_word`] : undefined) ?? known[name] ?? "";
  },
});

/** What the document says in English, in a reader's language; what nobody has translated stays as it is. */
const described = (locale: Locale, description: string): string =>
  locale === "ru" ? (describedInRussian[description] ?? description) : description;

/** All calls, under the headings of the table. */
export function groupsOf(document: OpenApi, locale: Locale): GroupView[] {
  const heads = operationsOf(document).map(({ operation, method, path }) => ({
    group: operation.tags[0] ?? "",
    head: { id: operation.operationId, method, path, summary: said(operation, locale).summary },
  }));
  return document.tags.map(({ name }) => ({
    name: slugOf(name),
    title: locale === "ru" ? (groupsInRussian[name] ?? name) : name,
    calls: heads.filter(({ group }) => group === name).map(({ head }) => head),
  }));
}

/** The calls of a group, with all that one has to know to make them. */
export const callsOf = (document: OpenApi, group: string, locale: Locale, origin: string): CallView[] =>
  operationsOf(document)
    .filter(({ operation }) => slugOf(operation.tags[0] ?? "") === group)
    .map((one) => callView(one, document.components.schemas, locale, origin));

interface Found {
  operation: Operation;
  method: string;
  path: string;
}

const operationsOf = ({ paths }: OpenApi): Found[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ operation, method: method.toUpperCase(), path })),
  );

const slugOf = (group: string) => group.toLowerCase().replace(/[^a-z]+/g, "-");

function callView({ operation, method, path }: Found, schemas: Json, locale: Locale, origin: string): CallView {
  const teller = tellerOf(locale);
  const content = operation.requestBody?.content ?? {};
  const body = (content["application/json"] ?? content["multipart/form-data"])?.schema ?? {};
  const statuses = Object.entries(operation.responses);
  return {
    id: operation.operationId,
    method,
    path,
    ...said(operation, locale),
    who: operation["x-scope"],
    places: parametersOf(operation, "path", teller),
    query: parametersOf(operation, "query", teller),
    body: fieldsOf(body, teller),
    answers: statuses
      .filter(([status]) => status < "300")
      .map(([status, answer]) => answerView(status, answer, schemas, locale)),
    refusals: statuses
      .filter(([status]) => status >= "400")
      .map(([status, { $ref }]) => ({
        status,
        code: String($ref).split("/").at(-1) as RefusalCode,
      })),
    curl: curlOf(operation, { method, path, origin }),
    javaScript: javaScriptOf(operation, { method, path, origin }),
  };
}

function said({ operationId, summary, description = "", "x-scope": scope }: Operation, locale: Locale) {
  const [russian, notes = ""] = callsInRussian[operationId] ?? [];
  if (locale === "ru" && russian) return { summary: russian, notes };
  return {
    summary,
    notes: description
      .split("\n\n")
      .filter((part) => part !== scopeNotes[scope])
      .join("\n\n"),
  };
}

const parametersOf = ({ parameters }: Operation, place: "path" | "query", teller: Teller): FieldView[] =>
  parameters
    .filter((one) => one.in === place)
    .map(({ name, required, description, schema }) => ({
      name,
      type: typeWords(schema, teller),
      isRequired: required && place === "query",
      description: teller.tell(place === "query" ? name : "", { ...schema, ...(description && { description }) }),
    }));

function answerView(status: string, answer: Json, schemas: Json, locale: Locale): AnswerView {
  const content = (answer.content ?? {}) as Record<string, { schema: Json }>;
  const none = { status, name: "", shape: "", names: [] };
  if ("*/*" in content) return { ...none, given: "bytes" };
  if ("application/x-ndjson" in content) return { ...none, given: "lines" };
  const schema = content["application/json"]?.schema;
  if (!schema) return { ...none, given: "noBody" };
  const [name = ""] = typeof schema.$ref === "string" ? namesIn(schema) : [];
  return { status, given: "shape", name, ...written((schemas[name] as Json | undefined) ?? schema, locale) };
}

const written = (schema: Json, locale: Locale) => ({
  shape: notationOf(schema, (description) => described(locale, description)),
  names: namesIn(schema),
});

/** The shapes that have names. */
export const shapesOf = (document: OpenApi, locale: Locale): ShapeView[] =>
  Object.entries(document.components.schemas)
    .map(([name, schema]) => {
      const { description = "", ...rest } = schema as Json & { description?: string };
      return { name, description: description && described(locale, description), ...written(rest, locale) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
