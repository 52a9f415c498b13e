#!/usr/bin/env python3
"""Trains a surrogate of the stacks of sweep.yaml with NVIDIA PhysicsNeMo, on a CPU; says how good and how fast it is.

    build/venvs/physicsnemo/bin/python examples/surrogate/train.py [DATASET] [--model fno|unet] [--epochs 10]

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
    from physicsnemo import Module
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
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--network", type=pathlib.Path, metavar="FILE", help="judge this network, train none")
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
    """Adam under a cosine, one line per epoch; the network ends with the weights of the best validation."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=1e-4)
    steps = options.epochs * math.ceil(len(training) / options.batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, eta_min=0.01 * options.rate)
    best = (float("inf"), None)
    for epoch in range(1, options.epochs + 1):
        network.train()
        before, losses = (time.perf_counter(), time.process_time()), []
        for chosen in torch.randperm(len(training)).split(options.batch):
            optimiser.zero_grad()
            loss = loss_of(network, training, scales, chosen)
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        seconds = time.perf_counter() - before[0], time.process_time() - before[1]
        score = scores.scores(validation, predict(network, validation, scales))["rmse_K"]
        if score < best[0]:
            best = (score, {name: values.clone() for name, values in network.state_dict().items()})
        print(f"epoch {epoch:3d}  loss {sum(losses) / len(losses):.5f}  validation RMSE {score:6.3f} K  "
              f"{seconds[0]:6.1f} s ({seconds[1]:.1f} s of cores)", flush=True)
    network.load_state_dict(best[1])


def predict(network, data, scales, batch=16):
    """Temperature rises [K] of all samples."""
    network.eval()
    with torch.no_grad():
        parts = [network(scales.apply(part)) for part in data.inputs.split(batch)]
    return data.rise_of(torch.cat(parts) * scales.resistance)


def seconds_per_sample(network, data, scales, batch, repeats=5):
    """Wall time and time of cores of a prediction by its samples, the least of a few, from array to array in memory."""
    inputs, times = data.inputs[:batch], []
    network.eval()
    with torch.no_grad():
        for _ in range(repeats + 1):
            before = time.perf_counter(), time.process_time()
            network(scales.apply(inputs))
            after = time.perf_counter(), time.process_time()
            times.append(tuple((end - start) / len(inputs) for start, end in zip(before, after)))
    return [min(column) for column in zip(*times[1:])]


def print_table(table):
    """Scores by split, side by side."""
    print(f"\n| {'':26s} |" + "".join(f" {split:>10s} |" for split in table))
    print("|---|" + len(table) * "---:|")
    for name in next(iter(table.values())):
        print(f"| {name:26s} |" + "".join(f" {row[name]:10.4g} |" for row in table.values()))


def main():
    """Reads, trains, judges, draws."""
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    training, validation = (stacks.read_split(options.dataset, split) for split in ("train", "valid"))
    scales = stacks.Scales.of(training)
    network = Module.from_checkpoint(str(options.network)) if options.network else \
        make_network(options.model, len(stacks.INPUTS))
    print(f"{len(training)} samples for training, {len(validation)} for validation; {type(network).__name__} with "
          f"{sum(weight.numel() for weight in network.parameters()):,} weights, {options.threads} threads")
    if not options.network:
        train(network, training, validation, scales, options)

    tests = {split: stacks.read_split(options.dataset, split) for split in TESTS}
    results = {split: (data, predict(network, data, scales)) for split, data in tests.items()}
    table = {split: scores.scores(*result) for split, result in results.items()}
    print_table(table)
    seconds = {"solver, one core": stacks.solver_seconds(options.dataset)}
    for batch in (1, 16):
        wall, cores = seconds_per_sample(network, tests["test"], scales, batch)
        seconds[f"surrogate, {batch} at once"] = round(wall, 5)
        seconds[f"surrogate, {batch} at once, cores"] = round(cores, 5)
    print("\nseconds per sample", *(f"{name:30s}{value}" for name, value in seconds.items()), sep="\n")

    options.output.mkdir(parents=True, exist_ok=True)
    scores.parity_picture(options.output / "parity.png", results)
    scores.section_picture(options.output / "sections.png", results)
    network.save(str(options.output / "surrogate.mdlus"))
    about = {"model": type(network).__name__, "training_samples": len(training), "epochs": options.epochs,
             "seed": options.seed, "scores": table, "seconds_per_sample": seconds}
    (options.output / "scores.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"\nin {options.output}: scores.json, parity.png, sections.png, surrogate.mdlus")


if __name__ == "__main__":
    main()
