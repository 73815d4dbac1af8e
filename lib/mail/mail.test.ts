import { createServer, type Server } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { database, inTransaction, sqlClient } from "@/db/client";
import { jobs } from "@/db/schema";
import { takeJob } from "@/lib/jobs/queue";
import { found } from "@/server/testing/world";
import { hirePostman, type Postman } from "./delivery";
import { queueMail } from "./mutations";
import type { Letter } from "./schema";

const url = "https://chat.example.com/join/Abc_123-xyz";
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const invitation = (change: Partial<Letter> = {}): Letter =>
  ({
    to: "anna@example.com",
    locale: "en",
    kind: "invitation",
    params: { url, by: "Boris", expiresAt: inAnHour() },
    ...change,
  }) as Letter;

let letters: { mail: Email; raw: string; from: string; to: string[] }[] = [];
let closing: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  await found();
  await sqlClient()`truncate jobs`;
  letters = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

/** A real mail server that keeps what it gets. @returns its port */
async function serve(options: SMTPServerOptions = {}): Promise<number> {
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks).toString();
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        letters.push({ mail: await PostalMime.parse(raw), raw, from, to: rcptTo.map((one) => one.address) });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return listening(server.server);
}

const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    }),
  );

function postmanFor(server: string | undefined, from = "Chat <chat@example.com>"): Postman {
  const postman = hirePostman({ SMTP_URL: server, MAIL_FROM: from });
  closing.push(() => postman.close());
  return postman;
}

async function send(postman: Postman, letter: Letter): Promise<void> {
  await inTransaction((tx) => queueMail(tx, letter));
  const job = await takeJob("mail");
  if (!job) throw new Error("no letter was queued");
  await postman.deliver(job);
}

describe("a letter", () => {
  const all: [Letter["locale"], Letter, string[]][] = [
    ["en", invitation(), ["Invitation to the chat of “Company”", "Boris invites you", "UTC"]],
    ["ru", invitation({ locale: "ru" }), ["Приглашение в чат компании «Company»", "Boris приглашает вас", "UTC"]],
    ...(["welcome", "passwordReset"] as const).flatMap((kind) =>
      (["en", "ru"] as const).map((locale): [Letter["locale"], Letter, string[]] => [
        locale,
        invitation({
          kind,
          locale,
          params: { url, name: "Анна", username: "anna", expiresAt: inAnHour(), timeZone: "Europe/Moscow" },
        } as Partial<Letter>),
        ["Анна", ": anna", locale === "en" ? "GMT+3" : "GMT+3"],
      ]),
    ),
  ];
  test.each(all)("of each kind is written in its reader's language (%s)", async (_locale, letter, told) => {
    const port = await serve();
    await send(postmanFor(`smtp://127.0.0.1:${port}`), letter);
    const [got] = letters;
    const whole = `${got?.mail.subject}\n${got?.mail.text}`;
    for (const words of [...told, `\n${url}\n`]) expect(whole).toContain(words);
    expect(whole).not.toMatch(/[{}]/);
    expect(got?.mail.html).toContain(`<a href="${url}">`);
    expect(got).toMatchObject({ from: "chat@example.com", to: ["anna@example.com"] });
    expect(got?.mail.from).toMatchObject({ name: "Chat", address: "chat@example.com" });
    expect(got?.mail.headers).toContainEqual(
      expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }),
    );
    expect(got?.mail.messageId).toMatch(/^<\d+\.\d+@example\.com>$/);
  });

  test("once sent is forgotten, link and all", async () => {
    const port = await serve();
    await send(postmanFor(`smtp://127.0.0.1:${port}`), invitation());
    const rows = await database().select().from(jobs);
    expect(rows.map((row) => row.state)).toEqual(["done"]);
    expect(JSON.stringify(rows)).not.toContain(url);
    expect(JSON.stringify(rows)).not.toContain("anna@example.com");
  });

  test("while it waits cannot be read from the table but for whom it is to", async () => {
    await inTransaction((tx) => queueMail(tx, invitation()));
    const [row] = await database().select({ payload: jobs.payload }).from(jobs);
    expect(row?.payload).toMatchObject({ to: "anna@example.com" });
    for (const secret of [url, "Abc_123-xyz", "Boris"]) expect(JSON.stringify(row)).not.toContain(secret);
  });

  test("that is sent twice bears one Message-ID", async () => {
    const port = await serve();
    const postman = postmanFor(`smtp://127.0.0.1:${port}`);
    await inTransaction((tx) => queueMail(tx, invitation()));
    const job = await takeJob("mail");
    if (!job) throw new Error("no letter was queued");
    await postman.deliver(job);
    await postman.deliver(job);
    expect(letters).toHaveLength(2);
    expect(letters[0]?.mail.messageId).toBe(letters[1]?.mail.messageId);
  });

  test("takes no further header, no further reader and no markup from names", async () => {
    const port = await serve();
    await database().execute("update workspace set name = E'Evil\\r\\nBcc: spy@example.com' where id = 1");
    await send(
      postmanFor(`smtp://127.0.0.1:${port}`),
      invitation({
        to: "anna@example.com, spy@example.com\r\nBcc: spy@example.com",
        params: { url, by: "<b>Boris</b>\r\n\r\nhttps://evil.example", expiresAt: inAnHour() },
      } as Partial<Letter>),
    ).catch(() => {});
    expect(letters).toEqual([]);
    await sqlClient()`truncate jobs`;
    await send(
      postmanFor(`smtp://127.0.0.1:${port}`),
      invitation({
        params: { url, by: "<b>Boris</b>\r\n\r\nhttps://evil.example", expiresAt: inAnHour() },
      } as Partial<Letter>),
    );
    await database().execute("update workspace set name = 'Company' where id = 1");
    const [got] = letters;
    expect(got?.to).toEqual(["anna@example.com"]);
    expect(got?.mail.bcc ?? []).toEqual([]);
    expect(got?.mail.headers.some((header) => header.key === "bcc")).toBe(false);
    expect(got?.mail.html).not.toContain("<b>");
    expect(got?.mail.text).toContain("<b>Boris</b> https://evil.example invites you");
  });
});

describe("a mail server", () => {
  const refusing = (code: number, text: string): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error(text), { responseCode: code })),
  });

  test("that refuses the reader for good is not asked again, and its own words are not kept", async () => {
    const port = await serve(refusing(550, `5.1.1 no such user, in ${url}`));
    await expect(send(postmanFor(`smtp://127.0.0.1:${port}`), invitation())).rejects.toMatchObject({
      problem: "refused",
      detail: "550 5.1.1",
      isFinal: true,
    });
  });

  test("that refuses for now, or refuses the sender, is asked again", async () => {
    const later = await serve(refusing(451, "4.7.1 greylisted"));
    await expect(send(postmanFor(`smtp://127.0.0.1:${later}`), invitation())).rejects.toMatchObject({
      problem: "refused",
      detail: "451 4.7.1",
      isFinal: false,
    });
    await sqlClient()`truncate jobs`;
    const picky = await serve({
      onMailFrom: (_address, _session, done) => done(Object.assign(new Error("not you"), { responseCode: 553 })),
    });
    await expect(send(postmanFor(`smtp://127.0.0.1:${picky}`), invitation())).rejects.toMatchObject({
      problem: "refused",
      isFinal: false,
    });
  });

  test("that is down is asked again", async () => {
    const down = createServer();
    const port = await listening(down);
    await new Promise((resolve) => down.close(resolve));
    await expect(send(postmanFor(`smtp://127.0.0.1:${port}`), invitation())).rejects.toMatchObject({
      problem: "unreachable",
      isFinal: false,
    });
  });

  test("that never greets, and one that hangs up, are asked again", async () => {
    const abrupt = createServer((socket) => socket.destroy());
    closing.push(() => void abrupt.close());
    const port = await listening(abrupt);
    await expect(send(postmanFor(`smtp://127.0.0.1:${port}`), invitation())).rejects.toMatchObject({
      problem: "unreachable",
      isFinal: false,
    });
    await sqlClient()`truncate jobs`;
    const silent = createServer(() => {});
    closing.push(() => void silent.close());
    const postman = hirePostman(
      { SMTP_URL: `smtp://127.0.0.1:${await listening(silent)}`, MAIL_FROM: "chat@example.com" },
      50,
    );
    closing.push(() => postman.close());
    await expect(send(postman, invitation())).rejects.toMatchObject({ problem: "slow", isFinal: false });
  });

  test("elsewhere gets neither password nor letter without encryption that can be trusted", async () => {
    const seen: string[] = [];
    const onAuth: SMTPServerOptions["onAuth"] = (auth, _session, done) => {
      seen.push(auth.password ?? "");
      done(null, { user: "chat" });
    };
    const plain = await serve({ onAuth, allowInsecureAuth: true });
    const selfSigned = await serve({ onAuth, disabledCommands: [] });
    for (const port of [plain, selfSigned]) {
      await sqlClient()`truncate jobs`;
      // To the machine itself, by an address that is none of the loopback's.
      await expect(send(postmanFor(`smtp://chat:secret@0.0.0.0:${port}`), invitation())).rejects.toMatchObject({
        problem: "untrusted",
      });
    }
    expect(seen).toEqual([]);
    expect(letters).toEqual([]);
  });

  test("is signed in to with the user and the password of its address", async () => {
    const seen: unknown[] = [];
    const port = await serve({
      allowInsecureAuth: true,
      authOptional: false,
      onAuth(auth, _session, done) {
        seen.push(auth.username, auth.password);
        if (auth.password === "p@ss/word") done(null, { user: "chat" });
        else done(new Error("no"));
      },
    });
    await send(postmanFor(`smtp://chat%40example.com:p%40ss%2Fword@127.0.0.1:${port}`), invitation());
    expect(seen).toEqual(["chat@example.com", "p@ss/word"]);
    await expect(send(postmanFor(`smtp://chat:wrong@127.0.0.1:${port}`), invitation())).rejects.toMatchObject({
      problem: "login",
      isFinal: false,
    });
  });

  test("that is not set, and a link that has expired, are told apart", async () => {
    await expect(send(postmanFor(undefined), invitation())).rejects.toMatchObject({ problem: "unconfigured" });
    await sqlClient()`truncate jobs`;
    const expired = { url, by: "Boris", expiresAt: "2020-01-01T00:00:00.000Z" };
    const late = invitation({ params: expired } as Partial<Letter>);
    await expect(send(postmanFor("smtp://127.0.0.1:1"), late)).rejects.toMatchObject({
      problem: "expired",
      isFinal: true,
    });
  });
});
