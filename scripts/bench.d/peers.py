"""Asks several processes in turn, round after round, so that all of them meet the same machine."""

import json
import statistics
import subprocess
import sys


class Peer:
    """A process that prints "ready" and then answers a count on its input by seconds and count."""

    def __init__(self, name, command, environment=None):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.rates = []
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{name} did not get ready")

    def ask(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with status {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def start(peers):
    """name -> Peer for each (name, command); one that cannot start is told and left out."""
    started = {}
    for name, command in peers:
        try:
            started[name] = Peer(name, command)
        except (RuntimeError, OSError) as error:
            print(f"  {name}: left out ({error})", file=sys.stderr)
    return started


def in_turn(peers, rounds, seconds, count=None):
    """Each peer works about `seconds` in each round, or does `count`; without a count the first round warms up and sets one. Medians of rates."""
    counts = {name: count for name in peers}
    for name, peer in peers.items() if count is None else ():
        peer.ask(5)
        tried = peer.ask(10)
        counts[name] = max(1, round(10 * seconds / tried["seconds"]))
    for _ in range(rounds):
        for name, peer in peers.items():
            answer = peer.ask(counts[name])
            peer.rates.append(answer["count"] / answer["seconds"])
    for peer in peers.values():
        peer.close()
    return {name: statistics.median(peer.rates) for name, peer in peers.items()}


def ratio(peers, one, other):
    """The median over rounds of one's rate over the other's in the same round."""
    return statistics.median(a / b for a, b in zip(peers[one].rates, peers[other].rates))


def verdict(value, goal):
    return f"{value:5.2f}   goal {goal:.2f}   {'met' if value >= goal else 'NOT MET'}"
