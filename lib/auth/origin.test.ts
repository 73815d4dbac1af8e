import { expect, test } from "vitest";
import { isOwnOrigin } from "./origin";

const ask = (origin: string | undefined, host: string, address?: string) =>
  isOwnOrigin({ headers: { host, ...(origin !== undefined && { origin }) } }, address);

test.each([
  ["http://chat.example", "chat.example"],
  ["https://chat.example", "chat.example"],
  ["http://chat.example:3000", "chat.example:3000"],
  ["http://[::1]:3000", "[::1]:3000"],
  ["http://chat.example", "CHAT.example"],
])("%s is the origin of a page of %s", (origin, host) => {
  expect(ask(origin, host)).toBe(true);
});

test.each([
  undefined,
  "",
  "null",
  "chat.example",
  "https://evil.example",
  "https://a.chat.example",
  "https://chat.example.evil.example",
  "https://chat.example:444",
  "https://chat.example/",
  "https://user@chat.example",
  "https://chat.example, https://chat.example",
  "file://chat.example",
])("%s is not", (origin) => {
  expect(ask(origin, "chat.example")).toBe(false);
});

test("where the company's address is set, no other will do, whatever host was asked for", () => {
  const address = "https://chat.example/";
  expect(ask("https://chat.example", "10.0.0.1", address)).toBe(true);
  expect(ask("http://chat.example", "chat.example", address)).toBe(false);
  expect(ask("https://evil.example", "evil.example", address)).toBe(false);
});
