import { describe, expect, test } from "vitest";
import { parseEnv } from "./env";

describe("a bad variable is named together with a value that works", () => {
  const bad: [string, string, string][] = [
    ["DATABASE_URL", "mysql://localhost/x", "DATABASE_URL=postgres://"],
    ["REDIS_URL", "localhost:6379", "REDIS_URL=redis://"],
    ["STAFFROOM_SECRET", "short", 'STAFFROOM_SECRET="$(openssl rand'],
    ["STAFFROOM_URL", "chat", "STAFFROOM_URL=https://"],
    ["STAFFROOM_TRUST_PROXY", "perhaps", "STAFFROOM_TRUST_PROXY=true"],
    ["STAFFROOM_LOG", "loud", "STAFFROOM_LOG=info"],
    ["SMTP_URL", "mail.example.com", "SMTP_URL=smtp://"],
    ["SMTP_URL", "smtp://", "SMTP_URL=smtp://"],
    ["MAIL_FROM", "chat", 'MAIL_FROM="Chat <'],
    ["MAIL_FROM", "A <a@example.com>\r\nBcc: b@example.com", 'MAIL_FROM="Chat <'],
    ["S3_BUCKET", "No Bucket", "S3_BUCKET=staffroom"],
    ["S3_ENDPOINT", "s3.example.com", "S3_ENDPOINT=https://"],
    ["S3_REGION", "Frankfurt am Main", "S3_REGION=eu"],
    ["PORT", "http", "PORT=3000"],
    ["PORT", "70000", "PORT=3000"],
  ];
  test.each(bad)("%s=%s", (name, value, example) => {
    const message = messageOf(() => parseEnv({ [name]: value }));
    expect(message.startsWith(`${name} `)).toBe(true);
    expect(message).toContain(`For example: ${example}`);
  });
});

test("several bad variables are told in one go, a line each", () => {
  expect(messageOf(() => parseEnv({ PORT: "x", STAFFROOM_LOG: "loud" })).split("\n")).toHaveLength(2);
});

test("a mail server without a sender is told", () => {
  const message = messageOf(() => parseEnv({ SMTP_URL: "smtp://mail.example.com" }));
  expect(message).toMatch(/^MAIL_FROM is missing.*For example: MAIL_FROM=/);
});

test("a bucket without keys is told, and keys without a bucket", () => {
  const lines = messageOf(() => parseEnv({ S3_BUCKET: "files" })).split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"]);
  expect(messageOf(() => parseEnv({ S3_ACCESS_KEY_ID: "x" }))).toMatch(
    /^S3_BUCKET is missing.*For example: S3_BUCKET=/,
  );
});

test("an empty variable counts as one left out", () => {
  expect(parseEnv({ PORT: "", DATABASE_URL: "" })).toEqual(parseEnv({}));
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
