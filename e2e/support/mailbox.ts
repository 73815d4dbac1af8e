import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail server on this machine that keeps what it gets. */
export interface Mailbox {
  /** What a company needs to send its letters here. */
  env: { SMTP_URL: string; MAIL_FROM: string };
  letters: Email[];
  /** The first letter to this address; waits for it. */
  letterTo(address: string): Promise<Email>;
  close(): Promise<void>;
}

export async function openMailbox(): Promise<Mailbox> {
  const letters: Email[] = [];
  let arrived: (() => void)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        letters.push(await PostalMime.parse(Buffer.concat(chunks)));
        done();
        for (const tell of arrived.splice(0)) tell();
      });
    },
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    }),
  );
  return {
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Northern Looms <chat@looms.example>" },
    letters,
    async letterTo(address) {
      for (;;) {
        const found = letters.find((letter) => letter.to?.some((to) => to.address === address));
        if (found) return found;
        await new Promise<void>((resolve) => {
          arrived = [...arrived, resolve];
        });
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
