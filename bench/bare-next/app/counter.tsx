"use client";

import Link from "next/link";
import { useState } from "react";

/** What any page with a button and a link needs of the framework. */
export function Counter() {
  const [count, setCount] = useState(0);
  return (
    <p>
      <button type="button" onClick={() => setCount(count + 1)}>
        {count}
      </button>
      <Link href="/room">Room</Link>
    </p>
  );
}
