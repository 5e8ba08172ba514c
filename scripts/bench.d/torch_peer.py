"""The same step in Python on the same wheel: pixels preloaded as uint8, index_select, float / 255, no DataLoader.

    torch_peer.py dense|conv [--compile] [--precision fp32|bf16] [--layout contiguous|channels-last] [--adam fused|default]

Answers as zscape_bench does: "ready", then for each line on standard input (steps) one JSON line.
"""

import argparse
import gzip
import json
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

BATCH = 128


class Dense(nn.Module):
    """784-400-20 as in pytorch/examples, from logits."""

    def __init__(self, code=20):
        super().__init__()
        self.encoder = nn.Linear(784, 400)
        self.mu = nn.Linear(400, code)
        self.log_var = nn.Linear(400, code)
        self.hidden = nn.Linear(code, 400)
        self.picture = nn.Linear(400, 784)

    def forward(self, x):
        h = functional.relu(self.encoder(x.flatten(1)))
        mu, log_var = self.mu(h), self.log_var(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
        return self.picture(functional.relu(self.hidden(z))).view_as(x), mu, log_var


class Conv(nn.Module):
    """Zscape's convolutional ladder: Conv2d 4/2/1 + BatchNorm + ReLU down to 4x4, and back."""

    def __init__(self, size=32, channels=3, width=32, code=16):
        super().__init__()
        levels = []
        while size > 4:
            size //= 2
            levels.append(width << len(levels))
        down, before = [], channels
        for wide in levels:
            down += [nn.Conv2d(before, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU(inplace=True)]
            before = wide
        self.down = nn.Sequential(*down)
        self.head = nn.Linear(before * size * size, 2 * code)
        self.seed = nn.Linear(code, before * size * size)
        self.shape = (before, size, size)
        up = []
        for narrow in reversed(levels[:-1]):
            up += [nn.ConvTranspose2d(before, narrow, 4, 2, 1, bias=False), nn.BatchNorm2d(narrow), nn.ReLU(inplace=True)]
            before = narrow
        self.up = nn.Sequential(*up, nn.ConvTranspose2d(before, channels, 4, 2, 1))

    def forward(self, x):
        mu, log_var = self.head(self.down(x).flatten(1)).float().chunk(2, 1)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
        return self.up(functional.relu(self.seed(z)).view(-1, *self.shape)).float(), mu, log_var


def digits():
    """The digits that Zscape carries, or noise of their shape where they are kept elsewhere."""
    found = sorted(Path(__file__).resolve().parents[2].glob("resources/samples/**/train-images-idx3-ubyte.gz"))
    if not found:
        return torch.randint(0, 256, (60000, 1, 28, 28), dtype=torch.uint8)
    raw = gzip.decompress(found[0].read_bytes())
    return torch.frombuffer(bytearray(raw[16:]), dtype=torch.uint8).view(-1, 1, 28, 28)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model", choices=["dense", "conv"])
    arguments.add_argument("--compile", action="store_true")
    arguments.add_argument("--precision", default="fp32")
    arguments.add_argument("--layout", default="contiguous")
    arguments.add_argument("--adam", default="default")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()

    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    pixels = digits() if options.model == "dense" else torch.randint(0, 256, (20000, 3, 32, 32), dtype=torch.uint8)
    model = Dense() if options.model == "dense" else Conv()
    layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
    model = model.to(memory_format=layout)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True if options.adam == "fused" else None)

    def objective(x):
        with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
            output, mu, log_var = model(x)
        reconstruction = functional.binary_cross_entropy_with_logits(output, x, reduction="sum") / x.shape[0]
        kl = -0.5 * torch.sum(1 + log_var - mu.square() - log_var.exp()) / x.shape[0]
        return reconstruction + kl, reconstruction, kl

    if options.compile:
        objective = torch.compile(objective)
    order, position = torch.randperm(len(pixels)), 0

    def step():
        nonlocal order, position
        if position == len(order):
            order, position = torch.randperm(len(pixels)), 0
        batch = order[position : position + BATCH]
        position += len(batch)
        x = pixels.index_select(0, batch).float().div_(255).contiguous(memory_format=layout)
        optimiser.zero_grad()
        total, reconstruction, kl = objective(x)
        total.backward()
        optimiser.step()
        return len(batch), total.item(), reconstruction.item(), kl.item()

    for _ in range(3):
        step()
    print("ready", flush=True)
    for line in sys.stdin:
        begin = time.perf_counter()
        count = sum(step()[0] for _ in range(int(line)))
        print(json.dumps({"seconds": time.perf_counter() - begin, "count": count}), flush=True)


if __name__ == "__main__":
    main()
