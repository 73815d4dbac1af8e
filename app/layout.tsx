import "@fontsource-variable/onest/wght.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { currentActor, currentCompany, visitorLocale } from "@/lib/visitor";

export async function generateMetadata(): Promise<Metadata> {
  const name = (await currentCompany())?.name ?? "Staffroom";
  return {
    title: { default: name, template: `%s · ${name}` },
    applicationName: name,
    robots: { index: false, follow: false },
    manifest: "/manifest.webmanifest",
    icons: { icon: "/icon.svg", apple: "/icon-192.png" },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf7" },
    { media: "(prefers-color-scheme: dark)", color: "#17181a" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is one person's, and its scripts bear the nonce of one answer: nothing is made ahead of time.
  await connection();
  const actor = await currentActor();
  const theme = actor && actor.theme !== "system" ? actor.theme : undefined;
  return (
    <html lang={await visitorLocale()} data-theme={theme}>
      <head>
        {/* The header's "no-referrer" would make a form without scripts say "Origin: null", and no action would take it. */}
        <meta name="referrer" content="same-origin" />
      </head>
      <body>{children}</body>
    </html>
  );
}
