import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import type { Device } from "@/lib/auth/schema";
import type { ErrorCode } from "@/lib/errors";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Whole numbers; a place that the path does not have is 0, which names nothing. */
export interface Ids {
  ID: number;
  USER: number;
  HOOK: number;
}

/** What a call gets after it was proved and checked. */
export interface Call<A extends Actor | null, Q, B> {
  actor: A;
  /** By the name of their place in the path (`ID`, `USER`, `HOOK`). */
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
  status: Success;
  value?: unknown;
}

/** Bytes as they are, with headers of their own. */
export interface StreamAnswer {
  status: number;
  body: ReadableStream<Uint8Array> | null;
  headers: Record<string, string>;
}

export type Success = 200 | 201 | 204;

/** What an answer holds: a value of this shape and nothing besides, nothing at all, or bytes of a kind. */
export type Given = z.ZodType | "nothing" | "a file" | "NDJSON";

/** One call of the REST API: the row of the table from which it is found, checked, answered, documented and tested. */
export interface Route {
  method: Method;
  /** Segments; one in capitals stands for an id. */
  path: string;
  /** The heading under which it is documented. */
  group: string;
  who: "member" | "anyone";
  /** A sentence in the imperative, without its stop. */
  summary: string;
  /** What else one has to know, in Markdown. */
  notes: string;
  query: z.ZodType;
  /** Null where the call takes no body. */
  body: z.ZodType | null;
  /** A body as one would send it; `{{room_id}}` and the like stand for ids. */
  example: unknown;
  gives: Partial<Record<Success, Given>>;
  /** Refusals of its own, beside those that every call of its kind may meet. */
  refuses: ErrorCode[];
  /** Takes a file as a form (multipart/form-data, the field `file`). */
  takesFile: boolean;
  /** Open to somebody who still lacks the second factor that the company requires. */
  unsecured: boolean;
  /** Only for whoever signed in: no personal access token may do it, whatever its scope. */
  bySession: boolean;
  /** Only administrators may do it, and of their tokens those that may all that they do. */
  forAdmins: boolean;
  /** A personal access token of any scope may do it, though it is no GET: it ends no more than itself. */
  anyScope: boolean;
  answer: (call: Call<Actor | null, unknown, unknown>) => Promise<Answer | StreamAnswer>;
}

/** Whether what is sent is read as JSON or a form, be it only to find that nothing was sent. */
export const takesBody = ({ method, takesFile }: Pick<Route, "method" | "takesFile">): boolean =>
  method !== "GET" && !takesFile;

const none = z.strictObject({});

interface About<Q extends z.ZodType, B extends z.ZodType> {
  summary: string;
  notes?: string;
  query?: Q;
  body?: B;
  example?: unknown;
  gives: Route["gives"];
  refuses?: ErrorCode[];
  bySession?: boolean;
  forAdmins?: boolean;
  anyScope?: boolean;
}

/** A call that needs a session or a personal access token. */
export function member<Q extends z.ZodType = typeof none, B extends z.ZodType = z.ZodUndefined>(
  method: Method,
  path: string,
  about: About<Q, B>,
  answer: (call: Call<Actor, z.output<Q>, z.output<B>>) => Promise<Answer | StreamAnswer>,
): Route {
  return { ...plain, method, path, who: "member", ...about, answer: answer as Route["answer"] };
}

/** A call that a stranger may make. */
export function anyone<B extends z.ZodType = z.ZodUndefined>(
  method: Method,
  path: string,
  about: About<typeof none, B>,
  answer: (call: Call<null, unknown, z.output<B>>) => Promise<Answer>,
): Route {
  return { ...plain, method, path, who: "anyone", unsecured: true, ...about, answer: answer as Route["answer"] };
}

const plain = {
  group: "",
  notes: "",
  query: none,
  body: null,
  example: undefined,
  refuses: [],
  takesFile: false,
  unsecured: false,
  bySession: false,
  forAdmins: false,
  anyScope: false,
};

/** A member's call that is open without the second factor that the company may require. */
export const unsecured = (route: Route): Route => ({ ...route, unsecured: true });

/** A call whose body is one file. */
export const takesFile = (route: Route): Route => ({ ...route, takesFile: true });

export const group = (name: string, routes: Route[]): Route[] => routes.map((route) => ({ ...route, group: name }));

export const ok = (value: unknown): Answer => ({ status: 200, value });
export const created = (value: unknown): Answer => ({ status: 201, value });
export const done: Answer = { status: 204 };
