import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import type { Device } from "@/lib/auth/schema";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Whole numbers; a place that the path does not have is 0, which names nothing. */
export interface Ids {
  ID: number;
  USER: number;
}

/** What a call gets after it was proved and checked. */
export interface Call<A extends Actor | null, Q, B> {
  actor: A;
  /** By the name of their place in the path (`ID`, `USER`). */
  ids: Ids;
  /** What stands at `UUID` in the path. */
  uuid: string;
  /** What stands at `EMOJI`, in its one form. */
  emoji: string;
  query: Q;
  body: B;
  device: Device;
  /** Scheme, host and port as the caller reached them. */
  origin: string;
  /** For the few calls that stream: their body is no JSON and is read by nobody before. */
  request: Request;
}

export interface Answer {
  status: number;
  value?: unknown;
}

/** Bytes as they are, with headers of their own. */
export interface StreamAnswer {
  status: number;
  body: ReadableStream<Uint8Array> | null;
  headers: Record<string, string>;
}

/** One call of the REST API: the row of the table from which it is found, checked and answered. */
export interface Route {
  method: Method;
  /** Segments; one in capitals stands for an id. */
  path: string;
  who: "member" | "anyone";
  query: z.ZodType;
  /** Null where the call takes no body. */
  body: z.ZodType | null;
  /** Open to somebody who still lacks the second factor that the company requires. */
  unsecured: boolean;
  /** The session cookie is a credential here for pages of this very origin, though it is no GET. */
  fromPages: boolean;
  answer: (call: Call<Actor | null, unknown, unknown>) => Promise<Answer | StreamAnswer>;
}

const none = z.strictObject({});

interface Takes<Q extends z.ZodType, B extends z.ZodType> {
  query?: Q;
  body?: B;
}

/** A call that needs a session. The verb's value is answered with 200, or with what `ok`, `created` and `done` say. */
export function member<Q extends z.ZodType = typeof none, B extends z.ZodType = z.ZodUndefined>(
  method: Method,
  path: string,
  takes: Takes<Q, B>,
  answer: (call: Call<Actor, z.output<Q>, z.output<B>>) => Promise<Answer | StreamAnswer>,
): Route {
  const shared = { method, path, query: takes.query ?? none, body: takes.body ?? null };
  const doors = { unsecured: false, fromPages: false };
  return { ...shared, ...doors, who: "member", answer: answer as Route["answer"] };
}

/** A member's call that is open without the second factor that the company may require. */
export const unsecured = (route: Route): Route => ({ ...route, unsecured: true });

/** A member's call that pages make themselves, by the session cookie. */
export const fromPages = (route: Route): Route => ({ ...route, fromPages: true });

/** A call that a stranger may make. */
export function anyone<B extends z.ZodType = z.ZodUndefined>(
  method: Method,
  path: string,
  takes: { body?: B },
  answer: (call: Call<null, unknown, z.output<B>>) => Promise<Answer>,
): Route {
  return {
    method,
    path,
    who: "anyone",
    query: none,
    body: takes.body ?? null,
    unsecured: true,
    fromPages: false,
    answer: answer as Route["answer"],
  };
}

export const ok = (value: unknown): Answer => ({ status: 200, value });
export const created = (value: unknown): Answer => ({ status: 201, value });
export const done: Answer = { status: 204 };
/** A list that has no further page. */
export const all = (items: unknown[]): Answer => ok({ items, next_cursor: null });
