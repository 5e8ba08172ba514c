"""Makes golden.json: losses, gradients and initial models as PyTorch gives them.

Run with the project's own Python: build/venv/bin/python tests/engine/objective/make_golden.py
The C++ tests rebuild the same inputs from the numbers stored here, so that no generator has to agree,
but for the models: those compare torch.manual_seed(seed) with buildModel(spec, seed) weight for weight.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
from torch import distributions as D
from torch import nn


def numbers(tensor):
    return [float(value) for value in tensor.detach().double().flatten()]


def likelihoods():
    torch.manual_seed(7)
    logits = (torch.randn(3, 2, 4, 4, dtype=torch.double) * 4).requires_grad_()
    target = torch.rand(3, 2, 4, 4, dtype=torch.double)
    target[0, 0, 0, 0], target[0, 0, 0, 1] = 0.0, 1.0
    y = torch.sigmoid(logits)
    s = 0.25
    costs = {
        "bce": F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum((1, 2, 3)),
        "mse": F.mse_loss(y, target, reduction="none").sum((1, 2, 3)),
        "gaussian": -D.Normal(y, s).log_prob(target).sum((1, 2, 3)),
    }
    weights = torch.tensor([0.5, -1.0, 2.0], dtype=torch.double)
    result = {"shape": list(logits.shape), "logits": numbers(logits), "target": numbers(target), "sigma": s, "weights": numbers(weights), "costs": {}}
    for name, cost in costs.items():
        (gradient,) = torch.autograd.grad((cost * weights).sum(), logits, retain_graph=True)
        result["costs"][name] = {"value": numbers(cost), "gradient": numbers(gradient)}
    binary = (target > 0.5).double()
    result["binary_cost"] = numbers(-D.Bernoulli(logits=logits).log_prob(binary).sum((1, 2, 3)))
    return result


def kl():
    torch.manual_seed(8)
    mu = torch.randn(5, 3, dtype=torch.double).requires_grad_()
    log_var = (torch.randn(5, 3, dtype=torch.double) * 1.5).requires_grad_()
    prior_mu = torch.randn(1, 3, dtype=torch.double)
    prior_log_var = torch.randn(1, 3, dtype=torch.double)
    posterior = D.Normal(mu, (0.5 * log_var).exp())
    to_standard = D.kl_divergence(posterior, D.Normal(torch.zeros_like(mu), torch.ones_like(mu)))
    to_other = D.kl_divergence(posterior, D.Normal(prior_mu, (0.5 * prior_log_var).exp()))
    gradient = torch.autograd.grad(to_standard.sum(), (mu, log_var))
    return {
        "mu": numbers(mu), "log_var": numbers(log_var), "prior_mu": numbers(prior_mu), "prior_log_var": numbers(prior_log_var),
        "to_standard": numbers(to_standard), "to_other": numbers(to_other),
        "gradient_mu": numbers(gradient[0]), "gradient_log_var": numbers(gradient[1]),
    }


def latent_terms():
    """The four terms to N(0, I) and to N(0, s^2), from torch.distributions alone: H(A, B) = KL(A, B) + entropy(A)."""
    torch.manual_seed(9)
    mu = torch.randn(5, 3, dtype=torch.double).requires_grad_()
    log_var = (torch.randn(5, 3, dtype=torch.double) * 1.5).requires_grad_()
    q = D.Normal(mu, (0.5 * log_var).exp())
    result = {"mu": numbers(mu), "log_var": numbers(log_var), "priors": []}
    for s in (1.0, 0.01, 3.0):
        p = D.Normal(torch.zeros_like(mu), torch.full_like(mu, s))
        qp, pq = D.kl_divergence(q, p), D.kl_divergence(p, q)
        terms = {"kl": qp, "kl_pq": pq, "ce_qp": qp + q.entropy(), "ce_pq": pq + p.entropy()}
        stored = {"s": s}
        for name, value in terms.items():
            gradient = torch.autograd.grad(value.sum(), (mu, log_var), retain_graph=True)
            stored[name] = {"value": numbers(value), "gradient_mu": numbers(gradient[0]), "gradient_log_var": numbers(gradient[1])}
        result["priors"].append(stored)
    return result


def importance():
    """The bound of K codes an image: the pixels are Bernoulli, the weights p(x|z) p(z) / q(z|x)."""
    torch.manual_seed(10)
    draws, images, dimensions = 4, 3, 2
    mu = torch.randn(images, dimensions, dtype=torch.double)
    log_var = torch.randn(images, dimensions, dtype=torch.double)
    q = D.Normal(mu, (0.5 * log_var).exp())
    z = q.sample((draws,))
    logits = torch.randn(draws, images, 1, 4, 4, dtype=torch.double)
    target = (torch.rand(images, 1, 4, 4, dtype=torch.double) > 0.5).double()
    log_pixels = D.Bernoulli(logits=logits).log_prob(target).sum((2, 3, 4))
    result = {"mu": numbers(mu), "log_var": numbers(log_var), "z": numbers(z), "logits": numbers(logits), "target": numbers(target), "bounds": []}
    for s in (1.0, 0.5):
        log_weights = log_pixels + D.Normal(0.0, s).log_prob(z).sum(-1) - q.log_prob(z).sum(-1)
        bound = -(torch.logsumexp(log_weights, 0) - math.log(draws)).mean()
        result["bounds"].append({"s": s, "value": float(bound), "reconstruction": float(-log_pixels.mean())})
    return result


def total_correlation():
    """Both estimates image by image, in plain loops over torch.distributions."""
    torch.manual_seed(12)
    batch, dimensions, images = 6, 3, 50
    mu = torch.randn(batch, dimensions, dtype=torch.double)
    log_var = torch.randn(batch, dimensions, dtype=torch.double)
    z = D.Normal(mu, (0.5 * log_var).exp()).sample()
    result = {"mu": numbers(mu), "log_var": numbers(log_var), "z": numbers(z), "images": images}
    for name in ("stratified", "weighted"):
        total = 0.0
        for i in range(batch):
            others = batch - 1
            weights = []
            for k in range(batch):
                if name == "weighted":
                    weights.append(1 / (images * batch))
                elif k == i:
                    weights.append(1 / images)
                elif k == (i + 1) % batch:
                    weights.append((images - others) / (images * others))
                else:
                    weights.append(1 / others)
            densities = [D.Normal(mu[k], (0.5 * log_var[k]).exp()).log_prob(z[i]).exp() for k in range(batch)]
            joint = sum(w * float(d.prod()) for w, d in zip(weights, densities))
            marginals = [sum(w * float(d[j]) for w, d in zip(weights, densities)) for j in range(dimensions)]
            total += math.log(joint) - sum(math.log(m) for m in marginals)
        result[name] = total / batch
    return result


def mmd():
    torch.manual_seed(13)
    a, b, s = torch.randn(5, 2, dtype=torch.double), torch.randn(5, 2, dtype=torch.double) * 2, 2.0

    def k(x, y):
        h = 2 * len(x) * s * s
        return sum(c * h / (c * h + float(((x - y) ** 2).sum())) for c in (0.1, 0.2, 0.5, 1, 2, 5, 10))

    n = len(a)
    within = sum(k(v[i], v[j]) for v in (a, b) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    between = sum(k(x, y) for x in a for y in b) / n**2
    return {"a": numbers(a), "b": numbers(b), "s": s, "value": within - 2 * between}


def sparsity():
    torch.manual_seed(14)
    z = torch.rand(5, 3, dtype=torch.double)
    rho = 0.05
    value = D.kl_divergence(D.Bernoulli(probs=torch.full((3,), rho, dtype=torch.double)), D.Bernoulli(probs=z.mean(0)))
    return {"z": numbers(z), "rho": rho, "value": numbers(value)}


def ramp(count, channels, size):
    """Pixels that C++ makes without a generator: ((7 i) mod 251) / 250."""
    values = torch.arange(count * channels * size * size) * 7 % 251
    return (values.float() / 250).view(count, channels, size, size)


def summary(module, x):
    """Losses of one pass at z = mu, and sums that any changed weight would change."""
    mu, log_var, logits = module(x)
    bce = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3)).mean()
    result = {"reconstruction": float(bce), "mu": numbers(mu), "parameters": sum(p.numel() for p in module.parameters())}
    if log_var is not None:
        result["kl"] = float((-0.5 * (1 + log_var - mu**2 - log_var.exp())).sum(1).mean())
    bce.backward()
    result["gradient_norm"] = math.sqrt(sum(float((p.grad.double() ** 2).sum()) for p in module.parameters() if p.grad is not None))
    return result


class Dense(nn.Module):
    """pytorch/examples/vae with both heads in one layer."""

    def __init__(self, pixels, hidden, code):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, 2 * code))
        self.decoder = nn.Sequential(nn.Linear(code, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def forward(self, x):
        mu, log_var = self.encoder(x.flatten(1)).chunk(2, 1)
        return mu, log_var, self.decoder(mu).view_as(x)


class Conv(nn.Module):
    def __init__(self, channels, size, width, code):
        super().__init__()
        sides, maps, encoder = [size], [channels], []
        while sides[-1] > 4:
            maps.append(width if len(maps) == 1 else maps[-1] * 2)
            encoder += [nn.Conv2d(maps[-2], maps[-1], 4, 2, 1, bias=False), nn.BatchNorm2d(maps[-1]), nn.ReLU()]
            sides.append(sides[-1] // 2)
        self.smallest = (maps[-1], sides[-1], sides[-1])
        flat = maps[-1] * sides[-1] ** 2
        self.encoder = nn.Sequential(*encoder, nn.Flatten(), nn.Linear(flat, 2 * code))
        self.seed = nn.Linear(code, flat)
        decoder = []
        for level in range(len(maps) - 1, 0, -1):
            last = level == 1
            decoder.append(nn.ConvTranspose2d(maps[level], maps[level - 1], 4, 2, 1, output_padding=sides[level - 1] % 2, bias=last))
            if not last:
                decoder += [nn.BatchNorm2d(maps[level - 1]), nn.ReLU()]
        self.decoder = nn.Sequential(*decoder)

    def forward(self, x):
        mu, log_var = self.encoder(x).chunk(2, 1)
        return mu, log_var, self.decoder(F.relu(self.seed(mu)).view(-1, *self.smallest))


class ConvAe32(nn.Module):
    def __init__(self):
        super().__init__()
        maps = [3, 12, 24, 48, 96]
        down, up = [], []
        for a, b in zip(maps, maps[1:]):
            down += [nn.Conv2d(a, b, 4, 2, 1), nn.ReLU()]
        for b, a in zip(maps[:0:-1], maps[-2::-1]):
            up += [nn.ConvTranspose2d(b, a, 4, 2, 1), nn.ReLU()]
        self.encoder, self.decoder = nn.Sequential(*down), nn.Sequential(*up[:-1])

    def forward(self, x):
        code = self.encoder(x)
        return code.flatten(1), None, self.decoder(code)


def models():
    made = {}
    for name, make, count, channels, size in [
        ("vae-dense", lambda: Dense(784, 400, 20), 6, 1, 28),
        ("vae", lambda: Conv(3, 33, 8, 16), 6, 3, 33),
        ("conv-ae-32", ConvAe32, 4, 3, 32),
    ]:
        torch.manual_seed(11)
        module = make()
        made[name] = summary(module, ramp(count, channels, size))
    return made


golden = {"torch": torch.__version__, "likelihoods": likelihoods(), "kl": kl(), "latent_terms": latent_terms(), "importance": importance(),
          "total_correlation": total_correlation(), "mmd": mmd(), "sparsity": sparsity(), "models": models()}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=1) + "\n")
