#!/usr/bin/env bash
# The whole path, from songs to Table 1: import, train, generate, build clips, open a study, simulate 29 respondents.
#
#   scripts/replicate.sh                     on EARSHOT_LPD5 where it is set, else on the starter songs
#   SONGS=10 EPOCHS=2 scripts/replicate.sh   quicker
#
# Works in a data folder of its own (EARSHOT_HOME, by default a new temporary one) and prints Table 1 at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

own_home=""
if [ -z "${EARSHOT_HOME:-}" ]; then
  own_home=$(mktemp -d)
  chmod 755 "$own_home"
  export EARSHOT_HOME="$own_home"
fi
work=$(mktemp -d)
trap 'rm -rf "$work" ${own_home:+"$own_home"}' EXIT

# Of LPD-5 a hundred songs by default: enough to learn from, and done in a quarter of an hour.
songs=${SONGS:-${EARSHOT_LPD5:+100}}
epochs=${EPOCHS:-3}
clips=${CLIPS:-3}
respondents=${RESPONDENTS:-29}
earshot() { node scripts/earshot.mjs "$@"; }
# --songs is given only where a number was asked for.
some() { [ -n "$songs" ] && echo "--songs $songs" || true; }

if [ -n "${EARSHOT_LPD5:-}" ]; then
  data=lpd5
  earshot data import "$EARSHOT_LPD5/lpd_5" --name lpd5 --licence "CC BY 4.0, not for redistribution"
  tempo=110-130 # the paper's
else
  data=starter # part of the first content
  tempo=any    # ten pieces have their own tempi
fi
earshot data show "$data" --json > "$work/data.json"

# Few epochs teach an autoencoder little more than how often each key sounds: a low threshold lets that be heard.
# shellcheck disable=SC2046
earshot model train autoencoder --data "$data" $(some) --epochs "$epochs" --seed 1 --tempo "$tempo" --name replica-autoencoder
# shellcheck disable=SC2046
earshot model train lstm --data "$data" $(some) --epochs "$epochs" --seed 1 --name replica-lstm
earshot model generate replica-autoencoder --count 2 --seed 1 --threshold "${THRESHOLD:-0.1}" --out "$work/songs"
earshot model generate replica-lstm --count 2 --seed 1 --temperature 1 --out "$work/songs"
earshot render "$work/songs/replica-lstm-1-001.mid" --out "$work/song.mp3"

# The paper took its human songs from those that its models learnt from.
earshot pool build "$data" --name replica-human --clips "$clips" --seed 1 --skip-bars 8 --seen allowed
earshot pool build replica-autoencoder --clips "$clips" --seed 1 --threshold "${THRESHOLD:-0.1}"
earshot pool build replica-lstm --clips "$clips" --seed 1 --temperature 1

cat > "$work/study.yaml" <<YAML
slug: replica
title: A replication in small
introduction: You will hear short piano clips. After each one, tell us how sure you are.
question: How sure are you that this was made by a human or a computer?
ends: { low: Surely a human, high: Surely a computer }
contact: Simulated respondents need none.
consent: I agree to take part.
sources:
  - { source: replica-human, label: Human, clips: 2 }
  - { source: replica-autoencoder, label: Autoencoder, clips: 2 }
  - { source: replica-lstm, label: LSTM, clips: 2 }
seed: 1
looks: open
YAML
earshot study create "$work/study.yaml"
earshot study waive replica --by "${USER:-nobody}" --reason "A replication in small, which only simulated respondents take."
earshot study open replica
earshot study simulate replica --respondents "$respondents" --seed 1
earshot study results replica --of simulated --json > "$work/results.json"
earshot study results replica --of simulated --csv > "$work/ratings.csv"
earshot study results replica --of simulated

# The table again, from the ratings alone.
node scripts/check-table.mjs "$work/results.json" "$work/ratings.csv" "$respondents"
