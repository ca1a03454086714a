import { createInterface } from 'node:readline/promises';

/** Whether a person at the terminal types the expected word; false without a terminal. */
export async function confirmByTyping(question: string, expected: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim() === expected;
  } finally {
    lines.close();
  }
}
