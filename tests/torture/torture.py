#!/usr/bin/env python3
"""Ill-treats zscape-cli, and once in a while the window, as machines and people do. Called by ./scripts/torture and by the tests.

    torture.py kill|disk|project N --bin FOLDER [--seed S] [--window]

kill     SIGKILL at a random moment of training, going on, importing and migrating
disk     the Nth writing system call fails, once or for good: ENOSPC, EIO, EINTR, a short write
project  a column, a leaf of JSON or a file of a project becomes nonsense; then everything that reads it is tried
After each: the project opens, or one sentence says why not; nothing that was saved is lost; no stray file stays."""

import argparse
import errno
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONGEST = 90  # seconds, for one command on the smallest of runs
STEPS = 40    # of the run that must not be lost
TRAIN = ["--set", "hidden=8", "--set", "batch_size=32", "--set", "latent_dimensions=2", "--threads", "1"]


class Found(Exception):
    pass


def hash_of_file(data):
    """As engine/project/listed_file.h has it."""
    value = 0xCBF29CE484222325 ^ len(data)
    for at in range(0, len(data), 8):
        value = (value ^ int.from_bytes(data[at : at + 8], "little")) * 0x100000001B3 % 2**64
        value ^= value >> 32
    return value - 2**64 if value >= 2**63 else value


def png(value):
    """A 16 x 16 grey PNG of one value with a diagonal."""
    rows = b"".join(b"\0" + bytes(value if x != y else 255 - value for x in range(16)) for y in range(16))
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Place:
    """A folder with images, a cache and data of its own, and the programs."""

    def __init__(self, programs):
        self.folder = Path(tempfile.mkdtemp(prefix="zscape-torture-"))
        self.programs = Path(programs).resolve()
        self.images = self.folder / "images"
        for name in ("a", "b"):
            (self.images / name).mkdir(parents=True)
            for i in range(60):
                (self.images / name / f"{i}.png").write_bytes(png(2 * i + (100 if name == "b" else 0)))
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache"), "XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config"),
                            "XDG_RUNTIME_DIR": str(self.folder), "QT_QPA_PLATFORM": "offscreen"}
        self.base = self.folder / "base.zscape"
        self.must(["train", str(self.images), "--recipe", "vae-dense", *TRAIN, "--project", str(self.base), "--steps", str(STEPS)])
        self.keep_codes()

    def keep_codes(self):
        """As a window leaves them, of 120 images in two dimensions."""
        ends = {"mu": ("F32", [120, 2], 960), "steps": ("I64", [120], 960), "from_training": ("U8", [120], 120)}
        header, begin = {}, 0
        for name, (kind, shape, size) in ends.items():
            header[name] = {"dtype": kind, "shape": shape, "data_offsets": [begin, begin + size]}
            begin += size
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        data = struct.pack("<Q", len(text)) + text + struct.pack("<240f", *range(240)) + struct.pack("<120q", *[STEPS] * 120) + bytes(120)
        (self.base / "codes").mkdir()
        (self.base / "codes" / "1.safetensors").write_bytes(data)
        with sqlite3.connect(self.base / "project.db") as database:
            database.execute("INSERT INTO codes(run, step, file, bytes, hash) VALUES (1, ?, '1.safetensors', ?, ?)", (STEPS, len(data), hash_of_file(data)))
        database.close()

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, words):
        return [str(self.programs / "zscape-cli"), *words]

    def run(self, words, program=None, **extra):
        try:
            return subprocess.run([program] + words if program else self.command(words), env={**self.environment, **extra}, capture_output=True, text=True, errors="replace",
                                  timeout=LONGEST, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as late:
            raise Found(f"{' '.join(words)} takes longer than {LONGEST} s") from late

    def must(self, words):
        result = self.run(words)
        if result.returncode != 0:
            raise Found(f"{' '.join(words)} ended with {result.returncode}: {result.stderr.strip()}")
        return result

    def ends_well(self, words, program=None, **extra):
        """The command succeeds, or says in one sentence why it does not. Returns the result."""
        return self.judged(words, self.run(words, program, **extra))

    def judged(self, words, result):
        if result.returncode < 0:
            raise Found(f"{' '.join(words)} was ended by {signal.Signals(-result.returncode).name}: {result.stderr.strip()[-2000:]}")
        errors = [line for line in result.stderr.splitlines() if ": error: " in line]
        if result.returncode != 0 and len(errors) != 1:
            raise Found(f"{' '.join(words)} ended with {result.returncode} and {len(errors)} sentences: {result.stderr.strip()[-2000:]}")
        if any("unexpected error" in line for line in errors):
            raise Found(f"{' '.join(words)}: {errors[0]}")
        return result

    def saves_elsewhere(self, words, **extra):
        """As ends_well(), of a run whose end may find a disk that takes nothing: it is kept and tried again until a signal saves it elsewhere."""
        process = subprocess.Popen(self.command(words), env={**self.environment, **extra}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", stdin=subprocess.DEVNULL)
        late = threading.Timer(LONGEST, process.kill)
        late.start()
        said, asked = [], False
        for line in process.stderr:
            said.append(line)
            if "tried again" in line and not asked:
                asked = True
                process.send_signal(signal.SIGINT)
        process.wait()
        late.cancel()
        result = subprocess.CompletedProcess(words, process.returncode, "", "".join(said))
        if not asked:
            return self.judged(words, result)
        if result.returncode < 0:
            raise Found(f"{' '.join(words)}, asked to save elsewhere, was ended by {signal.Signals(-result.returncode).name}: {result.stderr.strip()[-2000:]}")
        kept = list((self.folder / "data").rglob("*.zscape"))
        if len(kept) != 1 or not self.step_of(kept[0]):
            raise Found(f"{' '.join(words)}: the run was not saved elsewhere: {result.stderr.strip()[-2000:]}")
        shutil.rmtree(kept[0])
        return result

    def step_of(self, project):
        """The saved step, or None where the project says in a sentence that there is none."""
        result = self.ends_well(["info", str(project), "--json"])
        if result.returncode != 0:
            return None
        return next((line["steps"] for line in map(json.loads, result.stdout.splitlines()) if line.get("event") == "info"), 0)

    def no_stray_files(self):
        # One that could not be removed in its time is removed by a later import, once it is certain that nobody writes it.
        for path in (self.folder / "cache").rglob("*.tmp"):
            os.utime(path, (0, 0))
            self.must(["train", "sample:shapes", "--set", "count=32", "--set", f"sample_seed={random.randrange(1 << 30)}", "--set", "size=16", "--recipe", "vae-dense", *TRAIN,
                       "--project", str(self.folder / "other.zscape"), "--steps", "1"])
            shutil.rmtree(self.folder / "other.zscape")
        for folder in (self.folder / "cache", *self.folder.glob("*.zscape")):
            for path in folder.rglob("*"):
                if re.search(r"\.(tmp|part|partial|new)(\W|$)|~$|\.XXXXXX|\.tmp-", path.name):
                    raise Found(f"a stray file stays: {path}")

    def copy(self, name="tried.zscape"):
        project = self.folder / name
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(self.base, project)
        return project

    def old(self):
        """The base as version 1 had it: its tables are those that the tests know."""
        project = self.copy()
        tables = re.search(r'kTablesOfVersion1 = R"\((.*?)\)"', (HERE.parent / "engine/project/old_projects.h").read_text(), re.S).group(1)
        now = sqlite3.connect(project / "project.db")
        then = sqlite3.connect(project / "old.db")
        then.executescript(tables)
        for (table,) in then.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall():
            columns = ", ".join(row[1] for row in then.execute(f"PRAGMA table_info({table})"))
            rows = now.execute(f"SELECT {columns} FROM {table}").fetchall()
            then.executemany(f"INSERT INTO {table}({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})", rows)
        then.execute("UPDATE data SET fingerprint = '0123456789abcdef0123456789abcdef'")
        then.execute(f"PRAGMA application_id = {now.execute('PRAGMA application_id').fetchone()[0]}")
        then.execute("PRAGMA user_version = 1")
        then.execute("PRAGMA journal_mode = WAL")
        then.commit()
        then.close()
        now.close()
        for beside in project.glob("project.db*"):
            beside.unlink()
        shutil.rmtree(project / "codes")
        (project / "old.db").rename(project / "project.db")
        return project


def still_whole(place, project, at_least):
    """Opens, is not behind `at_least`, and trains on."""
    step = place.step_of(project)
    if step is None or step < at_least:
        raise Found(f"step {at_least} was saved, and now the project is at {step}")
    place.must(["train", "--resume", "--project", str(project), "--steps", str(max(step, at_least) + 2), "--threads", "1"])
    place.no_stray_files()


def kill(place, chance):
    what = chance.choice(["new", "resume", "import", "migrate"])
    project, saved = place.folder / "tried.zscape", STEPS
    shutil.rmtree(project, ignore_errors=True)
    resume = ["train", "--resume", "--project", str(project), "--steps", "4000", "--threads", "1"]
    if what == "new":
        saved, words = -1, ["train", str(place.images), "--recipe", "vae-dense", *TRAIN, "--project", str(project), "--steps", "2000"]
    elif what == "resume":
        place.copy()
        words = resume
    elif what == "import":
        shutil.rmtree(place.folder / "cache", ignore_errors=True)
        place.copy()
        words = resume
    else:
        place.old()
        words = resume
    process = subprocess.Popen(place.command(words), env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    moment = chance.uniform(0, 2.0)
    try:
        process.wait(timeout=moment)  # a random moment is what is tried here
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    story = f"{what}, killed after {moment:.3f} s"
    if saved >= 0:
        still_whole(place, project, saved)
    elif project.exists():
        step = place.step_of(project)
        if step:
            still_whole(place, project, step)
        else:
            place.ends_well(["train", "--resume", "--project", str(project), "--steps", "3", "--threads", "1"])
    return story


def sanitizer_of(program):
    """AddressSanitizer's library where a program is built with it: it has to be loaded before anything else that is preloaded."""
    linked = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    return re.findall(r"libasan\S* => (\S+)", linked)


def disk(place, chance):
    what = chance.choice(["new", "resume", "import"])
    project = place.folder / "tried.zscape"
    shutil.rmtree(project, ignore_errors=True)
    if what == "new":
        saved, words = -1, ["train", str(place.images), "--recipe", "vae-dense", *TRAIN, "--project", str(project), "--steps", "8"]
    else:
        place.copy()
        saved, words = STEPS, ["train", "--resume", "--project", str(project), "--steps", str(STEPS + 4), "--threads", "1"]
    if what == "import":
        shutil.rmtree(place.folder / "cache", ignore_errors=True)
    under = place.folder / "cache" if what == "import" else project
    counted = place.folder / "count"
    preloaded = [*sanitizer_of(place.programs / "zscape-cli"), str(place.programs / "libzscape_failing_calls.so")]
    shim = {"LD_PRELOAD": ":".join(preloaded), "ZSCAPE_FAIL_UNDER": str(under), "ZSCAPE_FAIL_COUNT": str(counted)}
    place.ends_well(words, **shim, ZSCAPE_FAIL_AT="0")
    calls = int(counted.read_text())
    if calls == 0:
        raise Found(f"{what}: no writing call was seen below {under}")
    if what == "import":
        shutil.rmtree(place.folder / "cache", ignore_errors=True)
    if saved >= 0:
        place.copy()
    else:
        shutil.rmtree(project, ignore_errors=True)
    at = chance.randint(1, calls)
    fault, on = chance.choice([(errno.ENOSPC, 0), (errno.ENOSPC, 1), (errno.EIO, 0), (errno.EIO, 1), (errno.EINTR, 0), (0, 0)])
    story = f"{what}, call {at} of {calls}: {errno.errorcode.get(fault, 'a short write')}{' from there on' if on else ''}"
    result = place.saves_elsewhere(words, **shim, ZSCAPE_FAIL_AT=str(at), ZSCAPE_FAIL_WITH=str(fault), ZSCAPE_FAIL_ON=str(on))
    if fault in (0, errno.EINTR) and result.returncode != 0:
        raise Found(f"{story}: what a program has to bear ended it: {result.stderr.strip()}")
    if saved >= 0:
        still_whole(place, project, saved)
        if result.returncode == 0 and place.step_of(project) < STEPS + 4:
            raise Found(f"{story}: it ended with 0, and its steps are not there")
    elif project.exists():
        step = place.step_of(project)
        if result.returncode == 0 and (step or 0) < 8:
            raise Found(f"{story}: it ended with 0, and its steps are not there")
        if step:
            still_whole(place, project, step)
    place.must(["train", str(place.images), "--recipe", "vae-dense", *TRAIN, "--project", str(place.folder / "after.zscape"), "--steps", "2"])
    shutil.rmtree(place.folder / "after.zscape")
    place.no_stray_files()
    return story


NONSENSE = [None, -1, 0, 1, 7, 2**31, 2**62, 2**63 - 1, -(2**63), 0.5, 1e308, float("inf"), "", "x", "x" * 100000, "../../etc/passwd", "/dev/zero", "\x1b[2J", "\udcff", b"", b"\xff" * 9, b"\0" * 4096]
JSON_NONSENSE = [None, -1, 0, 10**18, 2**64, 1e308, 0.5, "", "x" * 100000, "\x1b[2J", [], {}, [[]], True, ["/proc"], 100000]


def leaves(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from leaves(each, (*path, i))


def put(value, path, new):
    if not path:
        return new
    value[path[0]] = put(value[path[0]], path[1:], new)
    return value


def spoil(project, chance):
    """Makes one thing in the project nonsense. Returns what."""
    kind = chance.choice(["column", "column", "leaf", "leaf", "file"])
    if kind == "file":
        path = chance.choice(sorted(path for path in project.rglob("*") if path.is_file() and path.name != "lock"))
        name = path.relative_to(project)
        how = chance.choice(["cut", "flip", "empty", "gone", "folder", "pipe", "loop", "sparse", "zeros"])
        data = bytearray(path.read_bytes())
        if how == "cut":
            path.write_bytes(data[: chance.randrange(len(data))])
        elif how == "flip":
            for _ in range(chance.randint(1, 20)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
        elif how == "zeros":
            path.write_bytes(bytes(len(data)))
        elif how == "sparse":
            os.truncate(path, 12 << 30)
        else:
            path.unlink()
            if how == "empty":
                path.touch()
            elif how == "folder":
                path.mkdir()
            elif how == "pipe":
                os.mkfifo(path)
            elif how == "loop":
                path.symlink_to(path)
        return f"{name}: {how}"
    database = sqlite3.connect(project / "project.db")
    database.execute("PRAGMA ignore_check_constraints = 1")
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    try:
        while True:
            table = chance.choice(tables)
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            rows = database.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
            if not rows:
                continue
            row, column = chance.choice(rows), chance.choice(columns)
            value, new = row[columns.index(column)], chance.choice(NONSENSE)
            story = f"{table}.{column} = {new!r:.40}"
            if kind == "leaf":
                if not isinstance(value, str) or value[:1] not in ("{", "["):
                    continue
                parsed = json.loads(value)
                path, leaf = chance.choice(list(leaves(parsed))), chance.choice(JSON_NONSENSE)
                new = json.dumps(put(parsed, path, leaf))
                story = f"{table}.{column} {'.'.join(map(str, path))} = {leaf!r:.40}"
            try:
                database.execute(f"UPDATE {table} SET {column} = ? WHERE " + " AND ".join(f"{name} IS ?" for name in columns), (new, *row))
            except (sqlite3.IntegrityError, OverflowError, UnicodeEncodeError):
                continue
            database.commit()
            return story
    finally:
        database.close()


def project(place, chance, window):
    tried = place.copy()
    story = spoil(tried, chance)
    try:
        place.ends_well(["info", str(tried)])
        place.ends_well(["decode", str(tried), "--z", "0.5,-0.5", "--out", str(place.folder / "out")])
        place.ends_well(["evaluate", str(tried)])
        if window:
            shot = place.folder / "window.png"
            place.ends_well([str(tried), "--screenshot", str(shot), "--after", "0.5"], program=str(place.programs / "zscape"))
            shot.unlink(missing_ok=True)
        place.ends_well(["train", "--resume", "--project", str(tried), "--steps", str(STEPS + 2), "--threads", "1"])
    finally:
        shutil.rmtree(place.folder / "out", ignore_errors=True)
    return story


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["kill", "disk", "project"])
    parser.add_argument("count", type=int)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--window", action="store_true", help="project: the window opens it, too")
    given = parser.parse_args()
    place = Place(given.bin)
    found = 0
    began = time.monotonic()
    try:
        for i in range(given.count):
            chance = random.Random(f"{given.kind} {given.seed} {i}")
            story = ""
            try:
                story = {"kill": kill, "disk": disk, "project": lambda p, c: project(p, c, given.window)}[given.kind](place, chance)
                print(f"{i}: {story}", flush=True)
            except Found as what:
                found += 1
                print(f"{i}: FOUND {what}", flush=True)
                tried = place.folder / "tried.zscape"
                if tried.exists():
                    kept = Path.cwd() / f"finding-torture-{given.kind}-{given.seed}-{i}.zscape"
                    shutil.rmtree(kept, ignore_errors=True)
                    tried.rename(kept)
                    print(f"   kept in {kept}", flush=True)
    finally:
        place.close()
    print(f"torture {given.kind}: {given.count} times in {time.monotonic() - began:.0f} s, {found} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
