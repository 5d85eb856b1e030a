/** A name as a shell takes it in a command that is shown. */
export const quoted = (name: string): string => (name.includes(' ') ? `"${name}"` : name)
