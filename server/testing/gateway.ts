import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach } from "vitest";
import { createGateway, type GatewayOptions } from "@/server/supervisor/gateway";
import { Measures } from "@/server/supervisor/measures";
import { freePorts } from "@/server/supervisor/ports";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A gateway on a free port, before pages and a sidecar that are away until the test serves them. */
export async function gatewayWorld(changes: Partial<GatewayOptions> = {}) {
  const [webPort = 0, livePort = 0] = await freePorts(2);
  const options = {
    webPort,
    livePort,
    trustProxy: false,
    development: false,
    measures: new Measures(),
    webRetryMs: 0,
    liveRetryMs: 0,
    ...changes,
  };
  const gateway = createGateway(options);
  const port = await gateway.listen(0, "127.0.0.1");
  gateway.open();
  closing.push(() => gateway.close());
  return { gateway, port, webPort, livePort, at: (path: string) => `http://127.0.0.1:${port}${path}` };
}

/** Serves at a port until the test has ended. */
export async function serve(port: number, handler: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(handler).listen(port, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}
