import { connect } from "node:tls";
import type { Shell } from "../shell";
import { type Notes, whyOf } from "./finding";

const answerMs = 8_000;
const soonDays = 14;
const dayMs = 24 * 60 * 60_000;

interface Answer {
  status: number;
  body: unknown;
  /** Of the server's clock, to the second. */
  date: number | null;
  /** This machine's clock in the middle of the call. */
  at: number;
}

/** What can be told of a server by its address alone. @returns how far its clock is ahead in milliseconds; null where unknown */
export async function lookAtServer(server: string, isHere: boolean, notes: Notes): Promise<number | null | "away"> {
  const words = notes.words.server;
  const { protocol, port } = new URL(server);
  try {
    const health = await ask(server, "/healthz");
    if (health.status !== 200) {
      notes.broken("server", words.odd, { server, status: health.status }, words.oddMend);
      return "away";
    }
    notes.well("server", words.well, { server });
    await lookAtTls(server, notes);
    await lookAtParts(server, notes);
    return health.date === null ? null : health.date + 500 - health.at;
  } catch (error) {
    if (isCertificate(error)) {
      notes.broken("tls", notes.words.tls.bad, { why: whyOf(error) }, notes.words.tls.badMend);
      return "away";
    }
    const mend = isHere ? words.awayMendHere : words.awayMend;
    const params = { port: port || (protocol === "https:" ? 443 : 80) };
    notes.broken("server", words.away, { server, why: whyOf(error) }, mend, params);
    return "away";
  }
}

async function ask(server: string, path: string): Promise<Answer> {
  const asked = Date.now();
  const response = await fetch(new URL(path, server), { signal: AbortSignal.timeout(answerMs), redirect: "manual" });
  const at = (asked + Date.now()) / 2;
  const date = Date.parse(response.headers.get("date") ?? "");
  const body: unknown = await response.json().catch(() => null);
  return { status: response.status, body, date: Number.isNaN(date) ? null : date, at };
}

const isCertificate = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  "code" in error.cause &&
  /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|^ERR_TLS|^ERR_SSL/.test(String(error.cause.code));

async function lookAtParts(server: string, notes: Notes): Promise<void> {
  const words = notes.words.ready;
  const { status, body } = await ask(server, "/readyz");
  if (status === 200) return notes.well("ready", words.well);
  const facts = typeof body === "object" && body !== null ? Object.entries(body) : [];
  const parts = facts.filter(([, well]) => well === false).map(([part]) => part);
  notes.broken("ready", words.broken, { parts: parts.join(", ") || status }, words.mend);
}

async function lookAtTls(server: string, notes: Notes): Promise<void> {
  const words = notes.words.tls;
  const { protocol, hostname, port } = new URL(server);
  if (protocol === "http:") {
    // Within one machine nobody listens.
    if (!/^(localhost|127\.|\[::1\])/.test(hostname)) notes.warn("tls", words.none, { server }, words.noneMend);
    return;
  }
  const until = await certificateEnd(hostname, Number(port) || 443);
  if (until === null) return;
  const left = Math.floor((until - Date.now()) / dayMs);
  const days = notes.count(notes.words.days, left);
  if (left < soonDays) notes.warn("tls", words.soon, { days }, words.soonMend);
  else notes.well("tls", words.well, { days });
}

function certificateEnd(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: host.replace(/[[\]]/g, ""), timeout: answerMs }, () => {
      const end = Date.parse(socket.getPeerCertificate().valid_to);
      socket.destroy();
      resolve(Number.isNaN(end) ? null : end);
    });
    const none = () => {
      socket.destroy();
      resolve(null);
    };
    socket.once("error", none).once("timeout", none);
  });
}

const clockWarnMs = 5_000;
const clockBrokenMs = 60_000;

/** The clocks that were asked, against this machine's. */
export function compareClocks(
  shell: Shell,
  aheads: Partial<Record<"database" | "server", number>>,
  notes: Notes,
): void {
  const { clock } = notes.words;
  const known = Object.entries(aheads) as ["database" | "server", number][];
  const off = known.filter(([, aheadMs]) => Math.abs(aheadMs) > clockWarnMs);
  for (const [other, aheadMs] of off) {
    const params = { other: clock[other], seconds: Math.round(Math.abs(aheadMs) / 1_000) };
    if (Math.abs(aheadMs) > clockBrokenMs) notes.broken("clock", clock.off, params, clock.mend);
    else notes.warn("clock", clock.off, params, clock.mend);
  }
  if (off.length > 0 || known.length === 0) return;
  const others = new Intl.ListFormat(shell.locale).format(known.map(([other]) => clock[other]));
  notes.well("clock", clock.well, { others });
}
