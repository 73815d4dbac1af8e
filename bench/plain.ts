import { once } from "node:events";
import { createServer } from "node:http";
import { freePort } from "@/server/supervisor/ports";

// The least that a Node process can do for a page: the finished HTML, from memory. It ends with whoever started it.
process.once("disconnect", () => process.exit(0));
const [html] = (await once(process, "message")) as [string];
const body = Buffer.from(html);
const headers = { "content-type": "text/html; charset=utf-8", "content-length": body.length };
const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
const port = await freePort();
server.listen(port, "127.0.0.1", () => process.send?.(port));
