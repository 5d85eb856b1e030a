/** CSV by RFC 4180, that no spreadsheet takes for formulas. */

/** Header and lines; null and undefined are empty cells. */
export const csv = (
  header: readonly string[],
  rows: readonly (readonly (string | number | boolean | null | undefined)[])[],
): string =>
  [header, ...rows].map((row) => row.map((cell) => csvCell(cell ?? '')).join(',')).join('\n') + '\n'

/** Quotes where CSV needs it, and keeps spreadsheets from reading a cell as a formula. */
function csvCell(value: string | number | boolean): string {
  const text = String(value)
  const guarded = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
