import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { pipeline } from "node:stream";
import { retryEveryMs, upstreamIdleMs, webRetryMs } from "../limits";
import { listenToForm } from "./forms";
import { type HeaderValues, requestHeaders, responseHeaders } from "./headers";
import { closingHeaders, hasBody } from "./lingering";
import { answerTooLarge, bodyBytesMax } from "./oddity";
import { type PageHeaders, pageHeaders, withPageHeaders } from "./policy";
import { answerInvalid } from "./refusal";
import { answerUnavailable } from "./unavailable";

export interface ForwardOptions {
  port: number;
  trustProxy: boolean;
  development: boolean;
  retryMs?: number;
}

export type Forward = (request: IncomingMessage, response: ServerResponse) => void;

/** Streams requests to the pages and their answers back, holding nothing, and bridges the moments when they restart. */
export function createForward(options: ForwardOptions): Forward & { close(): void } {
  const agent = new Agent({ keepAlive: true, timeout: upstreamIdleMs, maxFreeSockets: 256 });
  const forward = (request: IncomingMessage, response: ServerResponse) =>
    new Passage(request, response, agent, options).attempt();
  return Object.assign(forward, { close: () => agent.destroy() });
}

class Passage {
  private readonly deadline: number;
  private readonly harmless: boolean;
  private readonly headers: HeaderValues;
  private readonly page: PageHeaders | null;
  private upstream: ClientRequest | undefined;
  private sent = false;
  /** Of a form for a page: whether it came whole. */
  private isWhole: (() => boolean) | null = null;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly agent: Agent,
    private readonly options: ForwardOptions,
  ) {
    this.deadline = Date.now() + (options.retryMs ?? webRetryMs);
    this.harmless = request.method === "GET" || request.method === "HEAD";
    const headers = requestHeaders(request, options.trustProxy);
    this.page = pageHeaders(request.url ?? "/", headers["x-forwarded-proto"] === "https", options.development);
    this.headers = { ...headers, ...this.page?.request };
    if (request.headers["transfer-encoding"]) this.headers["transfer-encoding"] = "chunked";
    // The pages' server would close with its answer, and what was still on its way there would reset the answer, too.
    if (hasBody(request)) this.headers.connection = "keep-alive";
    response.on("close", () => {
      if (!response.writableFinished || !request.complete) this.upstream?.destroy();
    });
  }

  attempt(): void {
    if (this.response.destroyed) return;
    const upstream = this.begin();
    if (!upstream) {
      answerInvalid(this.request, this.response);
      return;
    }
    this.upstream = upstream;
    upstream.once("response", (answer) => this.answer(answer));
    upstream.on("error", () => this.failed());
    upstream.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => this.send(upstream));
      else this.send(upstream);
    });
  }

  /** @returns null for what Node will not send on, which is one caller's affair and must not end everybody's gateway */
  private begin(): ClientRequest | null {
    const { method, url: path } = this.request;
    // A kept connection may die as it is used; what cannot be repeated gets a fresh one.
    const agent = this.harmless ? this.agent : false;
    try {
      return httpRequest({ host: "127.0.0.1", port: this.options.port, method, path, headers: this.headers, agent });
    } catch {
      return null;
    }
  }

  /** The body is touched only once somebody listens, so that until then the whole request can be tried again. */
  private send(upstream: ClientRequest): void {
    this.sent = true;
    if (this.harmless && !hasBody(this.request)) return void upstream.end();
    if (this.request.headers.expect) this.response.writeContinue();
    if (this.page) this.isWhole = listenToForm(this.request);
    if (bodyBytesMax(this.request) < Number.POSITIVE_INFINITY) this.weigh(upstream);
    this.request.pipe(upstream);
  }

  /** Of a body that did not say its length no more is passed on than may be said; whoever says too much hears it here. */
  private weigh(upstream: ClientRequest): void {
    const bytesMax = bodyBytesMax(this.request);
    let bytes = 0;
    this.request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax || this.response.headersSent) return;
      this.request.unpipe();
      answerTooLarge(this.request, this.response);
      upstream.destroy();
    });
  }

  private answer(answer: IncomingMessage): void {
    const { response } = this;
    if (answer.statusCode === 500 && this.request.complete && this.isWhole?.() === false) {
      answer.resume();
      answerInvalid(this.request, response);
      return;
    }
    const headers = withPageHeaders(responseHeaders(answer.rawHeaders), this.page);
    for (const [name, value] of Object.entries(closingHeaders(response))) headers.push(name, String(value));
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
    response.flushHeaders();
    // An answer cut short upstream is cut short here too: the client must not take it for whole.
    pipeline(answer, response, () => {});
  }

  private failed(): void {
    this.request.unpipe();
    if (this.response.headersSent || this.response.destroyed) return;
    const repeatable = !this.sent || (this.harmless && !hasBody(this.request));
    this.sent = false;
    if (repeatable && Date.now() < this.deadline) setTimeout(() => this.attempt(), retryEveryMs);
    else answerUnavailable(this.request, this.response);
  }
}
