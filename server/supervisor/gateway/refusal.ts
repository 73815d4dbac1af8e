import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { type ErrorCode, statusOfCode } from "@/lib/errors";
import { gatewayWords } from "@/lib/i18n/gateway";
import { type Locale, preferredLocale } from "@/lib/i18n/locale";
import { closingHeaders } from "./lingering";

type Code = Extract<ErrorCode, "invalid" | "unauthenticated" | "not_found" | "too_large" | "unavailable">;

interface Refusal {
  code: Code;
  /** The HTTP status, where it is another than the code's own. */
  status?: number;
  /** What happened, and what to do about it; by its name among the gateway's words. */
  word: keyof (typeof gatewayWords)["en"];
  params?: Record<string, string | number>;
  headers?: OutgoingHttpHeaders;
}

/** A refusal of the gateway's own, as the calls word theirs: a problem document (RFC 9457) in the language asked for. */
export function answerProblem(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const locale = preferredLocale(request.headers["accept-language"] ?? null, "en");
  const { code, status = statusOfCode[code], headers } = refusal;
  const about = { type: `/docs#${code}`, title: titles[code], status };
  const body = JSON.stringify({ ...about, detail: detailIn(locale, refusal), code, errors: [] });
  response.writeHead(status, {
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "content-language": locale,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    ...headers,
    ...closingHeaders(response),
  });
  response.end(body);
}

/** What was sent cannot be passed on to anybody. */
export const answerInvalid = (request: IncomingMessage, response: ServerResponse): void =>
  answerProblem(request, response, { code: "invalid", status: 400, word: "invalid" });

/** @param methods what there is instead, as `Allow` names it */
export const answerNotTaken = (request: IncomingMessage, response: ServerResponse, methods: string): void =>
  answerProblem(request, response, {
    code: "invalid",
    status: 405,
    word: "method",
    params: { method: request.method ?? "", methods },
    headers: { allow: methods },
  });

const detailIn = (locale: Locale, { word, params = {} }: Refusal): string =>
  gatewayWords[locale][word].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));

const titles: Record<Code, string> = {
  invalid: "Invalid",
  unauthenticated: "Not signed in",
  not_found: "Not found",
  too_large: "Too large",
  unavailable: "Unavailable",
};
