import type { IncomingMessage, ServerResponse } from "node:http";
import { retryAfterSeconds } from "../limits";
import { closingHeaders } from "./lingering";

/** Says that the pages are away for a moment: a page that asks again by itself to a browser, a problem document else. */
export function answerUnavailable(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const page = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
  response.writeHead(503, {
    "content-type": page ? "text/html; charset=utf-8" : "application/problem+json",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
    "retry-after": String(retryAfterSeconds),
    "x-content-type-options": "nosniff",
    ...closingHeaders(response),
  });
  response.end(request.method === "HEAD" ? undefined : page ? unavailablePage : unavailableProblem);
}

const unavailableProblem = JSON.stringify({
  type: "about:blank",
  title: "Unavailable",
  status: 503,
  detail: `Staffroom is starting. Try again in ${retryAfterSeconds} seconds.`,
  code: "unavailable",
});

const unavailablePage = `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${retryAfterSeconds}">
<title>Staffroom</title>
<style>
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center; padding: 1rem }
p { margin: .3rem 0; max-width: 34rem }
</style>
</head>
<body>
<main>
<p>Staffroom запускается. Страница откроется сама через несколько секунд.</p>
<p lang="en">Staffroom is starting. This page will open by itself in a few seconds.</p>
</main>
</body>
</html>
`;
