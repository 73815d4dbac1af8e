import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { answerParent } from "./child";

export type ServerQuestion = { ask: "port" } | { ask: "cpu" } | { ask: "tell"; text: string };

const tell = process.env.BENCH_SERVER === "bare" ? await startBare() : await startSidecar();

answerParent(async (question: ServerQuestion) => {
  if (question.ask === "port") return tell.port;
  if (question.ask === "tell") return tell.everyone(question.text);
  const { user, system } = process.cpuUsage();
  return user + system;
});

async function startSidecar() {
  const { startLive } = await import("@/server/live/live");
  const { port } = await startLive({ port: 0 });
  return { port, everyone: () => {} };
}

/** The least that tells everyone: one prepared frame, given to each socket by the library's own `send`. */
async function startBare() {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const everyone = (text: string) => {
    const frame = Buffer.from(text);
    for (const socket of sockets.clients) socket.send(frame, { binary: false });
  };
  sockets.on("connection", (socket) => socket.on("message", (data) => everyone(String(data))));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 }, resolve));
  return { port: (server.address() as AddressInfo).port, everyone };
}
