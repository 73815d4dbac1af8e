import { randomUUID } from "node:crypto";
import type { Tokens } from "@/lib/auth/schema";
import type { UserView } from "@/lib/people/schema";
import { Chat } from "./chat";
import { type Credential, fromSource, type Password, Renewing, type TokenPair, type TokenSource } from "./credential";
import { Rest } from "./rest";

export type { Tokens } from "@/lib/auth/schema";
export type { ErrorCode } from "@/lib/errors";
export type { FileView } from "@/lib/files/schema";
export type { MessagePage, MessageView, OpenedThread, ThreadSummary } from "@/lib/messages/schema";
export type { PersonRef, Presence, UserView } from "@/lib/people/schema";
export type { MemberView, RoomView, UnreadView } from "@/lib/rooms/schema";
export type { PersonName, Place, RoomName, Sending } from "./calls";
export type { Chat } from "./chat";
export type { Password, TokenPair, TokenSource } from "./credential";
export type { Events, Handler } from "./events";
export { StaffroomError } from "./problem";
export type { CallOptions } from "./rest";

interface Where {
  /** The address of Staffroom, as in the browser. */
  url: string | URL;
  /** In which language the server's sentences are wanted, such as `ru`. */
  language?: string;
}

/** Who one is: a token, a name with its password, or the tokens of a session. */
export type Who = { token: TokenSource } | Password | TokenPair;

export type ConnectOptions = Where &
  Who & {
    /** With false there is no live line until `live` is called. */
    live?: boolean;
    /** Hears of this room alone. */
    room?: number;
    /** Called with each new pair of tokens of a session, for whoever keeps them: the pair before is used up. */
    onTokens?: (tokens: Tokens) => void;
    /** How long it is tried to reach the server, in milliseconds. */
    patienceMs?: number;
  };

/** Signs in and opens the live line. @throws StaffroomError */
export async function connect(options: ConnectOptions): Promise<Chat> {
  const { patienceMs, language = "en" } = options;
  const base = baseOf(options.url);
  const credential = credentialOf(options);
  const rest = new Rest(base, credential, language);
  const me = await rest.call<UserView>("GET", "users/me", undefined, { patienceMs });
  const socketAddress = new URL(options.room === undefined ? "ws" : `ws/${options.room}`, base);
  socketAddress.protocol = base.protocol === "https:" ? "wss:" : "ws:";
  const chat = new Chat({ rest, credential, socketAddress, language, me });
  if (options.live !== false) await chat.live(patienceMs);
  return chat;
}

/** Trades a name and a password for the tokens of a new session, for whoever keeps them. @throws StaffroomError */
export function signIn({ url, language, username, password, otp }: Where & Password): Promise<Tokens> {
  const body = { username, password, otp };
  return new Rest(baseOf(url), null, language ?? "en").call("POST", "auth/token", body);
}

/**
 * Trades a refresh token, which is good once, for a new pair.
 * @param where.attemptId a UUID; the same trade may be asked for again by it, for a minute, where no answer came
 * @throws StaffroomError
 */
export function refresh({
  url,
  language,
  refreshToken,
  attemptId = randomUUID(),
}: Where & { refreshToken: string; attemptId?: string }): Promise<Tokens> {
  const body = { refresh_token: refreshToken, attempt_id: attemptId };
  return new Rest(baseOf(url), null, language ?? "en").call("POST", "auth/refresh", body, { isRepeatable: true });
}

function credentialOf(options: ConnectOptions): Credential {
  if ("token" in options) return fromSource(options.token);
  const where = { url: options.url, language: options.language };
  const entrance = {
    signIn: (by: Password) => signIn({ ...where, ...by }),
    refresh: (refreshToken: string, attemptId: string) => refresh({ ...where, refreshToken, attemptId }),
  };
  const who = "refreshToken" in options ? options : passwordIn(options);
  return new Renewing(entrance, who, options.onTokens ?? (() => {}));
}

const passwordIn = ({ username, password, otp }: Password): Password => ({
  username,
  password,
  ...(otp !== undefined && { otp }),
});

/** Below a path of its own, too. */
function baseOf(url: string | URL): URL {
  if (!URL.canParse(url))
    throw new TypeError(`url must be Staffroom's address, such as https://chat.example.com, and is ${url}`);
  const base = new URL(url);
  base.pathname = base.pathname.replace(/\/?$/, "/");
  return base;
}
