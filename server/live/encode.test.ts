import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { encodeText, joinFrames } from "./encode";

/** What a client reads from these bytes, which are written past the library, up to the closing. */
async function readAsClient(bytes: Buffer): Promise<string[]> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) => {
      socket.write(bytes);
      ws.close();
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const texts: string[] = [];
  client.on("message", (data) => texts.push(String(data)));
  await new Promise((resolve) => client.once("close", resolve));
  server.close();
  return texts;
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
  "a frame of %i bytes is read as it was written",
  async (length) => {
    const text = "x".repeat(length);
    expect(await readAsClient(encodeText(text))).toEqual([text]);
  },
);

test("letters of several bytes count as many", async () => {
  const text = "Привет, мир! 👋".repeat(9);
  expect(await readAsClient(encodeText(text))).toEqual([text]);
});

test("several frames in one write are read one by one", async () => {
  expect(await readAsClient(joinFrames(["one", "", "three"].map(encodeText)))).toEqual(["one", "", "three"]);
});
