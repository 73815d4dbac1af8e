import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { check } from "@/lib/checking";
import { AppError, asAppError, type ErrorCode, type ErrorReason, unauthenticated } from "@/lib/errors";
import { catalogue } from "@/lib/i18n";
import type { Locale } from "@/lib/i18n/locale";
import { log } from "@/lib/log";
import { placesOf, sentenceOf } from "@/lib/refusals";
import { currentActor, visitorLocale, visitorPath } from "@/lib/visitor";

/** What went wrong, in the visitor's own words. */
export interface Problem {
  code: ErrorCode;
  message: string;
  /** Sentences by the name of the field. */
  fields: Record<string, string>;
  /** Where what is missing is made good. */
  remedy?: { href: string; label: string };
}

export type ActionResult<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** What a form shows after it was sent: what was typed, what was wrong, or what was done. */
export interface FormState {
  values: Record<string, string>;
  problem: Problem | null;
  done: string | null;
}

/**
 * The door of a member's call: proves who, parses, calls the verb.
 * An action is a public endpoint: its input may be anything at all.
 */
export function memberAction<S extends z.ZodType, T>(
  schema: S,
  verb: (actor: Actor, input: z.output<S>) => Promise<T>,
) {
  return async (input: unknown): Promise<ActionResult<T>> => {
    try {
      return { ok: true, value: await verb(await actorOrThrow(), check(schema, input)) };
    } catch (error) {
      return { ok: false, problem: await problemOf(error) };
    }
  };
}

/** The door of a member's form. `done` may lead elsewhere, or return the sentence that says what was done. */
export function memberForm<S extends z.ZodType, T>(
  schema: S,
  verb: (actor: Actor, input: z.output<S>) => Promise<T>,
  done: (value: T, form: FormData) => Promise<string | null>,
) {
  return visitorForm(schema, async (input) => verb(await actorOrThrow(), input), done);
}

/** The door of the few forms that stay open to somebody who still lacks the second factor that the company requires. */
export function unsecuredForm<S extends z.ZodType, T>(
  schema: S,
  verb: (actor: Actor, input: z.output<S>) => Promise<T>,
  done: (value: T, form: FormData) => Promise<string | null>,
) {
  return visitorForm(schema, async (input) => verb(await signedInOrThrow(), input), done);
}

/** The door of a form that needs no session. */
export function visitorForm<S extends z.ZodType, T>(
  schema: S,
  verb: (input: z.output<S>) => Promise<T>,
  done: (value: T, form: FormData) => Promise<string | null>,
) {
  return async (_before: FormState, form: FormData): Promise<FormState> => {
    const values = typedValues(form);
    try {
      const value = await verb(check(schema, fieldsOf(form)));
      return { values: {}, problem: null, done: await done(value, form) };
    } catch (error) {
      unstable_rethrow(error);
      return { values, problem: await problemOf(error, values.locale), done: null };
    }
  };
}

/** Fields as the schema names them, those of the framework's own left out; a name with `[]` holds many. */
function fieldsOf(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$") || name.startsWith("_")) continue;
    if (name.endsWith("[]")) fields[name.slice(0, -2)] = form.getAll(name).map(numberIfPossible);
    else fields[name] = form.get(name);
  }
  return fields;
}

const numberIfPossible = (value: FormDataEntryValue) =>
  typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;

/** What a form gets back so that nothing typed is lost. A password, a code or a secret goes back to nobody. */
const typedValues = (form: FormData): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) =>
      typeof value === "string" && !name.startsWith("$") && !/^(.*password|current|otp|.*secret)$/.test(name)
        ? [[name, value]]
        : [],
    ),
  );

async function actorOrThrow(): Promise<Actor> {
  const actor = await signedInOrThrow();
  if (actor.mustSecure) throw new AppError("forbidden", "secondFactorRequired");
  return actor;
}

async function signedInOrThrow(): Promise<Actor> {
  const actor = await currentActor();
  if (!actor) throw unauthenticated();
  return actor;
}

async function problemOf(error: unknown, locale?: unknown): Promise<Problem> {
  const known = asAppError(error);
  if (known !== error && known.code === "unavailable") log.error({ err: error }, "an action failed");
  const words = await visitorLocale(locale).catch((): Locale => "en");
  return { ...describeProblem(known, words), remedy: await remedyOf(known.reason, words) };
}

/** The page on which the form stood is where one comes back to. */
async function remedyOf(reason: ErrorReason, locale: Locale): Promise<Problem["remedy"]> {
  const { remedies } = catalogue(locale).pages.secondFactor;
  if (reason === "proveAgain")
    return { href: `/prove?next=${encodeURIComponent(await visitorPath())}`, label: remedies.prove };
  if (reason === "secondFactorRequired" || reason === "secondFactorFirst")
    return { href: "/second-factor", label: remedies.secondFactor };
  return undefined;
}

/** A list is typed into one input: what is wrong with an item of it stands there. */
const inputOf = (path: string) => path.replace(/\.\d+$/, "");

export const describeProblem = (error: AppError, locale: Locale): Problem => ({
  code: error.code,
  message: sentenceOf(error, locale),
  fields: Object.fromEntries(placesOf(error, locale).map(({ path, message }) => [inputOf(path), message])),
});
