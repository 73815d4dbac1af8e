import { Agent, get } from "node:http";

export interface Target {
  url: string;
  headers?: Record<string, string>;
}

export interface Load {
  requests: number;
  ms: number;
}

const answerMsMax = 10_000;

/** Asks for a page again and again, `concurrency` at a time over kept connections, for `ms`. */
export async function load(target: Target, concurrency: number, ms: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const startedAt = performance.now();
  let requests = 0;
  const ask = async () => {
    while (performance.now() - startedAt < ms) {
      await askOnce(target, agent);
      requests++;
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, ask));
    return { requests, ms: performance.now() - startedAt };
  } finally {
    agent.destroy();
  }
}

function askOnce({ url, headers }: Target, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers, timeout: answerMsMax }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answers ${response.statusCode}`));
      response.once("error", reject).once("end", resolve).resume();
    });
    request.once("timeout", () => request.destroy(new Error(`${url} does not answer`))).once("error", reject);
  });
}

/** One answer, whole. */
export async function read({ url, headers }: Target): Promise<string> {
  const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(answerMsMax) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.text();
}
