import { useRef } from "react";
import { useLive } from "@/components/live/provider";
import { typingEveryMs } from "@/lib/limits";

/** Tells the others that one writes, not oftener than they need it. */
export function useTyping(roomId: number): () => void {
  const { socket } = useLive();
  const told = useRef(0);
  return () => {
    if (Date.now() - told.current < typingEveryMs) return;
    if (socket.send({ type: "typing", room_id: roomId })) told.current = Date.now();
  };
}
