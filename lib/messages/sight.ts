import type { MessageView } from "./schema";

/** Somebody who reads a room: the stream begins for them after `fromSeq`. */
export interface Reader {
  personId: number;
  fromSeq: number;
}

/**
 * A message as nobody in particular sees it, and what decides for whom it is and how it looks to them: who came into
 * the room later sees neither what was said before nor quotes of it, a whisper is its two people's, and each sees
 * which reactions are their own.
 */
export interface PlacedMessage {
  message: MessageView;
  born: number;
  /** Its place in the room's stream: of a reply its root's, of a whisper the next after the message of its number. */
  streamSeq: number;
  /** Where what it quotes stands in the stream; 0 where it quotes nothing. */
  quotedSeq: number;
  /** The two people of a whisper; null where all members see the message. */
  between: readonly [author: number, recipient: number] | null;
  /** Who reacted, in the order of the reactions of the message. */
  reactors: readonly (readonly number[])[];
}

/** The message as somebody sees it; null where it is not for them. */
export function seenBy(reader: Reader, placed: PlacedMessage): MessageView | null {
  if (!isFor(reader, placed)) return null;
  return withOwnReactions(reader.personId, placed, withoutOlderQuote(reader.fromSeq, placed));
}

/** What one has said is shown to oneself wherever the stream begins for one now: but not what it quoted from before. */
export const seenByAuthor = (reader: Reader, placed: PlacedMessage): MessageView =>
  withOwnReactions(reader.personId, placed, withoutOlderQuote(reader.fromSeq, placed));

/** Whether somebody sees signs of their own, which nobody else does. */
export function looksOwn(personId: number, placed: PlacedMessage): boolean {
  const signers = signersOf.get(placed) ?? new Set(placed.reactors.flat());
  signersOf.set(placed, signers);
  return signers.has(personId);
}

/** It is asked for each listener of a room: of a message under which hundreds signed, each would look through all of them. */
const signersOf = new WeakMap<PlacedMessage, ReadonlySet<number>>();

const isFor = ({ personId, fromSeq }: Reader, { between, streamSeq }: PlacedMessage): boolean =>
  streamSeq > fromSeq && (between === null || between.includes(personId));

/** What is older than `fromSeq` is not shown as a quote either. */
const withoutOlderQuote = (fromSeq: number, { message, quotedSeq }: PlacedMessage): MessageView =>
  message.reply_to !== null && quotedSeq <= fromSeq ? { ...message, reply_to: null } : message;

function withOwnReactions(personId: number, placed: PlacedMessage, message: MessageView): MessageView {
  if (!looksOwn(personId, placed)) return message;
  const reactions = message.reactions.map((reaction, at) => ({
    ...reaction,
    mine: placed.reactors[at]?.includes(personId) ?? false,
  }));
  return { ...message, reactions };
}
