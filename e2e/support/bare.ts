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

/** Posts a form to its action as its page's script would, with whatever one likes in it. */
export async function callForm(
  company: Company,
  path: string,
  actionId: string,
  fields: Record<string, string>,
  cookie: string | null,
) {
  const headers = { "next-action": actionId, accept: "text/x-component", origin: company.url };
  return ask(company, path, {
    method: "POST",
    headers: { ...headers, ...(cookie && { cookie }) },
    body: formBody(fields),
  });
}

/** As React writes the arguments of a call: the state, and the form that stands in the fields with its number. */
export function formBody(fields: Record<string, string>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", JSON.stringify([{ values: {}, problem: null, done: null }, "$K1"]));
  return body;
}

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
