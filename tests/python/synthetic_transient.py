"""A transient of a synthetic package: its steady fields, warmed and cooled as a whole by a pulsed power with one time
constant, and the series that belong to it."""

import h5py
import numpy as np

import synthetic

TAU, PERIOD = 0.8, 2.0       # [s]


def rise(time):
    """Kelvin above the steady field's own at the times [s]: dT/dt = (20 K on/off - T)/TAU, on in the first half of each
    period."""
    time = np.atleast_1d(np.asarray(time, dtype=float))
    values = np.empty_like(time)
    for n, t in enumerate(time):
        value = 0.0
        for start in np.arange(0.0, t, PERIOD / 2):
            target = 20.0 if round(start / (PERIOD / 2)) % 2 == 0 else 0.0
            value = target + (value - target) * np.exp(-(min(t, start + PERIOD / 2) - start) / TAU)
        values[n] = value
    return values


def on(time):
    """Whether the power is on at the times, after a jump at the time."""
    return (np.asarray(time) % PERIOD) < PERIOD / 2 - 1e-9


def add_series(file, pack, time, probes):
    """The group /series."""
    names = [body.name for body in pack.bodies if body.active and body.parent < 0]
    power = {body.name: body.power for body in pack.bodies if body.active and body.parent < 0}
    watts = np.where(on(time), 1.0, 0.1)
    mean = np.where(on(time[:-1]), 1.0, 0.1)         # constant up to the next row
    supplied = np.concatenate(([0.0], np.cumsum(mean * np.diff(time)))) * sum(power.values())
    series = file.create_group("series")
    tops = {name: file["steps/000000/active_faces"][name]["temperature"][:] for name in names}
    columns = {"time": (time, "s"), "step": (np.diff(time, prepend=0.0), "s"),
               "iterations": (np.where(np.arange(len(time)) > 0, 9.0, 0.0), "1"),
               "error": (np.where(np.arange(len(time)) > 0, 5e-3 + 4e-3 * np.sin(7 * time), 0.0), "K"),
               "power": (watts * sum(power.values()), "W"), "energy/supplied": (supplied, "J"),
               "energy/removed": (0.9 * supplied, "J"), "energy/stored": (0.1 * supplied, "J"),
               "boundaries/top": (watts * 0.96, "W")}
    warm = rise(time)
    columns["hottest"] = (np.nanmax(file["steps/000000/cells/temperature"][:]) + warm, "K")
    for name in names:
        columns[f"dies/{name}/junction_max"] = (np.nanmax(tops[name]) + warm, "K")
        columns[f"dies/{name}/junction_mean"] = (np.nanmean(tops[name]) + warm, "K")
        columns[f"dies/{name}/power"] = (watts * power[name], "W")
    for name, kelvin in probes.items():
        columns[f"probes/{name}"] = (kelvin + 0.5 * warm, "K")
    for path, (values, unit) in columns.items():
        series[path] = np.asarray(values, dtype=float)
        series[path].attrs["units"] = unit
    for key, value in (("steps_accepted", len(time) - 1), ("steps_rejected", 3), ("steps_failed", 1),
                       ("iterations", 9 * (len(time) - 1)), ("setups", 2), ("cycles", 0)):
        series.attrs[key] = np.int64(value)
    return names


def make_transient(path, pack, time, saved, probes=None):
    """Turns the results.h5 of a synthetic package in the folder `path` into that of a transient with rows at `time` and
    fields at the times `saved` [s]."""
    time = np.asarray(time, dtype=float)
    with h5py.File(path / "results.h5", "a") as file:
        add_series(file, pack, time, probes or {})
        steady = file["steps/000000"]
        for n, moment in enumerate(saved):
            if n > 0:
                file.copy(steady, f"steps/{n:06}")
        for n, moment in enumerate(saved):
            step = file[f"steps/{n:06}"]
            step.attrs["time_s"], step.attrs["analysis"] = float(moment), "transient heat"
            for field in [step["cells/temperature"], *[face["temperature"] for face in step["active_faces"].values()]]:
                field[...] = field[...] + float(rise(moment)[0])
    return path


def course(values, time, quantity):
    """A course in summary.json."""
    return {f"{quantity}_highest_K": float(np.max(values)), "highest_time_s": float(time[np.argmax(values)]),
            f"{quantity}_lowest_K": float(np.min(values)), "lowest_time_s": float(time[np.argmin(values)]),
            f"{quantity}_time_mean_K": float(np.trapz(values, time) / (time[-1] - time[0])),
            f"{quantity}_end_K": float(values[-1])}


def summary(path, pack, saved, **options):
    """summary.json of the transient in the folder `path`."""
    content = synthetic.summary(pack, **options)
    with h5py.File(path / "results.h5", "r") as file:
        series = file["series"]
        time = series["time"][:]
        dies = [{"name": name, **course(series[f"dies/{name}/junction_max"][:], time, "junction_temperature")}
                for name in series["dies"]]
        probes = [{"name": name, **course(series[f"probes/{name}"][:], time, "temperature")}
                  for name in series.get("probes", [])]
        hottest = course(series["hottest"][:], time, "temperature")
    for limit in content["limits"]:
        limit["time_s"], limit["position_m"] = 1.0, None
        limit["reached_K"] += float(rise(1.0)[0])
        limit["exceeded"] = limit["reached_K"] > limit["limit_K"]
    content["any_limit_exceeded"] = any(limit["exceeded"] for limit in content["limits"])
    energy = {"supplied_J": 100.0, "removed_J": 90.0, "stored_J": 10.0, "gross_J": 200.0, "imbalance_J": 2e-9,
              "relative": 1e-11, "bound": 1e-8}
    content["transient"] = {
        "end_time_s": float(time[-1]),
        "steps": {"accepted": len(time) - 1, "rejected": 3, "failed": 1, "iterations": 9 * (len(time) - 1), "setups": 2},
        "cyclic": {"cycles": 7, "change_K": 0.02, "tolerance_K": 0.05}, "power_time_mean_W": 55.0, "energy": energy,
        "hottest": hottest, "dies": dies, "probes": probes, "saved_times_s": [float(moment) for moment in saved]}
    return content
