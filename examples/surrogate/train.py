#!/usr/bin/env python3
"""Trains a surrogate of the stacks of sweep.yaml with NVIDIA PhysicsNeMo, on a CPU; says how good and how fast it is.

    build/venvs/physicsnemo/bin/python examples/surrogate/train.py [DATASET] [--model fno|unet] [--minutes 10]

Writes scores.json, parity.png, sections.png and the network (surrogate.mdlus) into surrogate.results beside this
script.
"""

import argparse
import json
import math
import pathlib
import time

try:
    import torch
    from physicsnemo.models.fno import FNO
    from physicsnemo.models.unet import UNet
except ImportError as missing:
    raise SystemExit(f"train.py needs NVIDIA PhysicsNeMo ({missing}). `tests/datasets/acceptance.sh --install` gets it "
                     "from PyPI; then run this script by build/venvs/physicsnemo/bin/python.") from missing

import scores
import stacks

HERE = pathlib.Path(__file__).parent
TESTS = ("test", "test_ood")


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dataset", nargs="?", type=pathlib.Path, default=HERE / "sweep.dataset")
    parser.add_argument("--model", choices=("fno", "unet"), default="fno")
    parser.add_argument("--minutes", type=float, default=10.0, help="of training; the last epoch is finished")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=3e-3, help="learning rate at the start; it falls along a cosine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "surrogate.results")
    return parser.parse_args()


def make_network(name, channels):
    """A network from (B, channels, Z, Y, X) to (B, 1, Z, Y, X)."""
    if name == "fno":
        return FNO(in_channels=channels, out_channels=1, dimension=3, latent_channels=16, num_fno_layers=4,
                   num_fno_modes=[8, 8, 8], padding=0, decoder_layer_size=32)
    return UNet(in_channels=channels, out_channels=1, model_depth=3, num_conv_blocks=2,
                feature_map_channels=[12, 12, 24, 24, 48, 48], gradient_checkpointing=False)


def loss_of(network, data, scales, chosen):
    """Mean square error of the scaled resistance over cells with matter."""
    solid = data.solid[chosen].unsqueeze(1)
    wanted = data.resistance(chosen) / scales.resistance
    error = (network(scales.apply(data.inputs[chosen])) - wanted) * solid
    return error.square().sum() / solid.sum()


def train(network, training, validation, scales, options):
    """Adam until the time is up, one line per epoch; keeps the weights of the best validation. Returns its epoch."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=1e-4)
    started, epoch, best = time.perf_counter(), 0, (float("inf"), 0, None)
    while time.perf_counter() - started < 60.0 * options.minutes:
        network.train()
        epoch, before, losses = epoch + 1, time.perf_counter(), []
        for chosen in torch.randperm(len(training)).split(options.batch):
            spent = min(1.0, (time.perf_counter() - started) / (60.0 * options.minutes))
            for group in optimiser.param_groups:
                group["lr"] = options.rate * max(0.01, 0.5 + 0.5 * math.cos(math.pi * spent))
            optimiser.zero_grad()
            loss = loss_of(network, training, scales, chosen)
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        score = scores.scores(validation, predict(network, validation, scales))["rmse_K"]
        if score < best[0]:
            best = (score, epoch, {name: values.clone() for name, values in network.state_dict().items()})
        print(f"epoch {epoch:3d}  loss {sum(losses) / len(losses):.5f}  validation RMSE {score:6.3f} K  "
              f"{time.perf_counter() - before:5.1f} s", flush=True)
    network.load_state_dict(best[2])
    return best[1]


def predict(network, data, scales, batch=16):
    """Temperature rises [K] of all samples."""
    network.eval()
    with torch.no_grad():
        parts = [network(scales.apply(part)) for part in data.inputs.split(batch)]
    return data.rise_of(torch.cat(parts) * scales.resistance)


def seconds_per_sample(network, data, scales, batch, repeats=5):
    """Median time of a prediction over its samples, from arrays in memory to arrays in memory."""
    inputs, times = data.inputs[:batch], []
    network.eval()
    with torch.no_grad():
        for _ in range(repeats + 1):
            before = time.perf_counter()
            network(scales.apply(inputs))
            times.append((time.perf_counter() - before) / len(inputs))
    return sorted(times[1:])[repeats // 2]


def print_table(table):
    """Scores by split, side by side."""
    names = next(iter(table.values()))
    print(f"\n{'':26s}" + "".join(f"{split:>12s}" for split in table))
    for name in names:
        print(f"{name:26s}" + "".join(f"{row[name]:12.4g}" for row in table.values()))


def main():
    """Reads, trains, judges, draws."""
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    training, validation = (stacks.read_split(options.dataset, split) for split in ("train", "valid"))
    scales = stacks.Scales.of(training)
    network = make_network(options.model, len(stacks.INPUTS))
    print(f"{len(training)} samples for training, {len(validation)} for validation; {options.model} with "
          f"{sum(weight.numel() for weight in network.parameters()):,} weights, {options.threads} threads")
    epoch = train(network, training, validation, scales, options)

    tests = {split: stacks.read_split(options.dataset, split) for split in TESTS}
    results = {split: (data, predict(network, data, scales)) for split, data in tests.items()}
    table = {split: scores.scores(*result) for split, result in results.items()}
    print_table(table)
    seconds = {"solver": stacks.solver_seconds(options.dataset),
               "surrogate_alone": seconds_per_sample(network, tests["test"], scales, 1),
               "surrogate_in_batches_of_16": seconds_per_sample(network, tests["test"], scales, 16)}
    print(f"\nseconds per sample: solver {seconds['solver']['all']:.4f} (one core); "
          f"surrogate {seconds['surrogate_alone']:.4f} alone, {seconds['surrogate_in_batches_of_16']:.4f} in batches of 16 "
          f"({options.threads} threads)")

    options.output.mkdir(parents=True, exist_ok=True)
    scores.parity_picture(options.output / "parity.png", results)
    scores.section_picture(options.output / "sections.png", results)
    network.save(str(options.output / "surrogate.mdlus"))
    about = {"model": options.model, "training_samples": len(training), "best_epoch": epoch, "minutes": options.minutes,
             "seed": options.seed, "scores": table, "seconds_per_sample": seconds}
    (options.output / "scores.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"\nin {options.output}: scores.json, parity.png, sections.png, surrogate.mdlus")


if __name__ == "__main__":
    main()
