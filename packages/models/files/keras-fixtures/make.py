"""Makes the Keras files that keras-convert.test.ts reads, and what Keras itself computes with them (expected.json).

    python make.py [NAME...]

Makes all of them, or those named, whose expectations take the place of the old ones. Needs tensorflow 2.21 (Keras 3) and tf_keras 2.21 (Keras 2).
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tf_keras

folder = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(7)
tokens = random.integers(0, 9, (3, 6))
rolls = (random.random((2, 16, 24, 96)) < 0.01).astype("float32")
cells = [int(cell) for cell in random.integers(0, 16 * 24 * 96, 100)]
expected_file = os.path.join(folder, "expected.json")
with open(expected_file) as file:
    expected = json.load(file)


def as_trained(model):
    """Numbers like a trained network's in biases, normalisation and embeddings, which begin as noughts, ones and near nought."""
    for weight in model.weights:
        shape = tuple(weight.shape)
        if "variance" in weight.name or "gamma" in weight.name:
            weight.assign(random.uniform(0.5, 1.5, shape))
        elif len(shape) == 1:
            weight.assign(random.normal(0, 0.3, shape))
        elif "embeddings" in weight.name:
            weight.assign(random.normal(0, 1, shape))


def lstm(kit, name, normalised=False, embedded=False):
    layers = kit.layers
    model = kit.Sequential()
    if embedded:
        model.add(layers.Input((6,)))
        model.add(layers.Embedding(9, 4))
        model.add(layers.LSTM(5, return_sequences=True))
    else:
        model.add(layers.LSTM(5, input_shape=(6, 1), return_sequences=True))
    model.add(layers.Dropout(0.3))
    model.add(layers.LSTM(7, return_sequences=True))
    model.add(layers.Dropout(0.3))
    model.add(layers.LSTM(5))
    if normalised:
        model.add(layers.BatchNormalization())
    model.add(layers.Dense(6))
    if normalised:
        model.add(layers.BatchNormalization())
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(9))
    model.add(layers.Activation("softmax"))
    as_trained(model)
    model.save(os.path.join(folder, f"{name}.h5"))
    inputs = tokens if embedded else (tokens / 9).astype("float32")[..., None]
    expected[name] = {"tokens": tokens.tolist(), "probabilities": model.predict(inputs, verbose=0).tolist()}


def composer(kit, name):
    layers = kit.layers

    def per_bar(layer, x):
        return layers.TimeDistributed(layer)(x)

    def normalised(x):
        return layers.Dropout(0.1)(layers.Activation("relu")(layers.BatchNormalization()(x)))

    start = layers.Input((16, 24, 96))
    x = layers.Reshape((16, -1))(start)
    x = per_bar(layers.Dense(2, activation="relu"), x)
    x = per_bar(layers.Dense(3, activation="relu"), x)
    x = layers.Flatten()(x)
    x = layers.Dense(7, activation="relu")(x)
    x = layers.Dense(4)(x)
    x = layers.BatchNormalization(momentum=0.9, name="pre_encoder")(x)
    x = normalised(layers.Dense(7, name="encoder")(x))
    x = layers.Reshape((16, 3))(layers.Dense(48)(x))
    x = layers.Dropout(0.1)(layers.Activation("relu")(per_bar(layers.BatchNormalization(), x)))
    x = per_bar(layers.Dense(2), x)
    x = layers.Dropout(0.1)(layers.Activation("relu")(per_bar(layers.BatchNormalization(), x)))
    x = per_bar(layers.Dense(24 * 96, activation="sigmoid"), x)
    model = kit.Model(start, layers.Reshape((16, 24, 96))(x))
    as_trained(model)
    model.save(os.path.join(folder, f"{name}.h5"))
    outputs = model.predict(rolls, verbose=0).reshape(len(rolls), -1)
    expected[name] = {
        "on": [np.flatnonzero(roll).tolist() for roll in rolls],
        "cells": cells,
        "probabilities": outputs[:, cells].tolist(),
    }


files = {
    "lstm-keras-2": lambda name: lstm(tf_keras, name),
    "lstm-keras-3": lambda name: lstm(keras, name),
    "lstm-normalised-keras-3": lambda name: lstm(keras, name, normalised=True),
    "lstm-embedding-keras-2": lambda name: lstm(tf_keras, name, embedded=True),
    "lstm-embedding-keras-3": lambda name: lstm(keras, name, embedded=True),
    "composer-keras-2": lambda name: composer(tf_keras, name),
}
for name in sys.argv[1:] or files:
    files[name](name)
with open(expected_file, "w") as file:
    json.dump(expected, file)
