import { get, type ServerResponse } from "node:http";
import { readinessMs } from "../limits";
import { closingHeaders } from "./lingering";

/** The process runs; nothing more is said. */
export const answerHealth = (response: ServerResponse) => answerJson(response, 200, { status: "ok" });

interface Readiness {
  status: number;
  facts: Record<string, unknown>;
}

export async function answerReadiness(response: ServerResponse, livePort: number): Promise<void> {
  const { status, facts } = await readReadiness(livePort);
  answerJson(response, status, facts);
}

/** Whether database, bus and live sidecar answer, as the sidecar itself finds, or that it does not answer at all. */
export function readReadiness(livePort: number): Promise<Readiness> {
  return new Promise((resolve) => {
    const away = () => resolve({ status: 503, facts: { live: false } });
    const question = get({ host: "127.0.0.1", port: livePort, path: "/readyz", agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.once("error", away).once("end", () => {
        const facts = parseFacts(text);
        if (facts) resolve({ status: answer.statusCode === 200 ? 200 : 503, facts: { live: true, ...facts } });
        else away();
      });
    });
    question.once("error", away);
    const late = setTimeout(() => question.destroy(new Error("late")), readinessMs);
    question.once("close", () => clearTimeout(late));
  });
}

export function answerJson(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const about = { "content-type": "application/json", "cache-control": "no-store" };
  response.writeHead(status, { ...about, ...closingHeaders(response) });
  response.end(JSON.stringify(body));
}

function parseFacts(text: string): Record<string, unknown> | undefined {
  try {
    const facts: unknown = JSON.parse(text);
    return typeof facts === "object" && facts !== null ? { ...facts } : undefined;
  } catch {
    return undefined;
  }
}
