"""Random small stacks as decks: layers that step back, placed dies, elastic laws of every kind."""

import random


def number(value, unit):
    return f"{value:.6g} {unit}"


def maybe_table(rng, value, unit):
    """A value, or one that falls by up to 40 % between 20 and 250 degC."""
    if rng.random() < 0.6:
        return number(value, unit)
    return (f"{{table: [[20 degC, {number(value, unit)}], [120 degC, {number(value * rng.uniform(0.8, 1), unit)}], "
            f"[250 degC, {number(value * rng.uniform(0.6, 0.8), unit)}]]}}")


def material(rng):
    """One elastic material as a flow mapping."""
    kind = rng.choice(["isotropic", "isotropic", "orthotropic", "cubic"])
    expansion = rng.uniform(2e-6, 40e-6)
    keys = []
    if kind == "isotropic":
        keys += [f"youngs_modulus: {maybe_table(rng, rng.uniform(2, 150), 'GPa')}",
                 f"poisson_ratio: {rng.uniform(0.1, 0.4):.4f}"]
    elif kind == "orthotropic":
        stiff = rng.uniform(5, 30)
        moduli = [number(stiff * rng.uniform(0.5, 1.5), "GPa") for _ in range(3)]
        keys += [f"youngs_modulus: [{', '.join(moduli)}]",
                 f"poisson_ratio: [{', '.join(f'{rng.uniform(0.05, 0.3):.4f}' for _ in range(3))}]",
                 "shear_modulus: [" + ", ".join(number(stiff * rng.uniform(0.2, 0.5), "GPa") for _ in range(3)) + "]"]
    else:
        keys += ["stiffness: {c11: 165.7 GPa, c12: 63.9 GPa, c44: 79.6 GPa}",
                 f"x_axis: \"{rng.choice(['<100>', '<110>'])}\""]
    if kind == "orthotropic":
        each = [number(expansion * rng.uniform(0.5, 2), "1/K") for _ in range(3)]
        keys.append(f"expansion: [{', '.join(each)}]")
    else:
        keys.append(f"expansion: {maybe_table(rng, expansion, '1/K')}")
    if rng.random() < 0.4:
        keys.append(f"stress_free_temperature: {rng.randint(100, 180)} degC")
    return "{" + ", ".join(keys) + "}"


def stack(rng, side, materials):
    """The assembly: layers that step back from the edges, a tier of one or two dies, sometimes a lid."""
    lines = []
    inset = 0
    for n in range(rng.randint(1, 3)):
        place = ""
        if n > 0 and rng.random() < 0.5:
            inset += 1
        if inset:
            place = (f", at: [{inset} mm, {inset} mm], size: [{side - 2 * inset} mm, {side - 2 * inset} mm], "
                     f"around: void")
        lines.append(f"    - {{name: layer{n}, thickness: {rng.randint(50, 400)} um, "
                     f"material: {rng.choice(materials)}{place}}}")
    room = side - 2 * inset
    if room >= 4:
        fill = f", fill: {{material: {rng.choice(materials)}, at: [{inset} mm, {inset} mm], size: [{room} mm, {room} mm]}}"
        lines.append("    - tier: dies\n      place:")
        for n in range(rng.choice([1, 2])):
            lines.append(f"        - {{part: die, name: die{n}, at: [{inset + 2 * n} mm, {inset + rng.randint(0, 1)} mm]"
                         f"{', rotate: 90' if rng.random() < 0.5 else ''}}}")
        if rng.random() < 0.5:
            lines[-1] += "\n      " + fill[2:]
    return lines


def loads(rng):
    """Supports, symmetry and pressures; whether the body is free to move."""
    choice = rng.choice(["free", "free", "symmetry", "clamped", "held"])
    if choice == "free":
        return [], True
    if choice == "symmetry":
        return ["symmetry: [x_min, y_min]"], True
    pressure = f"pressures: {{top: {{pressure: {rng.uniform(0.1, 2):.3f} MPa}}"
    if choice == "clamped":
        return ["supports: {bottom: {patches: "
                "[{name: foot, at: [0 mm, 0 mm], size: [1 mm, 2 mm], displacement: [0 um, 0 um, 0 um]}]}}",
                pressure + f", bottom: {{pressure: {rng.uniform(0, 1):.3f} MPa}}}}"], False
    return [f"supports: {{bottom: {{displacement: [free, free, {rng.uniform(-2, 2):.3f} um]}}, "
            "x_min: {displacement: [0 um, free, free]}, y_min: {displacement: [free, 0 um, free]}}",
            pressure + "}"], False


def deck(seed):
    """Text of the deck of one seed, and whether some rigid motion of it is free."""
    rng = random.Random(seed)
    names = [f"m{n}" for n in range(rng.randint(2, 4))]
    side = rng.randint(4, 8)
    text = ["strata: 1", f"title: random stack {seed}", "materials:"]
    text += [f"  {name}: {material(rng)}" for name in names]
    own = f"    stress_free_temperature: {rng.randint(120, 170)} degC\n" if rng.random() < 0.4 else ""
    text += ["parts:", "  die:", "    size: [2 mm, 2 mm]"] + ([own.rstrip("\n")] if own else []) + ["    layers:"]
    text += [f"      - {{name: sheet{n}, thickness: {rng.randint(20, 120)} um, material: {rng.choice(names)}}}"
             for n in range(rng.randint(1, 3))]
    text += ["assembly:", f"  size: [{side} mm, {side} mm]", "  stack:"] + stack(rng, side, names)
    more, is_free = loads(rng)
    text += more
    text += [f"mesh: {{lateral: {rng.choice(['0.5 mm', '1 mm'])}, per_layer: {{max_thickness: 200 um}}}}",
             "analysis:", "  heat: none", "  stress:",
             f"    stress_free_temperature: {rng.randint(120, 180)} degC",
             "    temperatures: [25 degC, 217.5 degC]"]
    return "\n".join(text) + "\n", is_free
