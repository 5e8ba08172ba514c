"""Golden values of the layout tests: pip install scikit-learn umap-learn, then run this and compare what it prints."""

import numpy as np
from sklearn.manifold._utils import _binary_search_perplexity

distances = np.array([[0.5 + 0.11 * j + 0.7 * ((j * j) % 5) for j in range(12)]])
# Column 0 stands for the row itself, which scikit-learn leaves out.
for perplexity in (3, 8):
    weights = _binary_search_perplexity((distances**2).astype(np.float32), perplexity, 0)
    print("calibrated", perplexity, ", ".join(f"{w:.7f}" for w in weights[0]))

from umap.umap_ import find_ab_params, fuzzy_simplicial_set

for distance in (0.0, 0.1, 0.5):
    print("curve", distance, find_ab_params(1.0, distance))
points = np.array([[((7 * i) % 12) * 0.25, ((5 * i * i) % 13) * 0.2] for i in range(12)], np.float32)
graph, sigmas, rhos = fuzzy_simplicial_set(points, 5, np.random.RandomState(1), "euclidean")
for i in (0, 3, 7):
    print("fuzzy", i, ", ".join(f"{{{j}, {w:.6f}}}" for j, w in enumerate(graph.toarray()[i]) if w > 0))
