/** Sign-in and security. */
export const adminSecurity = {
  en: { lead: "Who may enter, and how they prove who they are." },
  ru: { lead: "Кто может войти и чем это подтверждает." },
} as const;
