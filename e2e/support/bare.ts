import type { Page } from "@playwright/test";
import WebSocket from "ws";
import type { Company } from "./company";

/** The cookies of a window, as a program would send them. */
export async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Without a browser: nothing of what a page would refuse to send is refused here. */
export async function ask(
  company: Company,
  path: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<{ status: number; location: string | null; text: string }> {
  const answer = await fetch(new URL(path, company.url), { redirect: "manual", ...init });
  return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
}

/** Calls a server action as its page would, with whatever one likes. */
export const callAction = (
  company: Company,
  path: string,
  actionId: string,
  args: unknown[],
  headers: Record<string, string> = {},
) =>
  ask(company, path, {
    method: "POST",
    headers: {
      "next-action": actionId,
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
      origin: company.url,
      ...headers,
    },
    body: JSON.stringify(args),
  });

/** How a socket ended: the status that refused it, or the code that closed it. */
export function endOfSocket(company: Company, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(company.url.replace(/^http/, "ws").concat("/ws"), { headers });
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.once("message", (data) => reject(new Error(`it was let in: ${String(data).slice(0, 80)}`)));
    socket.once("close", (code) => resolve(code));
    socket.once("error", () => {});
  });
}
