"""The table at the end."""

from __future__ import annotations


def text(result: dict) -> str:
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine.get("versions", {}).items())
    lines = [
        "",
        f"{result['on']}  {machine['cores']} cores {machine['processor']}, {machine['memory_gb']} GB, {machine['system']}, {machine['rustc']}",
        f"{versions}; {machine.get('blas')}; load at start {machine['load_at_start']}",
    ]
    if store := result.get("store"):
        lines.append(f"{store['people']:,} synthetic people, {store['events']:,} events, store {store['store_mb']:,} MB")
    for name, section in SECTIONS.items():
        if name in result.get("skipped", {}):
            lines += ["", f"{name}: did not run: {result['skipped'][name]}"]
        elif result.get(name):
            lines += ["", *section(result[name])]
    for name, why in result.get("skipped", {}).items():
        if name not in SECTIONS:
            lines += ["", f"{name}: did not run: {why}"]
    return "\n".join(lines)


def goal(what: str, met: bool) -> str:
    return f"  goal: {what}: {'met' if met else 'NOT MET'}"


def row(name: str, *cells: str) -> str:
    return f"  {name:<28}" + "".join(f"  {cell:>14}" for cell in cells)


def process(name: str, facts: dict, *more: str) -> str:
    return row(name, f"{facts['seconds']:.2f} s", f"{facts['cpu_seconds']:.2f} s cpu", f"{facts['peak_mb']:,} MB", *more)


def features(step: dict) -> list[str]:
    kernel = step["casefinder"]["seconds"]
    lines = [f"features: {step['count']} raw features of everybody, whole processes"]
    for name in ("decode only", "casefinder", "Polars", "DuckDB"):
        lines.append(process(name, step[name], f"x {step[name]['seconds'] / kernel:.2f}"))
    if "agree" in step:
        lines.append("  all agree for everybody and every feature" if not any(a["differ"] for a in step["agree"].values()) else "  DISAGREE")
    fastest = min(step["times_faster"].values())
    lines.append(goal(f"at most 2 x decoding ({step['ratio_to_decoding']})", step["ratio_to_decoding"] <= 2))
    lines.append(goal(f"at least 2 x as fast as the faster of Polars and DuckDB ({fastest})", fastest >= 2))
    return lines


def fit(step: dict) -> list[str]:
    ours = step["casefinder"]
    lines = [f"fit: {step['rows']:,} people x {step['columns']} columns, {step['events']:,} with the outcome, maximum likelihood"]
    lines.append(row("casefinder", f"{ours['fit_seconds']:.2f} s", "x 1.00", f"{ours['log_likelihood']:.6f}"))
    for name, one in step.items():
        if isinstance(one, dict) and "short_of_best" in one:
            ratio = one["fit_seconds"] / ours["fit_seconds"]
            lines.append(row(name, f"{one['fit_seconds']:.2f} s", f"x {ratio:.2f}", f"{one['log_likelihood']:.6f}", f"off {one['short_of_best']:.0e}"))
        elif isinstance(one, dict) and "failed" in one:
            lines.append(row(name, one["failed"]))
    if "times_faster" in step:
        lines.append(goal(f"at least 4 x as fast as the fastest ({step['fastest_other']}: {step['times_faster']})", step["times_faster"] >= 4))
    return lines


def score(step: dict) -> list[str]:
    return [
        f"score: store to CSV, {step['scored']:,} people, {step['csv_mb']:,} MB",
        process("casefinder score", step),
        goal("at most 5 s and 2,000 MB", step["seconds"] <= 5 and step["peak_mb"] <= 2000),
    ]


def import_(step: dict) -> list[str]:
    lines = ["import: CSV to store"]
    for name in ("quarter", "whole"):
        one = step[name]
        lines.append(process(f"{one['events']:,} events", one, f"{one['rows_a_second']:,} rows/s"))
    lines.append(f"  {step['events_ratio']} times the events take {step['peak_ratio']} times the memory")
    lines.append(goal("at least 1,000,000 rows a second", step["whole"]["rows_a_second"] >= 1_000_000))
    lines.append(goal("memory does not grow with events", step["peak_ratio"] <= 1.25))
    return lines


def scale(step: dict) -> list[str]:
    lines = ["scale: seconds, and microseconds a person", row("people", "events", "synth", "import", "features", "score")]
    for one in step.values():
        cells = [f"{one[name]['seconds']:.1f} s" for name in ("synth", "import", "features", "score")]
        lines.append(row(f"{one['people']:,}", f"{one['events']:,}", *cells))
        each = [f"{one[name]['seconds'] / one['people'] * 1e6:.1f} us" for name in ("synth", "import", "features", "score")]
        lines.append(row("", "", *each))
        lines.append(row("", "", *(f"{one[name]['peak_mb']:,} MB" for name in ("synth", "import", "features", "score"))))
    return lines


SECTIONS = {"features": features, "fit": fit, "score": score, "import": import_, "scale": scale}
