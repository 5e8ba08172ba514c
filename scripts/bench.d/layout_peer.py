"""Lays codes out with openTSNE or umap-learn: METHOD CODES.npy OUT.npy. Prints its seconds, without what numba compiles."""

import sys
import time

import numpy


def tsne(codes):
    from openTSNE import TSNE

    return numpy.asarray(TSNE(n_jobs=-1, random_state=1).fit(codes))


def umap(codes):
    from umap import UMAP

    return UMAP(n_jobs=-1).fit_transform(codes)


method = {"tsne": tsne, "umap": umap}[sys.argv[1]]
codes = numpy.load(sys.argv[2])
if method is umap:
    umap(codes[:5000])
begin = time.perf_counter()
places = method(codes)
print(time.perf_counter() - begin)
numpy.save(sys.argv[3], places.astype(numpy.float32))
