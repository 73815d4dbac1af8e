import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { lingerBytesMax, lingerMs, lingerSilenceMs } from "../limits";

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Whether the client is still sending what is to be answered. */
const isSending = (request: IncomingMessage): boolean => hasBody(request) && !request.complete;

/** Of an answer that goes out before the request has come in: the connection ends with it. */
export const closingHeaders = ({ req }: ServerResponse): OutgoingHttpHeaders =>
  isSending(req) ? { connection: "close" } : {};

/**
 * Lets an early answer reach a client that is still sending. A connection closed with something unread in it is reset,
 * and the reset overtakes the answer; so our side ends, and what still comes is thrown away, a bounded amount for a
 * bounded time, until the client has heard or has sent it all (RFC 9112, 9.6).
 */
export function lingerWith(request: IncomingMessage): void {
  const { socket } = request;
  socket.destroySoon = () => {
    if (isSending(request) && !socket.destroyed) linger(request, socket);
    else Socket.prototype.destroySoon.call(socket);
  };
}

function linger(request: IncomingMessage, socket: Socket): void {
  const bytesBefore = socket.bytesRead;
  const late = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(late));
  socket.setTimeout(lingerSilenceMs, () => socket.destroy());
  socket.end();
  request.unpipe();
  request.on("data", () => {
    if (socket.bytesRead - bytesBefore > lingerBytesMax) socket.destroy();
  });
  request.once("end", () => Socket.prototype.destroySoon.call(socket));
  request.resume();
}
