import { expect, test } from "vitest";
import { safePath } from "./visitor";

test.each([
  ["/", "/"],
  ["/rooms/12?m=3", "/rooms/12?m=3"],
  ["/rooms/12#end", "/rooms/12"],
  ["/rooms/../people", "/people"],
  ["/поиск?q=да", "/%D0%BF%D0%BE%D0%B8%D1%81%D0%BA?q=%D0%B4%D0%B0"],
  ["/a?next=https://elsewhere.example", "/a?next=https://elsewhere.example"],
])("%j leads to %j of this site", (value, path) => {
  expect(safePath(value)).toBe(path);
});

test.each([
  "https://elsewhere.example",
  "//elsewhere.example",
  "///elsewhere.example",
  "/\\elsewhere.example",
  "/\\/elsewhere.example",
  "/\t/elsewhere.example",
  "/\n/elsewhere.example",
  "/.//elsewhere.example",
  "/x/..//elsewhere.example",
  "\\\\elsewhere.example",
  " //elsewhere.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "rooms/1",
  "@elsewhere.example",
  "http://here.invalid/x",
  "",
  null,
  undefined,
  7,
  ["/rooms"],
  { toString: () => "/rooms" },
])("%j leads to the front page", (value) => {
  expect(safePath(value)).toBe("/");
});
