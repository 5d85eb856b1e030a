import { createRequire } from 'node:module'

/** The fonts are the pages' own, from packages, so that a picture looks alike on every machine. */
const { resolve } = createRequire(import.meta.url)

const serif = '@fontsource-variable/source-serif-4/files/source-serif-4'

/** A file holds the letters of one script; a family takes several. */
const faces = [
  ['Hanken Grotesk', '@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal'],
  ['Source Serif 4', `${serif}-latin-wght-italic`],
  ...['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'].map((script) => [
    'Source Serif 4',
    `${serif}-${script}-wght-normal`,
  ]),
] as [family: string, file: string][]

/** The SVG document as PNG of width x height pixels, with the pages' fonts. */
export async function toPng(svg: string, width: number, height: number): Promise<Uint8Array> {
  // Loaded here, as no other command needs its 20 MB.
  const { createCanvas, GlobalFonts, loadImage } = await import('@napi-rs/canvas')
  for (const [family, file] of faces) GlobalFonts.registerFromPath(resolve(`${file}.woff2`), family)
  const canvas = createCanvas(width, height)
  canvas.getContext('2d').drawImage(await loadImage(Buffer.from(svg)), 0, 0, width, height)
  return canvas.encode('png')
}
