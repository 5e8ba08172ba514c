"""Golden values of the analysis tests: pip install scikit-image scikit-learn, then run this and compare what it prints."""

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import Lasso
from sklearn.metrics import mutual_info_score
from skimage.metrics import structural_similarity


def picture(a, b, c, size, channels):
    i, j, k = np.meshgrid(np.arange(channels), np.arange(size), np.arange(size), indexing="ij")
    return 0.5 + 0.5 * np.sin(a * j + b * k + c * i)


def bins(values):
    low, high = values.min(), values.max()
    return np.clip(np.floor((values - low) * 20 / (high - low)), 0, 19).astype(int)


def gap(scores):
    scores = sorted(scores)[::-1]
    return scores[0] - scores[1]


options = dict(data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
colour = picture(0.7, 0.3, 1.1, 16, 3)
print("ssim, colour", structural_similarity(colour, np.clip(picture(0.72, 0.28, 1.0, 16, 3) * 0.9 + 0.02, 0, 1), channel_axis=0, **options))
print("ssim, grey", structural_similarity(picture(0.2, 0.9, 0.4, 28, 1)[0], picture(0.25, 0.8, 0.5, 28, 1)[0], **options))

i = np.arange(300)
print("mutual information", mutual_info_score((i * 7) % 5, ((i * 7) % 5 + (i % 3 == 0)) % 4))

i = np.arange(1000)
f1, f2, f3 = (i * 37) % 1000 / 1000, (i * 91 + 13) % 997 / 997, i % 3
codes = np.stack([f1 + 0.05 * np.sin(i * 1.7), 0.6 * f2 + 0.4 * f1, f3 + 0.1 * np.cos(i * 0.9), 0.3 * np.sin(i * 2.3)], 1)
standard = (codes - codes.mean(0)) / codes.std(0)
mig, sap, importances = 0, 0, []
for factor, classes in ((f1, 0), (f2, 0), (f3, 3)):
    binned = factor if classes else bins(factor)
    mig += gap([mutual_info_score(bins(code), binned) for code in codes.T]) / mutual_info_score(binned, binned) / 3
    lda = LinearDiscriminantAnalysis()
    sap += gap([lda.fit(code[:, None], factor).score(code[:, None], factor) if classes else np.corrcoef(code, factor)[0, 1] ** 2 for code in codes.T]) / 3
    targets = [(factor == label).astype(float) for label in range(classes)] if classes else [factor]
    weights = [np.abs(Lasso(alpha=0.01, fit_intercept=False, tol=1e-12, max_iter=100000).fit(standard, (t - t.mean()) / t.std()).coef_) for t in targets]
    importances.append(np.mean(weights, 0))
importances = np.stack(importances, 1)
share = importances.sum(1)
p = importances / np.maximum(share[:, None], 1e-300)
entropy = -(p * np.log(np.maximum(p, 1e-300))).sum(1) / np.log(3)
print("mig", mig, "sap", sap, "dci", ((1 - entropy) * share).sum() / share.sum())

from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.mixture import GaussianMixture


def clouds(count):
    """As fourClouds() of clouds_of_codes.h: sums of twelve numbers of one generator, about four centres, askew."""
    state, rows = 12345, []
    for index in range(count):
        group, noise = index % 4, []
        for _ in range(3):
            total = -6.0
            for _ in range(12):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                total += (state >> 40) / 2**24
            noise.append(total * (1.0, 0.5, 0.75, 1.5)[group])
        noise[1] += 0.5 * noise[0]
        centre = ((0, 0, 0), (4, 0, 1), (0, 4, -1), (3, 3, 0))[group]
        rows.append([c + n for c, n in zip(centre, noise)])
    return np.array(rows, dtype=np.float32), np.arange(count) % 4


def agreement(name, clusters, labels):
    table = contingency_matrix(labels, clusters)
    print(name, "ARI", adjusted_rand_score(labels, clusters), "NMI", normalized_mutual_info_score(labels, clusters), "purity", table.max(0).sum() / table.sum())


i = np.arange(300)
agreement("few", (i * 7) % 5, ((i * 7) % 5 + (i % 3 == 0)) % 4)
agreement("apart", i % 3, (i * i) % 7)
agreement("same", i % 5, 4 - i % 5)
rows, labels = clouds(1000)
print("sum of rows", rows.astype(np.float64).sum(0))
for k in (4, 7):
    means = KMeans(k, n_init=200, tol=0, max_iter=1000, random_state=0).fit(rows.astype(np.float64))
    print("k-means", k, "inertia", means.inertia_, "sizes", sorted(np.bincount(means.labels_))[::-1])
    agreement("k-means", means.labels_, labels)
ridge = 1e-6 * rows.astype(np.float64).var(0).mean()
mixture = GaussianMixture(4, tol=1e-5, max_iter=300, reg_covar=ridge, random_state=0).fit(rows.astype(np.float64))
shares = mixture.predict(rows.astype(np.float64))
print("mixture, log-likelihood", mixture.score(rows.astype(np.float64)), "weights", np.sort(mixture.weights_)[::-1], "sizes", sorted(np.bincount(shares))[::-1])
agreement("mixture", shares, labels)
