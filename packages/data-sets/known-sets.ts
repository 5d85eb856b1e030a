/** Licence and citation of data sets that are known by their files, where a researcher gives none. */

export interface Rights {
  licence: string
  citation: string
}

export const lpd5Rights: Rights = {
  licence:
    'CC BY 4.0 (Lakh Pianoroll Dataset, taken to be LPD-5 by its files). The licence covers the data set; the compositions are mostly commercial and not cleared: do not publish songs, or audio of them.',
  citation:
    'H.-W. Dong, W.-Y. Hsiao, L.-C. Yang and Y.-H. Yang, "MuseGAN: Multi-track Sequential Generative Adversarial Networks for Symbolic Music Generation and Accompaniment", AAAI 2018. C. Raffel, "Learning-Based Methods for Comparing Sequences, with Applications to Audio-to-MIDI Alignment and Matching", PhD thesis, Columbia University, 2016.',
}
