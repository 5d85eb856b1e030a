"""Keras beside the benches, in one live process, so that both are timed in turn.

Each line of standard input is a JSON object {"work": NAME, "times": N, ...sizes}; the answer is a line with a JSON list of
N times in milliseconds. What a work needs is made, and run twice, when it is first asked for.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
from keras import layers

random = np.random.default_rng(1)


def lstm_network(sizes):
    """The paper's network: LSTM layers, a linear dense layer, a softmax over the vocabulary."""
    network = keras.Sequential([layers.Input((sizes["window"], 1))])
    each_step = sizes["mode"] == "sequence"
    for i, units in enumerate(sizes["layers"]):
        network.add(layers.LSTM(units, return_sequences=each_step or i < len(sizes["layers"]) - 1))
        if sizes["dropout"] > 0:
            network.add(layers.Dropout(sizes["dropout"]))
    network.add(layers.Dense(sizes["dense"]))
    if sizes["denseDropout"] > 0:
        network.add(layers.Dropout(sizes["denseDropout"]))
    network.add(layers.Dense(sizes["vocabulary"], activation="softmax"))
    network.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy")
    return network


def lstm_step(sizes):
    network = lstm_network(sizes)
    batch, window, vocabulary = sizes["batch"], sizes["window"], sizes["vocabulary"]
    targets = (batch, window) if sizes["mode"] == "sequence" else (batch, 1)
    x = random.random((batch, window, 1), dtype="float32")
    y = random.integers(0, vocabulary, targets)
    return lambda: network.train_on_batch(x, y)


def lstm_token(sizes):
    """One token as the programs that the paper builds on generate it: the whole window again, then the arg max."""
    network = lstm_network(sizes)
    tokens = list(random.integers(0, sizes["vocabulary"], sizes["window"]))

    def token():
        window = np.array(tokens[-sizes["window"] :], dtype="float32") / sizes["vocabulary"]
        odds = network.predict(window.reshape(1, -1, 1), verbose=0)
        tokens.append(int(np.argmax(odds)))

    return token


def autoencoder_step(sizes):
    """The paper's autoencoder: dense layers on each bar, then on the song, and their mirror image."""
    bars, cells, per_bar, per_song = sizes["bars"], sizes["cells"], sizes["perBar"], sizes["perSong"]
    network = keras.Sequential([layers.Input((bars, cells))])
    for units in per_bar:
        network.add(layers.Dense(units, activation="relu"))
    network.add(layers.Flatten())
    for units in [*per_song, *reversed(per_song[:-1]), bars * per_bar[-1]]:
        network.add(layers.Dense(units, activation="relu"))
    network.add(layers.Reshape((bars, per_bar[-1])))
    for units in reversed(per_bar[:-1]):
        network.add(layers.Dense(units, activation="relu"))
    network.add(layers.Dense(cells, activation="sigmoid"))
    network.compile(optimizer=keras.optimizers.Adam(3e-4), loss="binary_crossentropy")
    x = (random.random((sizes["batch"], bars, cells)) < 0.02).astype("float32")
    return lambda: network.train_on_batch(x, x)


works = {"lstm step": lstm_step, "lstm token": lstm_token, "autoencoder step": autoencoder_step}
made = {}

for line in sys.stdin:
    wanted = json.loads(line)
    times = wanted.pop("times")
    key = json.dumps(wanted, sort_keys=True)
    if key not in made:
        # One at a time: what an earlier one holds is no part of this one.
        made.clear()
        keras.backend.clear_session()
        made[key] = works[wanted.pop("work")](wanted)
        made[key]()
        made[key]()
    answer = []
    for _ in range(times):
        begun = time.perf_counter()
        made[key]()
        answer.append((time.perf_counter() - begun) * 1000)
    print(json.dumps(answer), flush=True)
