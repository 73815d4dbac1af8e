import type { IncomingMessage, ServerResponse } from "node:http";
import { retryAfterSeconds } from "../limits";
import { closingHeaders } from "./lingering";
import { answerProblem } from "./refusal";

/** Says that the pages are away for a moment: a page that asks again by itself to a browser, a problem document else. */
export function answerUnavailable(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const again = { "retry-after": String(retryAfterSeconds) };
  if (request.method !== "GET" || !(request.headers.accept ?? "").includes("text/html")) {
    const params = { seconds: retryAfterSeconds };
    answerProblem(request, response, { code: "unavailable", word: "starting", params, headers: again });
    return;
  }
  response.writeHead(503, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
    ...again,
    "x-content-type-options": "nosniff",
    ...closingHeaders(response),
  });
  response.end(unavailablePage);
}

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
