import type { CheckName } from "./i18n/checks";

/** The codes of the contract, each with its HTTP status. */
export const statusOfCode = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusOfCode;

/** Names of sentences in the catalogue (`errors.*`): what happened and what to do about it. */
export type ErrorReason =
  | "unauthenticated"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "tooLarge"
  | "unsupportedMediaType"
  | "invalid"
  | "rateLimited"
  | "unavailable"
  | "wrongCredentials"
  | "alreadyFounded"
  | "usernameTaken"
  | "emailTaken"
  | "registrationClosed"
  | "invitationDead"
  | "passwordShort"
  | "passwordCommon"
  | "wrongPassword"
  | "roomArchived"
  | "roomNotOpen"
  | "clientIdReused"
  | "messageTooLong"
  | "messageEmpty"
  | "fileGone"
  | "tooManyFiles"
  | "attachmentTooLarge"
  | "fileEmpty"
  | "fileMissing"
  | "uploadBroken"
  | "diskFull"
  | "usernameShape"
  | "emailShape"
  | "nameEmpty"
  | "nameTooLong"
  | "topicTooLong"
  | "pictureUnreadable"
  | "pictureTooLarge"
  | "lastOwner"
  | "personInactive"
  | "passwordLinkDead"
  | "directFixed"
  | "secondFactorRequired"
  | "proveAgain"
  | "roomForAll"
  | "lastRoomAdmin"
  | "endPast"
  | "endShape"
  | "nobodyChosen"
  | "nobodyFound"
  | "tooManyAtOnce"
  | "domainShape"
  | "dateShape"
  | "codeNeeded"
  | "codeWrong"
  | "signInAgain"
  | "secondFactorOn"
  | "secondFactorKept"
  | "secondFactorFirst"
  | "emailDomain"
  | "mailMissing"
  | "tooManyAddresses"
  | "providerOff"
  | "providerAway"
  | "providerRefused"
  | "providerEmail"
  | "providerUnknown"
  | "providerOwner"
  | "providerOther"
  | "providerDeactivated"
  | "providerStale"
  | "providerSilent"
  | "providerOdd"
  | "providerSecret"
  | "issuerShape"
  | "fileTooLarge"
  | "fileIsExcel"
  | "fileNoText"
  | "fileQuotes"
  | "listEmpty"
  | "listLong"
  | "columnTwice"
  | "columnsMissing"
  | "listNotDraft"
  | "quotedGone"
  | "threadGone"
  | "whisperSelf"
  | "whisperNobody"
  | "whisperInThread"
  | "whisperKept"
  | "whisperUnknown"
  | "commandUnknown"
  | "pmHow"
  | "pmSelf"
  | "meHow"
  | "topicHow"
  | "inviteHow"
  | "inviteUnknown"
  | "editIsCommand"
  | "notYours"
  | "messageGone"
  | "notAnEmoji"
  | "tooManyReactions"
  | "tooManyPins"
  | "notJson"
  | "tokenReadsOnly"
  | "tokenMayNot"
  | "tooManyTokens"
  | "searchEmpty"
  | "searchSlow"
  | "tooManyWebhooks"
  | "webhookTooLarge"
  | "webhookNotJson"
  | "webhookEmpty"
  | "frameNotJson"
  | "frameUnknown"
  | "tooManyResumed"
  | "cursorUnknown"
  | "endFar"
  | "timeZoneUnknown"
  | "actionShape"
  | "unprintable"
  | "membersByAdmins"
  | "methodNotAllowed"
  | "rangeOutside"
  | "tokenNotAdmin";

export interface FieldError {
  path: string;
  reason: ErrorReason;
  /** What is wrong with the value itself, where the reason says no more than `invalid`. */
  said?: Said;
}

/** The bound that was gone beyond, as `RateLimit` tells of it. */
export interface Exceeded {
  name: string;
  /** How many a window holds. */
  quota: number;
  windowSeconds: number;
  left: number;
  /** Until all of them are left again. */
  resetSeconds: number;
}

/** A place in what was sent, with dots, and what is wrong with it. */
export interface Place {
  path: string;
  message: string;
}

/** A sentence about a value (`lib/i18n/checks.ts`), with what fills its slots; `n` is what a plural is chosen by. */
export interface Said {
  name: CheckName;
  params?: Record<string, string | number>;
}

/**
 * The one error that doors translate for people. `code` is public and stable, `reason` names a sentence of the
 * catalogue, `fields` point at what was typed. Anything else that is thrown is a fault and shows as `unavailable`.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly reason: ErrorReason;
  readonly fields: FieldError[];
  readonly retryAfterSeconds: number | undefined;
  /** What fills the slots of the sentence. */
  readonly params: Record<string, string | number>;
  /** Of `rate_limited`, which bound it was. */
  readonly exceeded: Exceeded | undefined;
  /** The HTTP status, where it is another than the code's own. */
  readonly status: number;

  constructor(
    code: ErrorCode,
    reason: ErrorReason = defaultReason[code],
    options: {
      fields?: FieldError[];
      params?: Record<string, string | number>;
      retryAfterSeconds?: number;
      exceeded?: Exceeded;
      status?: number;
      cause?: unknown;
    } = {},
  ) {
    super(`${code}: ${reason}`, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.reason = reason;
    this.fields = options.fields ?? [];
    this.params = options.params ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? options.exceeded?.resetSeconds;
    this.exceeded = options.exceeded;
    this.status = options.status ?? statusOfCode[code];
  }
}

/** An error about one field of what was typed. */
export const fieldError = (
  path: string,
  reason: ErrorReason,
  code: ErrorCode = "invalid",
  params?: Record<string, string | number>,
) => new AppError(code, reason, { fields: [{ path, reason }], params });

/** An error about one field that is not there. */
export const missing = (path: string) =>
  new AppError("invalid", "invalid", { fields: [{ path, reason: "invalid", said: { name: "missing" } }] });

export const notFound = () => new AppError("not_found");
export const forbidden = () => new AppError("forbidden");
export const unauthenticated = () => new AppError("unauthenticated");

/** What a door says of anything that was thrown: what nobody foresaw is `unavailable`. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return isGone(error) ? notFound() : new AppError("unavailable", undefined, { cause: error });
}

/** What something was to hang on was there when it was looked at, and then deleted: PostgreSQL's `foreign_key_violation`. */
function isGone(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && cause.code === "23503") return true;
  return false;
}

const defaultReason: Record<ErrorCode, ErrorReason> = {
  unauthenticated: "unauthenticated",
  forbidden: "forbidden",
  not_found: "notFound",
  conflict: "conflict",
  too_large: "tooLarge",
  unsupported_media_type: "unsupportedMediaType",
  invalid: "invalid",
  rate_limited: "rateLimited",
  unavailable: "unavailable",
};
