/** The paper's six models by name: what each differs in from the options' defaults, which are the paper's too. */
export const presets = {
  'autoencoder-10': { architecture: 'autoencoder', options: { songs: 10 } },
  // One window of a song an epoch, of some four: with all of them, 2,000 epochs would take that much longer.
  'autoencoder-256': { architecture: 'autoencoder', options: { songs: 256, windows: 'one' } },
  'lstm-128': { architecture: 'lstm', options: { songs: 128 } },
  'lstm-256': { architecture: 'lstm', options: { songs: 256 } },
  'deep-lstm-128': { architecture: 'deep-lstm', options: { songs: 128 } },
  'deep-lstm-256': { architecture: 'deep-lstm', options: { songs: 256 } },
} as const

export type PresetName = keyof typeof presets

export const presetNames = Object.keys(presets) as PresetName[]

export const isPreset = (name: string): name is PresetName => name in presets
