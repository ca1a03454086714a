import { rm } from 'node:fs/promises';

export default async function tearDown(): Promise<void> {
  const { server, home } = globalThis.portagePostgres ?? {};
  await server?.stop();
  if (!home) return;
  for (const path of [home, `${home}-cluster`, `${home}-cluster.password`])
    await rm(path, { recursive: true, force: true });
}
