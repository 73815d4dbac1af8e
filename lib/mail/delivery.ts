import { createTransport, type NodemailerError, type SMTPPoolOptions } from "nodemailer";
import { type Env, env } from "@/lib/env";
import { finishJob } from "@/lib/jobs/queue";
import { JobProblem, type ProblemCode, type TakenJob } from "@/lib/jobs/schema";
import { mailAnswerMs, mailConnectMs, mailsAtOnce } from "@/lib/limits";
import { readWorkspace } from "@/lib/workspace/data";
import { openLetter, writeLetter } from "./letters";

export interface Postman {
  /** Sends one letter. @throws JobProblem */
  deliver(job: TakenJob): Promise<void>;
  close(): void;
}

/** Holds the connections to the company's mail server; they are opened on first use. */
export function hirePostman(
  settings: Pick<Env, "SMTP_URL" | "MAIL_FROM"> = env(),
  patienceMs = mailConnectMs,
): Postman {
  let transport: ReturnType<typeof openTransport> | undefined;
  return {
    async deliver(job) {
      const { SMTP_URL: server, MAIL_FROM: from } = settings;
      if (server === undefined || from === undefined) throw new JobProblem("unconfigured");
      const letter = openLetter(job.payload);
      if (new Date(letter.params.expiresAt) < new Date()) throw new JobProblem("expired", "", true);
      const company = await readWorkspace();
      transport ??= openTransport(server, patienceMs);
      try {
        await transport.sendMail({
          from,
          // As an object it is one address, whatever commas or line breaks it might hold.
          to: { name: "", address: letter.to },
          ...writeLetter(letter, company?.name ?? ""),
          // The same for each try: a server that took the letter and failed to say so shows it once.
          messageId: `<${job.createdAt.getTime()}.${job.id}@${domainOf(from)}>`,
          date: job.createdAt,
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw problemOf(error);
      }
      await finishJob(job);
    },
    close: () => transport?.close(),
  };
}

function openTransport(server: string, patienceMs: number) {
  const { protocol, hostname, port, username, password } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "smtps:";
  const isHere = /^(localhost|127(\.\d+){3}|::1)$/.test(host);
  const options: SMTPPoolOptions & { pool: true } = {
    pool: true,
    maxConnections: mailsAtOnce,
    host,
    port: port === "" ? undefined : Number(port),
    secure,
    // A password and links never cross a network in the clear; on this very machine there is no network.
    requireTLS: !secure && !isHere,
    ignoreTLS: !secure && isHere,
    auth: username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    dnsTimeout: patienceMs,
    socketTimeout: mailAnswerMs,
  };
  return createTransport(options);
}

const domainOf = (from: string): string => /@([^@>\s]+)>?$/.exec(from)?.[1] ?? "localhost";

/** The server's own words are not kept: they may repeat what the letter says. */
function problemOf(error: unknown): JobProblem {
  if (!(error instanceof Error)) return new JobProblem("fault");
  const { code = "", originalCode = "", permanent, responseCode, response, command } = error as NodemailerError;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1] ?? "";
  const detail = responseCode ? `${responseCode} ${enhanced}`.trim() : "";
  const known = /CERT|SIGNATURE|ERR_(TLS|SSL)/.test(originalCode) ? "untrusted" : problems[code];
  if (known) return new JobProblem(known, detail);
  // A sender that is refused is a setting to be mended; a recipient who is refused does not come to exist.
  const isFinal = permanent === true && command !== "MAIL FROM";
  return responseCode ? new JobProblem("refused", detail, isFinal) : new JobProblem("unreachable");
}

const problems: Record<string, ProblemCode> = {
  ETIMEDOUT: "slow",
  ETLS: "untrusted",
  EREQUIRETLS: "untrusted",
  EAUTH: "login",
  ENOAUTH: "login",
};
