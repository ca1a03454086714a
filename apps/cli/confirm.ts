import { createInterface } from 'node:readline/promises';

/** Whether a person at the terminal types the expected word; no where no terminal is attached. */
export async function typed(question: string, expected: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim() === expected;
  } finally {
    lines.close();
  }
}
