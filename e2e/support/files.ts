import type { Page } from "@playwright/test";
import sharp from "sharp";
import type { Person } from "./people";

/** As a chooser, a drop or the clipboard hands it over. */
export interface Given {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture in two colours, so that its place and its whole are told apart from nothing. */
export async function picture(name: string, width: number, height: number): Promise<Given> {
  const half = { create: { width, height: Math.ceil(height / 2), channels: 3, background: "#d59b1b" } } as const;
  const buffer = await sharp({ create: { width, height, channels: 3, background: "#1c6b4c" } })
    .composite([{ input: await sharp(half).png().toBuffer(), left: 0, top: 0 }])
    .jpeg()
    .toBuffer();
  return { name, mimeType: "image/jpeg", buffer };
}

/** Bytes of which no two files have the same. */
export function bytesOf(name: string, length: number): Given {
  const buffer = Buffer.alloc(length);
  for (let at = 0; at < length; at++)
    buffer[at] = (at * 31 + name.length * 7 + (name.charCodeAt(at % name.length) | 1)) % 251;
  return { name, mimeType: "application/octet-stream", buffer };
}

/** A second of silence, as WAV. */
export function silence(name: string): Given {
  const rate = 8_000;
  const head = Buffer.from("RIFF____WAVEfmt \x10\0\0\0\x01\0\x01\0________\x01\0\x08\0data____", "latin1");
  head.writeUInt32LE(36 + rate, 4);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt32LE(rate, 40);
  return { name, mimeType: "audio/wav", buffer: Buffer.concat([head, Buffer.alloc(rate, 128)]) };
}

/** A short film, recorded by the browser itself. */
export async function film(page: Page, name: string): Promise<Given> {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const brush = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const ended = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    for (let frame = 0; frame < 25; frame++) {
      brush?.fillRect(frame, frame, 8, 8);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    await ended;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return { name, mimeType: "video/webm", buffer: Buffer.from(bytes) };
}

/** Lets go of files over the room, or pastes them into what is being written. */
export async function hand(person: Person, how: "drop" | "paste", ...files: Given[]): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString("base64") }));
  await person.page.evaluate(
    ({ how, given }) => {
      const data = new DataTransfer();
      for (const { name, mimeType, text } of given) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const target = document.querySelector(how === "drop" ? ".log" : ".compose textarea") ?? document.body;
      const made = { bubbles: true, cancelable: true, composed: true };
      if (how === "paste") target.dispatchEvent(new ClipboardEvent("paste", { ...made, clipboardData: data }));
      else
        for (const type of ["dragenter", "dragover", "drop"])
          target.dispatchEvent(new DragEvent(type, { ...made, dataTransfer: data }));
    },
    { how, given },
  );
}

export const roomIdOf = (path: string): number => Number(path.split("/").at(-1));
