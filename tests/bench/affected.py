"""What a change makes due."""
import json
import os
import random
import subprocess

import common
from common import mb, ms, NIGHTSHIFT, once, repository, row, turns


def history(folder, commits):
    """A repository whose commits put these texts in these files, one after the other; their ids."""
    os.makedirs(folder)
    subprocess.run(["git", "init", "-q", "-b", "main", "."], cwd=folder, check=True)
    stream = []
    for i, files in enumerate(commits):
        stream.append(f"commit refs/heads/main\ncommitter n <n@example.org> {1700000000 + 60 * i} +0000\ndata 1\nx\n")
        for path, text in files.items():
            stream.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input="".join(stream).encode(), check=True)
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=folder, check=True)
    return subprocess.run(["git", "rev-list", "--reverse", "main"], cwd=folder, check=True, capture_output=True, text=True).stdout.split()


def with_outputs(files):
    """These files, a manifest among them, with what nightshift writes for it."""
    folder = f"{common.work}/outputs"
    subprocess.run(["rm", "-rf", folder], check=True)
    for path, text in files.items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        with open(f"{folder}/{path}", "w") as file:
            file.write(text)
    subprocess.run(["git", "init", "-q", "-b", "main", "."], cwd=folder, check=True)
    subprocess.run([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
    result = dict(files)
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = os.path.relpath(f"{top}/{name}", folder)
            if path not in result:
                with open(f"{top}/{name}") as file:
                    result[path] = file.read()
    return result


def due(folder, base, head, *options):
    """What a commit makes due, as JSON."""
    done = subprocess.run([NIGHTSHIFT, "affected", "-f", "suite.xml", "--format=json", f"--base={base}", f"--head={head}", *options],
                          cwd=folder, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


LINUX = '<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'


def large_diff():
    """A change of 50,000 files, among 800 modules with paths."""
    files = {f"src/m{i % 800}/f{i}.c": "1\n" for i in range(50000)}
    suite = f'<suite name="large">\n{LINUX}<run>x {{module}}</run><variant name="v"/>\n' + "".join(
        f'<module name="m{i}" paths="src/m{i}/** !*.md"/>\n' for i in range(800)) + "</suite>\n"
    base, head = history(f"{common.work}/large", [{**files, **with_outputs({"suite.xml": suite})}, {path: "2\n" for path in files}])
    options = ["affected", "-f", "suite.xml", f"--base={base}", f"--head={head}"]
    text, js, git = turns(9, ([NIGHTSHIFT, *options], f"{common.work}/large"), ([NIGHTSHIFT, *options, "--format=json"], f"{common.work}/large"),
                          (["git", "diff", "--name-only", "--no-renames", base, head], f"{common.work}/large"))
    assert sum(u["due"] for u in due(f"{common.work}/large", base, head)["units"]) == 800
    row("affected, 50,000 files changed, 800 modules with paths", ms(text[0]), f"git diff: {ms(git[0])}", f"{text[0] / git[0]:.1f}", "0.5 s", text[0] <= 0.5)
    row("    as JSON", ms(js[0]))
    row("    memory", mb(js[2]), f"git diff: {mb(git[2])}")
    options = ["generate", "-q", "--no-record", "-f", "suite.xml"]
    once([NIGHTSHIFT, *options], f"{common.work}/large")
    row("    generate, patterns looked for among 50,000 files", ms(turns(9, ([NIGHTSHIFT, *options], f"{common.work}/large"))[0][0]), "", "", "0.3 s")


def longest_wait(members, runs):
    last, longest = dict.fromkeys(members, 0), 0
    for commit, chosen in enumerate(runs, 1):
        for unit in chosen:
            longest, last[unit] = max(longest, commit - last[unit]), commit
    return max([longest, *(len(runs) - t for t in last.values())])


def rotation():
    """Classes over 1,000 commits: how long a unit waits for its turn; beside it, drawn by each commit's seed."""
    sizes = {"small": 3, "middle": 25, "large": 60}
    suite = f'<suite name="turns">\n{LINUX}<run>x</run><variant name="v"/>\n' + "".join(
        f'<group class="{name}">' + "".join(f'<module name="{name}{i}"/>' for i in range(n)) + "</group>\n" for name, n in sizes.items()
    ) + '<select lane="pr" per-class="1"/></suite>\n'
    ids = history(f"{common.work}/turns", [with_outputs({"suite.xml": suite}), *({"x": f"{i}\n"} for i in range(1000))])
    chosen = [due(f"{common.work}/turns", base, head)["units"] for base, head in zip(ids, ids[1:])]
    for name, n in sizes.items():
        ours = longest_wait([f"v-{name}{i}" for i in range(n)], [[u["id"] for u in units if u["due"] and u["class"] == name] for units in chosen])
        drawn = longest_wait(range(n), [[(int(head[:8], 16) & 0x7fffffff) % n] for head in ids[1:]])
        row(f"longest wait in a class of {n}, 1,000 commits", f"{ours}", f"drawn by seed: {drawn}", "", f"{n}", ours == n)


def overlays():
    """200 overlays x 4 deployers and 500 changes like those of case E, some of which break a unit."""
    rng = random.Random(4711)
    services, accelerators = ["eks", "aks", "gke", "oke", "kind"], ["any", "h100", "gb200", "a100", "l40", "b200", "mi300", "t4"]
    parts = [(s, a, k) for k in ["", "training", "inference", "batch", "slurm"] for s in services for a in accelerators]
    parents, files = {}, {"registry.yaml": "1\n", "docs/a.txt": "1\n", "tool.sh": "1\n", "overlays/base.yaml": "1\n"}
    for s, a, k in parts:
        name = "-".join(p for p in (s, a, k) if p)
        parents[name] = f"{s}-{a}" if k else f"{s}-any" if a != "any" else "base"
        files[f"overlays/{name}.yaml"] = "1\n"
    uses = {name: [f"overlays/{name}.yaml"] for name in parents}
    for name in parents:
        at = name
        while parents.get(at, "base") != "base":
            at = parents[at]
            uses[name].append(f"overlays/{at}.yaml")
        for value in [name.split("-")[1], *name.split("-")[2:]]:
            files[f"values/{value}.yaml"] = "1\n"
            uses[name].append(f"values/{value}.yaml")
    files["list"] = "".join(f"{n}\tkind={'-'.join(n.split('-')[1:])}{chr(9) + 'due=always' if n.split('-')[1] == 'any' else ''}" + "".join(f"\tpath={u}" for u in used) + "\n"
                            for n, used in uses.items())
    variants = ["helm", "argocd", "flux", "kustomize"]

    def suite(select):
        return (f'<suite name="overlays">\n{LINUX}<run>x</run>' + "".join(f'<variant name="{v}"/>' for v in variants) +
                '<group seconds="750" class="{variant}-{kind}"><discover as="modules" expect="200">cat list</discover></group>\n'
                '<promote paths="registry.yaml overlays/base.yaml"/><ignore paths="docs/"/>' + select + "</suite>\n")

    # What such changes touch: documents, one or two overlays, values, what others rest on, the registry, something else.
    leaves = [n for n in parents if n not in parents.values()]
    kinds = {"docs": 30, "leaf": 35, "values": 12, "parent": 13, "registry": 5, "other": 5}
    changes = []
    for i in range(500):
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        paths = {"docs": ["docs/a.txt"], "leaf": [f"overlays/{n}.yaml" for n in rng.sample(leaves, rng.choice([1, 1, 2]))],
                 "values": [rng.choice([f for f in files if f.startswith("values/")])], "parent": [f"overlays/{rng.choice(sorted(set(parents.values())))}.yaml"],
                 "registry": ["registry.yaml"], "other": ["tool.sh"]}[kind]
        # One in eight breaks a unit: mostly one that rests on what changed, now and then one nobody knew of.
        touched = [n for n in uses if set(uses[n]) & set(paths)] or list(uses)
        broken = f"{rng.choice(variants)}-{rng.choice(touched if rng.random() < 0.9 else list(uses))}" if rng.random() < 0.125 and kind != "docs" else None
        changes.append((paths, broken))
    for what, select in ("", ""), (", one of each class", '<select lane="pr" per-class="1"/>'):
        folder = f"{common.work}/overlays{len(select)}"
        ids = history(folder, [with_outputs({**files, "suite.xml": suite(select)}), *({p: f"{i}\n" for p in paths} for i, (paths, _) in enumerate(changes))])
        merge = {u["id"] for u in json.loads(subprocess.run([NIGHTSHIFT, "plan", "-f", "suite.xml", "--lane=merge", "--format=json"], cwd=folder, check=True,
                                                             capture_output=True, text=True).stdout)["units"]}
        ran = missed_by_pr = caught = nowhere = breaks = 0
        for (base, head), (_, broken) in zip(zip(ids, ids[1:]), changes):
            chosen = {u["id"] for u in due(folder, base, head)["units"]}
            ran += len(chosen)
            breaks += broken is not None
            if broken and broken not in chosen:
                missed_by_pr += 1
                caught += broken in merge
                nowhere += broken not in merge
        everything = 800 * 500
        minutes, full = ran * 750 // 60, everything * 750 // 60
        row(f"800 units, 500 changes{what}: PR runner minutes", f"{minutes:,}", f"all: {full:,}", f"{ran / everything:.2f}", "0.5", ran <= everything / 2)
        row(f"    of {breaks} that broke a unit: missed on the PR, caught on merge", f"{missed_by_pr}, {caught}")
        row("    run by no lane", f"{nowhere}", "", "", "0", nowhere == 0 and len(merge) == 800)


def affected():
    """(h) What a change makes due."""
    large_diff()
    rotation()
    overlays()


ITEMS = {"affected": affected}
