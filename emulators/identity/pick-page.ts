import type { Person } from './people.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (one) => escapes[one] ?? one);

/** The page on which one chooses who one is. */
export function pickPage(uid: string, people: Person[]): string {
  const buttons = people.map(
    ({ id, name, email }) =>
      `<p><button name="person" value="${escape(id)}"><strong>${escape(name)}</strong><br>${escape(email)}</button></p>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – identity provider for development</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem}
button{font:inherit;text-align:left;width:100%;padding:.75rem 1rem;border:1px solid #53606f;border-radius:6px;background:#fff;cursor:pointer}</style>
</head><body><main><h1>Who are you?</h1>
<p>This is the identity provider for development. It asks for no password, and runs on this machine only.</p>
<form method="post" action="/pick/${escape(uid)}">${buttons.join('')}</form></main></body></html>`;
}
