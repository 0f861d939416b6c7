/** A form's fields that hold text; a repeated field keeps its last value. Names are data, never keys of a class's object. */
export function formFields(body: unknown): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  if (typeof body !== 'object' || body === null) return fields;
  for (const [name, value] of Object.entries(body)) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') fields[name] = last;
  }
  return fields;
}

/** Where to go after a form: a path of ours, never another site (`//host`, `/\host`). */
export function safePath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\x20-\x7e]*$/.test(path) && !path.startsWith('/login') ? path : '/';
}
