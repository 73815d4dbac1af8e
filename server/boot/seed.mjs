const { seedDemo } = await import(new URL("../../.build/seed.mjs", import.meta.url).href);
await seedDemo();
process.exit(0);
